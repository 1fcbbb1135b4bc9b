using System.Globalization;
using System.Text;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Bot.Commands;

/// <summary>/queue: the user's own clips and the length of the line, for their eyes only.</summary>
internal sealed class QueueCommand(Answers answers, DiscordRest rest, JobQueue queue, TimeProvider time)
{
    private const int MostListed = 10, MostCounted = 1000, LongestPrompt = 80;

    public async Task AnswerAsync(Interaction interaction, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredMessage(ephemeral: true), cancel);
        string text;
        try
        {
            var user = interaction.Invoker!.Id.ToString();
            var all = await queue.ListAsync(MostCounted, cancel); // one look, or the two halves of the answer contradict each other
            var mine = all.Count < MostCounted
                ? [.. all.Where(job => job.User == user)]
                : await queue.ListOfUserAsync(user, cancel); // a line longer than the look
            text = Describe(mine, all, time.GetUtcNow());
        }
        catch (RedisException)
        {
            text = "⚠️ The queue cannot be reached right now; try again in a minute.";
        }
        await rest.EditOriginalInteractionResponseAsync(interaction, new() { Content = text }, cancel);
    }

    internal static string Describe(IReadOnlyList<Job> mine, IReadOnlyList<Job> all, DateTimeOffset now)
    {
        var running = all.Count(job => job.State is JobState.Claimed or JobState.Running);
        var waiting = all.Count - running;
        var text = new StringBuilder();
        var more = all.Count >= MostCounted ? " or more" : "";
        text.Append(CultureInfo.InvariantCulture, $"**The line**: {running} running, {waiting}{more} waiting.");
        if (all.Count > 0 && all[0].LiveWorkers == 0) text.Append(" No worker is running right now.");
        text.Append('\n');
        if (mine.Count == 0) text.Append("You have nothing in line. Try `/imagine a red ball bouncing in the desert`.");
        foreach (var job in mine.Take(MostListed))
        {
            text.Append(CultureInfo.InvariantCulture, $"- **{Markdown.Plain(job.Clip.Prompt, LongestPrompt)}**: ");
            if (job.Position > 0) text.Append(CultureInfo.InvariantCulture, $"place {job.Position}");
            else text.Append(CultureInfo.InvariantCulture, $"{Math.Floor(job.Progress * 100)} %");
            if (job.Eta is { } eta) text.Append($", ready {Sentences.Relative(now + eta)}");
            text.Append('\n');
        }
        if (mine.Count > MostListed) text.Append(CultureInfo.InvariantCulture, $"- and {mine.Count - MostListed} more");
        return text.ToString().TrimEnd();
    }
}

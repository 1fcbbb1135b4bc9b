using System.Globalization;
using System.Text;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Bot.Commands;

/// <summary>/queue: how the line stands and the user's own clips in it, for their eyes only.</summary>
internal sealed class QueueCommand(Answers answers, DiscordRest rest, JobQueue queue)
{
    private const int MostListed = 10, LongestPrompt = 80;

    public async Task AnswerAsync(Interaction interaction, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredMessage(ephemeral: true), cancel);
        string text;
        try
        {
            var mine = await queue.ListOfUserAsync(interaction.Invoker!.Id.ToString(), cancel);
            text = Describe(mine, await queue.LookAsync(cancel));
        }
        catch (RedisException)
        {
            text = "⚠️ The queue cannot be reached right now; try again in a minute.";
        }
        await rest.EditOriginalInteractionResponseAsync(interaction, new() { Content = text }, cancel);
    }

    internal static string Describe(IReadOnlyList<Job> mine, QueueLook look)
    {
        var text = new StringBuilder($"**The line**: {Sentences.Number(look.Running)} running, {Sentences.Number(look.Waiting)} waiting");
        var bands = Bands(look);
        if (bands.Length > 0) text.Append($" ({bands})");
        if (look.Held > 0) text.Append($", {Sentences.Number(look.Held)} with a moderator");
        text.Append(".\n");
        if (look.Mode == QueueMode.Paused) text.Append("⏸️ A moderator has paused it: what waits keeps its place until it goes on.\n");
        if (look.Mode == QueueMode.Draining) text.Append("🚧 No new clips are taken right now; those in line are being finished.\n");
        if (!look.Workers.Any(worker => worker.IsAlive)) text.Append("No worker is running right now.\n");
        if (mine.Count == 0 && look.Mode != QueueMode.Draining) text.Append("You have nothing in line. Try `/imagine a red ball bouncing in the desert`.");
        else if (mine.Count == 0) text.Append("You have nothing in line.");
        foreach (var job in mine.OrderBy(Order).Take(MostListed))
            text.Append($"- **{Markdown.Plain(job.Clip.Prompt, LongestPrompt)}**: {Stand(job, look)}\n");
        if (mine.Count > MostListed) text.Append(CultureInfo.InvariantCulture, $"- and {mine.Count - MostListed} more");
        return text.ToString().TrimEnd();
    }

    /// <summary>In the order of service. Nothing when all wait in the ordinary band, which needs no word.</summary>
    private static string Bands(QueueLook look)
    {
        var waiting = look.Lines.Where(line => line.Waiting > 0).GroupBy(line => line.Band)
            .OrderBy(band => band.Key is { } known ? (int)known : -1).Select(band => (band.Key, Count: band.Sum(line => line.Waiting))).ToList();
        return waiting is [] or [(Band.Normal, _)] ? "" : string.Join(", ", waiting.Select(band => $"{Sentences.Number(band.Count)} " + band.Key switch
        {
            null => "moved up",
            Band.Urgent => "urgent",
            Band.Boosted => "boosted",
            Band.Relaxed => "relaxed",
            _ => "ordinary",
        }));
    }

    /// <summary>What is at work, then what waits as it will be served, then what is held.</summary>
    private static int Order(Job job) => job.State switch
    {
        JobState.Claimed or JobState.Running => 0,
        JobState.Waiting => Math.Max(1, job.Position),
        _ => int.MaxValue,
    };

    private static string Stand(Job job, QueueLook look)
    {
        if (job.CancelWanted) return "stopping";
        if (job.State == JobState.Held) return "a moderator is looking at it";
        var left = job.Eta is { } eta && Standstill.Why(job, look) is null ? About.Of(eta.Low, eta.High).ToString() : "";
        if (job.State != JobState.Waiting)
            return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(job.Progress * 100)} %") + (left.Length > 0 ? $", {left} left" : "");
        var place = Card.Place(job);
        return char.ToLowerInvariant(place[0]) + place[1..] + (left.Length > 0 ? $", ready in {left}" : job.LiveWorkers == 0 ? ", no worker can make it right now" : "");
    }
}

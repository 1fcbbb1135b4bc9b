using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Progress;

/// <summary>What became of an edit.</summary>
internal enum Written
{
    Yes,

    /// <summary>Later perhaps: a rate limit, or Discord's own trouble.</summary>
    NotNow,

    /// <summary>The message is gone, or out of reach.</summary>
    Never,
}

/// <summary>
/// The message that shows a job's progress: the interaction's own answer while its token lives, the same message through its channel
/// afterwards.
/// </summary>
internal sealed partial class StatusMessage(DiscordRest rest, JobQueue queue, TimeProvider time, ILogger<StatusMessage> logger)
{
    /// <summary>A token lives 15 minutes from the interaction; one is held back for clocks that differ.</summary>
    internal static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(14);

    private const string Note = "status"; // the job's note that holds the message's id

    /// <summary>Whether the job ever had a card that the user could see.</summary>
    public static bool WasWritten(Job job) => job.Notes.ContainsKey(Note) || Origin.Read(job.Origin) is { Card.Length: > 0 };

    /// <summary>Tells the others of an order which message their card is, once one of them knows.</summary>
    public Task ShareAsync(Job holder, IEnumerable<Job> others, CancellationToken cancel) => holder.Notes.GetValueOrDefault(Note) is { } card
        ? Task.WhenAll(others.Where(job => !WasWritten(job)).Select(job => queue.NoteAsync(job.Id, Note, card, cancel)))
        : Task.CompletedTask;

    /// <summary>Whether nobody can write on the card any more: one that only the user sees has no way through its channel.</summary>
    public bool IsOutOfReach(Job job, Origin origin) => job.Clip.IsPrivate && origin.Card.Length == 0 && Answer(job, origin) is null;

    /// <summary>Edits if the rate limit allows it now.</summary>
    public async Task<Written> TryEditAsync(Job job, Origin origin, MessageEdit edit, CancellationToken cancel)
    {
        var written = true;
        try
        {
            var found = await WriteAsync(job, origin, async answer =>
            {
                if (WasWritten(job)) written = await rest.TryEditOriginalInteractionResponseAsync(answer, edit, cancel);
                else await WriteFirstAsync(job, answer, edit, cancel);
            }, async (channel, message) => written = await rest.TryEditMessageAsync(channel, message, edit, cancel));
            return !found ? Written.Never : written ? Written.Yes : Written.NotNow;
        }
        catch (DiscordException e)
        {
            LogNotShown(job.Id, e.Message);
            return e.IsFinal() ? Written.Never : Written.NotNow;
        }
    }

    /// <summary>Edits, waiting for the rate limit. False when there is no message (any more) that could be.</summary>
    /// <exception cref="DiscordException">It may go better later.</exception>
    public Task<bool> EditAsync(Job job, Origin origin, MessageEdit edit, CancellationToken cancel) => UnlessGoneAsync(
        job, () => WriteAsync(job, origin,
        answer => rest.EditOriginalInteractionResponseAsync(answer, edit, cancel),
        (channel, message) => rest.EditMessageAsync(channel, message, edit, cancel)));

    /// <summary>Deletes. A message that is gone is no error.</summary>
    /// <exception cref="DiscordException">It may go better later.</exception>
    public Task DeleteAsync(Job job, Origin origin, CancellationToken cancel) => UnlessGoneAsync(job, () => WriteAsync(job, origin,
        answer => rest.DeleteOriginalInteractionResponseAsync(answer, cancel),
        (channel, message) => rest.DeleteMessageAsync(channel, message, cancel)));

    private async Task WriteFirstAsync(Job job, Interaction answer, MessageEdit edit, CancellationToken cancel)
    {
        var message = await rest.EditOriginalInteractionResponseAsync(answer, edit, cancel);
        await queue.NoteAsync(job.Id, Note, message.Id.ToString(), cancel);
    }

    /// <summary>By the token while it lives, else through the channel; false when there is no way.</summary>
    private async Task<bool> WriteAsync(Job job, Origin origin, Func<Interaction, Task> byToken, Func<Snowflake, Snowflake, Task> byChannel)
    {
        var address = Address(job, origin);
        if (Answer(job, origin) is { } answer)
        {
            try
            {
                await byToken(answer);
                return true;
            }
            catch (DiscordException e) when (address is not null && e.IsTokenOver())
            {
                // Its fifteen minutes were over before ours: the order took its time, or the clocks differ.
            }
        }
        if (address is not var (channel, message)) return false;
        await byChannel(channel, message);
        return true;
    }

    /// <summary>The interaction whose answer the card is, while its token lives.</summary>
    private Interaction? Answer(Job job, Origin origin) =>
        origin.Token.Length > 0 && Snowflake.TryParse(job.Id.Value, out var id) && Snowflake.TryParse(origin.Application, out var application)
        && time.GetUtcNow() - job.CreatedAt < TokenLife
            ? new() { Id = id, ApplicationId = application, Token = origin.Token }
            : null;

    private static (Snowflake Channel, Snowflake Message)? Address(Job job, Origin origin) =>
        Snowflake.TryParse(origin.Channel, out var channel) && Snowflake.TryParse(job.Notes.GetValueOrDefault(Note) ?? origin.Card, out var message)
            ? (channel, message)
            : null;

    private async Task<bool> UnlessGoneAsync(Job job, Func<Task<bool>> write)
    {
        try
        {
            return await write();
        }
        catch (DiscordException e) when (e.IsFinal())
        {
            LogNotShown(job.Id, e.Message); // deleted by somebody, or its token is over: nothing to write on
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "The card of {Job} could not be written: {Problem}")]
    private partial void LogNotShown(JobId job, string problem);
}

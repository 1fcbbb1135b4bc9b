using System.Net;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Progress;

/// <summary>
/// The message that shows a job's progress: the interaction's own answer while its token lives, the same message through its channel afterwards.
/// </summary>
internal sealed partial class StatusMessage(DiscordRest rest, JobQueue queue, TimeProvider time, ILogger<StatusMessage> logger)
{
    /// <summary>A token lives 15 minutes from the interaction; one is held back for clocks that differ.</summary>
    internal static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(14);

    private const string Note = "status"; // the job's note that holds the message's id

    /// <summary>Edits if the rate limit allows it now; false when it does not, or the message is gone.</summary>
    public async Task<bool> TryEditAsync(Job job, Origin origin, MessageEdit edit, CancellationToken cancel)
    {
        try
        {
            if (Answer(job, origin) is not { } answer)
                return Address(job, origin) is var (channel, message) && await rest.TryEditMessageAsync(channel, message, edit, cancel);
            if (job.Notes.ContainsKey(Note)) return await rest.TryEditOriginalInteractionResponseAsync(answer, edit, cancel);
            var written = await rest.EditOriginalInteractionResponseAsync(answer, edit, cancel);
            await queue.NoteAsync(job.Id, Note, written.Id.ToString(), cancel);
            return true;
        }
        catch (DiscordException e)
        {
            LogNotShown(job.Id, e.Message);
            return false;
        }
    }

    /// <summary>Edits, waiting for the rate limit. A message that is gone is no error.</summary>
    public Task EditAsync(Job job, Origin origin, MessageEdit edit, CancellationToken cancel) => UnlessGoneAsync(job, async () =>
    {
        if (Answer(job, origin) is { } answer) await rest.EditOriginalInteractionResponseAsync(answer, edit, cancel);
        else if (Address(job, origin) is var (channel, message)) await rest.EditMessageAsync(channel, message, edit, cancel);
    });

    /// <summary>Deletes. A message that is gone is no error.</summary>
    public Task DeleteAsync(Job job, Origin origin, CancellationToken cancel) => UnlessGoneAsync(job, async () =>
    {
        if (Answer(job, origin) is { } answer) await rest.DeleteOriginalInteractionResponseAsync(answer, cancel);
        else if (Address(job, origin) is var (channel, message)) await rest.DeleteMessageAsync(channel, message, cancel);
    });

    /// <summary>The interaction whose answer the card is, while its token lives.</summary>
    private Interaction? Answer(Job job, Origin origin) =>
        Snowflake.TryParse(job.Id.Value, out var id) && Snowflake.TryParse(origin.Application, out var application)
        && time.GetUtcNow() - job.CreatedAt < TokenLife
            ? new() { Id = id, ApplicationId = application, Token = origin.Token }
            : null;

    private static (Snowflake Channel, Snowflake Message)? Address(Job job, Origin origin) =>
        Snowflake.TryParse(origin.Channel, out var channel) && job.Notes.TryGetValue(Note, out var noted) && Snowflake.TryParse(noted, out var message)
            ? (channel, message)
            : null;

    private async Task UnlessGoneAsync(Job job, Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (DiscordException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
        {
            LogNotShown(job.Id, e.Message); // deleted by somebody, or its token is over: nothing to write on
        }
    }

    [LoggerMessage(LogLevel.Information, "The card of {Job} could not be written: {Problem}")]
    private partial void LogNotShown(JobId job, string problem);
}

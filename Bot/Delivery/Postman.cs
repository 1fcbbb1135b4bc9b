using System.Net;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Delivery;

/// <summary>
/// Tells one end of a job in the chat, once: a nonce that Discord enforces, a look in the channel before a second try, and one recorded
/// message id. Dying between any two lines here leaves an end that the next try completes.
/// </summary>
internal sealed partial class Postman(DiscordRest rest, JobQueue queue, StatusBoard board, ILogger<Postman> logger)
{
    private const int PagesLookedThrough = 10, MessagesAPage = 100;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2), LastWait = TimeSpan.FromMinutes(2);

    public async Task DeliverAsync(ChatVideoBot.Queue.Delivery delivery, CancellationToken cancel)
    {
        try
        {
            var refusal = delivery.Job.State == JobState.Delivering ? await PostAsync(delivery, cancel) : await TellAsync(delivery.Job, cancel);
            if (refusal is null) await queue.AcknowledgeAsync(delivery, cancel);
            else await queue.RefuseAsync(delivery, new(FailureStage.Delivery, refusal), cancel);
        }
        catch (DiscordException e)
        {
            LogLater(delivery.Job.Id, delivery.Tries, e.Message);
            await queue.PostponeAsync(delivery, Backoff(delivery.Tries, Random.Shared.NextDouble()), cancel);
        }
    }

    /// <summary>2 s doubling to 2 min, each with a jitter of a half to one and a half.</summary>
    internal static TimeSpan Backoff(int tries, double random)
    {
        var wait = FirstWait * Math.Pow(2, Math.Clamp(tries - 1, 0, 10));
        return (wait < LastWait ? wait : LastWait) * (0.5 + random);
    }

    private async Task<string?> TellAsync(Job job, CancellationToken cancel)
    {
        await board.EndAsync(job, Card.Ended(job), cancel);
        return null;
    }

    /// <summary>Posts the clip; the sentence when it can never be posted.</summary>
    private async Task<string?> PostAsync(ChatVideoBot.Queue.Delivery delivery, CancellationToken cancel)
    {
        var job = delivery.Job;
        if (Origin.Read(job.Origin) is not { } origin || !Snowflake.TryParse(origin.Channel, out var channel) || delivery.Clip is not { } clip)
            return "The clip was made, but where it belongs is not known.";

        var posted = job.MessageId ?? (delivery.Tries > 1 ? await FindAsync(channel, job, cancel) : null);
        if (posted is null)
        {
            if (await queue.ReadClipAsync(delivery, cancel) is not { } mp4)
                return "The clip was made, but could not be posted in time; ask for it again.";
            try
            {
                posted = (await rest.CreateMessageAsync(channel, ResultMessage.Of(job, clip, mp4, origin), cancel)).Id.ToString();
            }
            catch (DiscordException e) when (Refusal(e) is { } sentence)
            {
                LogRefused(job.Id, e.Message);
                return sentence;
            }
        }
        if (await queue.RecordMessageAsync(delivery, posted, cancel) is var first && first != posted && Snowflake.TryParse(posted, out var doubled))
        {
            LogDoubled(job.Id, first, posted);
            await rest.DeleteMessageAsync(channel, doubled, cancel);
        }
        await board.EndAsync(job, null, cancel);
        return null;
    }

    /// <summary>The message of an earlier try whose answer was lost. Messages are younger than the interaction, whose id is the job's.</summary>
    private async Task<string?> FindAsync(Snowflake channel, Job job, CancellationToken cancel)
    {
        if (!Snowflake.TryParse(job.Id.Value, out var after)) return null;
        try
        {
            for (var page = 0; page < PagesLookedThrough; page++)
            {
                var messages = await rest.GetMessagesAsync(channel, MessagesAPage, after: after, cancel: cancel);
                if (messages.FirstOrDefault(message => ResultMessage.Carries(message, job.Id)) is { } found) return found.Id.ToString();
                if (messages.Count < MessagesAPage) return null;
                after = messages.Max(message => message.Id);
            }
        }
        catch (DiscordException e) when (e.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            LogCannotLook(job.Id, e.Message); // without Read Message History the nonce must do
        }
        return null;
    }

    /// <summary>What no later try can mend, as a sentence for the user; null for all else.</summary>
    private static string? Refusal(DiscordException e) => e.Status switch
    {
        HttpStatusCode.RequestEntityTooLarge => "The clip was made, but is larger than Discord takes here; ask for a shorter one.",
        HttpStatusCode.Forbidden => "The clip was made, but I may not post it in this channel; ask a moderator to give me Send Messages and Attach Files.",
        HttpStatusCode.NotFound => "The clip was made, but its channel is gone.",
        HttpStatusCode.BadRequest => "The clip was made, but Discord did not take it.",
        _ => null,
    };

    [LoggerMessage(LogLevel.Warning, "The end of {Job} could not be told at try {Tries}, later again: {Problem}")]
    private partial void LogLater(JobId job, int tries, string problem);

    [LoggerMessage(LogLevel.Warning, "The clip of {Job} cannot be posted: {Problem}")]
    private partial void LogRefused(JobId job, string problem);

    [LoggerMessage(LogLevel.Error, "The clip of {Job} was posted twice: {First} stands, {Second} is deleted.")]
    private partial void LogDoubled(JobId job, string first, string second);

    [LoggerMessage(LogLevel.Information, "Cannot look for an earlier post of {Job}: {Problem}")]
    private partial void LogCannotLook(JobId job, string problem);
}

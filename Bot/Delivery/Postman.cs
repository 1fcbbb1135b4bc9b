using System.Net;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Delivery;

/// <summary>
/// Tells one end of a job in the chat, once: a nonce that Discord enforces, a look in the channel before a second try, and one recorded
/// message id. Dying between any two lines here leaves an end that the next try completes.
/// </summary>
/// <remarks>
/// All that is said to Discord ends before the end's lease does: an upload that is still under way when another process takes the end over
/// would be seen by nobody who looks in the channel, and be posted twice.
/// </remarks>
internal sealed partial class Postman(
    DiscordRest rest, JobQueue queue, StatusBoard board, IOptions<QueueOptions> rules, TimeProvider time, ILogger<Postman> logger)
{
    private const int PagesLookedThrough = 10, MessagesAPage = 100, MostTries = 20;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2), LastWait = TimeSpan.FromMinutes(2);

    /// <param name="askedAt">The clock's timestamp from before the call that leased the end.</param>
    public async Task DeliverAsync(ChatVideoBot.Queue.Delivery delivery, long askedAt, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(Left(TimeFor(rules.Value), askedAt), time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            var refusal = delivery.Job.State == JobState.Delivering
                ? await PostAsync(delivery, limit.Token, cancel)
                : await TellAsync(delivery, limit.Token, cancel);
            if (refusal is null) await queue.AcknowledgeAsync(delivery, cancel);
            else await queue.RefuseAsync(delivery, new(FailureStage.Delivery, refusal), cancel);
        }
        catch (DiscordException e)
        {
            LogLater(delivery.Job.Id, delivery.Tries, e.Message);
            await queue.PostponeAsync(delivery, Later(e, delivery.Tries, Random.Shared.NextDouble()), cancel);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            LogLate(delivery.Job.Id, delivery.Tries, TimeFor(rules.Value));
            await queue.PostponeAsync(delivery, Backoff(delivery.Tries, Random.Shared.NextDouble()), cancel);
        }
        catch (Exception e) when (e is not (RedisException or OperationCanceledException))
        {
            LogBroke(e, delivery.Job.Id, delivery.Tries); // a fault of ours, or a job that another version wrote: it must not come for ever
            if (delivery.Tries < MostTries)
                await queue.PostponeAsync(delivery, Backoff(delivery.Tries, Random.Shared.NextDouble()), cancel);
            else
                await queue.RefuseAsync(delivery, new(FailureStage.Delivery, "The clip was made, but could not be posted."), cancel);
        }
    }

    /// <summary>What Discord and the reading of the clip may take: the rest of the lease is for the word that ends it.</summary>
    internal static TimeSpan TimeFor(QueueOptions rules) => rules.DeliveryLease * 0.75;

    /// <summary>When to try again: as Discord says, where it does, and not all ends at one moment.</summary>
    internal static TimeSpan Later(DiscordException e, int tries, double random) =>
        e.RetryAfter is { } wait ? wait + TimeSpan.FromSeconds(0.1 + random) : Backoff(tries, random);

    private TimeSpan Left(TimeSpan length, long since) => length - time.GetElapsedTime(since) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>2 s doubling to 2 min, each with a jitter of a half to one and a half.</summary>
    internal static TimeSpan Backoff(int tries, double random)
    {
        var wait = FirstWait * Math.Pow(2, Math.Clamp(tries - 1, 0, 10));
        return (wait < LastWait ? wait : LastWait) * (0.5 + random);
    }

    /// <summary>Tells on the card; in a message where there never was one, because the bot was away while the interaction lived.</summary>
    private async Task<string?> TellAsync(ChatVideoBot.Queue.Delivery delivery, CancellationToken limit, CancellationToken cancel)
    {
        var job = delivery.Job;
        if (await board.EndAsync(job, Card.Ended(job), limit) || StatusMessage.WasWritten(job)
            || job.State == JobState.Cancelled || job.MessageId is not null
            || Origin.Read(job.Origin) is not { } origin || !Snowflake.TryParse(origin.Channel, out var channel)) return null;
        try
        {
            var told = await rest.CreateMessageAsync(channel, ResultMessage.OfEnd(job), limit);
            await queue.RecordMessageAsync(delivery, told.Id.ToString(), cancel);
        }
        catch (DiscordException e) when (e.IsFinal())
        {
            LogUntold(job.Id, e.Message);
        }
        return null;
    }

    /// <summary>Posts the clip; the sentence when it can never be posted.</summary>
    /// <param name="limit">Ends before the lease does.</param>
    /// <param name="cancel">For what is written in the queue, which the lease itself guards.</param>
    private async Task<string?> PostAsync(ChatVideoBot.Queue.Delivery delivery, CancellationToken limit, CancellationToken cancel)
    {
        var job = delivery.Job;
        if (Origin.Read(job.Origin) is not { } origin || !Snowflake.TryParse(origin.Channel, out var channel)
            || delivery.Clip is not { } clip)
            return "The clip was made, but where it belongs is not known.";

        var posted = job.MessageId ?? (delivery.Tries > 1 ? await FindAsync(channel, job, limit) : null);
        if (posted is null)
        {
            if (await queue.ReadClipAsync(delivery, limit) is not { } mp4)
                return "The clip was made, but could not be posted in time; ask for it again.";
            try
            {
                posted = (await CreateAsync(channel, ResultMessage.Of(job, clip, mp4, origin), limit)).Id.ToString();
            }
            catch (DiscordException e) when (e.IsFinal())
            {
                LogRefused(job.Id, e.Message);
                return Refusal(e);
            }
        }
        if (await queue.RecordMessageAsync(delivery, posted, cancel) is var first && first != posted
            && Snowflake.TryParse(posted, out var doubled))
        {
            LogDoubled(job.Id, first, posted);
            await rest.DeleteMessageAsync(channel, doubled, limit);
        }
        await board.EndAsync(job, null, limit);
        return null;
    }

    /// <summary>As a reply to the picture it was made from; without that where I may not read what is replied to.</summary>
    private async Task<Message> CreateAsync(Snowflake channel, MessageCreate message, CancellationToken cancel)
    {
        try
        {
            return await rest.CreateMessageAsync(channel, message, cancel);
        }
        catch (DiscordException e) when (e.Code == DiscordErrorCode.CannotReplyWithoutHistory && message.MessageReference is not null)
        {
            return await rest.CreateMessageAsync(channel, message with { MessageReference = null }, cancel);
        }
    }

    /// <summary>
    /// The message of an earlier try whose answer was lost: younger than the interaction, whose id is the job's; newest first.
    /// </summary>
    private async Task<string?> FindAsync(Snowflake channel, Job job, CancellationToken cancel)
    {
        if (!Snowflake.TryParse(job.Id.Value, out var began)) return null;
        Snowflake? before = null;
        try
        {
            for (var page = 0; page < PagesLookedThrough; page++)
            {
                var messages = await rest.GetMessagesAsync(channel, MessagesAPage, before: before, cancel: cancel);
                if (messages.FirstOrDefault(message => ResultMessage.Carries(message, job.Id)) is { } found) return found.Id.ToString();
                var oldest = messages.Select(message => message.Id).DefaultIfEmpty().Min();
                if (messages.Count < MessagesAPage || oldest <= began) return null;
                before = oldest;
            }
        }
        catch (DiscordException e) when (e.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            LogCannotLook(job.Id, e.Message); // without Read Message History the nonce must do
        }
        return null;
    }

    /// <summary>What no later try can mend, as a sentence for the user.</summary>
    private static string Refusal(DiscordException e) => e.Status switch
    {
        HttpStatusCode.RequestEntityTooLarge => "The clip was made, but is larger than Discord takes here; ask for a shorter one.",
        HttpStatusCode.Forbidden =>
            "The clip was made, but I may not post it in this channel; ask a moderator to give me Send Messages and Attach Files.",
        HttpStatusCode.NotFound => "The clip was made, but its channel is gone.",
        _ => "The clip was made, but Discord did not take it.",
    };

    [LoggerMessage(LogLevel.Warning, "The end of {Job} could not be told at try {Tries}, later again: {Problem}")]
    private partial void LogLater(JobId job, int tries, string problem);

    [LoggerMessage(LogLevel.Warning, "Telling the end of {Job} took longer than {Limit} at try {Tries}; later again. Queue:DeliveryLease allows more.")]
    private partial void LogLate(JobId job, int tries, TimeSpan limit);

    [LoggerMessage(LogLevel.Error, "Telling the end of {Job} broke at try {Tries}.")]
    private partial void LogBroke(Exception e, JobId job, int tries);

    [LoggerMessage(LogLevel.Warning, "The end of {Job} cannot be told: {Problem}")]
    private partial void LogUntold(JobId job, string problem);

    [LoggerMessage(LogLevel.Warning, "The clip of {Job} cannot be posted: {Problem}")]
    private partial void LogRefused(JobId job, string problem);

    [LoggerMessage(LogLevel.Error, "The clip of {Job} was posted twice: {First} stands, {Second} is deleted.")]
    private partial void LogDoubled(JobId job, string first, string second);

    [LoggerMessage(LogLevel.Information, "Cannot look for an earlier post of {Job}: {Problem}")]
    private partial void LogCannotLook(JobId job, string problem);
}

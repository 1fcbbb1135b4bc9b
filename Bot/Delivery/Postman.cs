using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
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
    DiscordRest rest, JobQueue queue, StatusBoard board, ClipPost post, DirectMessages direct, People.PeopleShelf people,
    IOptions<QueueOptions> rules, TimeProvider time, ILogger<Postman> logger)
{
    private const int MostTries = 20;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(3), LastWait = TimeSpan.FromMinutes(3);

    /// <param name="askedAt">The clock's timestamp from before the call that leased the end.</param>
    public async Task DeliverAsync(ChatVideoBot.Queue.Delivery delivery, long askedAt, CancellationToken cancel)
    {
        using var about = logger.About(delivery.Job.Id);
        using var span = BotTrace.Deliver(delivery);
        using var late = new CancellationTokenSource(Left(TimeFor(rules.Value), askedAt), time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            if (delivery.Job.State == JobState.Delivering) await PostAsync(delivery, limit.Token, cancel);
            else await TellAsync(delivery, limit.Token, cancel);
        }
        catch (DiscordException e)
        {
            span.Fail(e);
            LogLater(delivery.Job.Id, delivery.Tries, e.Message);
            await queue.PostponeAsync(delivery, Later(e, delivery.Tries, Random.Shared.NextDouble()), cancel);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            span.Fail(e);
            LogLate(delivery.Job.Id, delivery.Tries, TimeFor(rules.Value));
            await queue.PostponeAsync(delivery, Wait(delivery.Tries, Random.Shared.NextDouble()), cancel);
        }
        catch (Exception e) when (e is not (RedisException or OperationCanceledException))
        {
            span.Fail(e);
            LogBroke(e, delivery.Job.Id, delivery.Tries); // a fault of ours, or a job that another version wrote: it must not come for ever
            if (delivery.Tries < MostTries)
                await queue.PostponeAsync(delivery, Wait(delivery.Tries, Random.Shared.NextDouble()), cancel);
            else
                await queue.RefuseAsync(delivery, new(FailureStage.Delivery, Tongues.English.Say("delivery.broke")), cancel, keepClip: true);
        }
    }

    /// <summary>What Discord and the reading of the clip may take: the rest of the lease is for the word that ends it.</summary>
    internal static TimeSpan TimeFor(QueueOptions rules) => rules.DeliveryLease * 0.75;

    /// <summary>When to try again: as Discord says, where it does, and not all ends at one moment.</summary>
    internal static TimeSpan Later(DiscordException e, int tries, double random) =>
        e.RetryAfter is { } wait ? wait + TimeSpan.FromSeconds(0.1 + random) : Wait(tries, random);

    internal static TimeSpan Wait(int tries, double random) => Backoff.Delay(tries, FirstWait, LastWait, random);

    private TimeSpan Left(TimeSpan length, long since) => length - time.GetElapsedTime(since) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <param name="limit">Ends before the lease does.</param>
    /// <param name="cancel">For what is written in the queue, which the lease itself guards.</param>
    private async Task PostAsync(ChatVideoBot.Queue.Delivery delivery, CancellationToken limit, CancellationToken cancel)
    {
        var job = delivery.Job;
        var tongue = TongueOf(job);
        var end = await post.DeliverAsync(delivery, tongue, TimeFor(rules.Value) / 2, limit, cancel);
        if (end.Refusal is { } refusal)
        {
            await queue.RefuseAsync(delivery, refusal, cancel, keepClip: end.KeepsClip);
            return;
        }
        if (end.Place is not { } place)
        {
            board.Touch(job.Id); // its card says for what it waits
            return;
        }
        await board.EndAsync(job, place.IsDirect ? Sent(job, place, tongue) : null, limit);
        await queue.AcknowledgeAsync(delivery, cancel);
    }

    /// <summary>Where the clip went, when that is not where its card stands.</summary>
    private static Card Sent(Job job, Place place, Tongue tongue) =>
        new($"{Card.Title(Archive.ClipRecord.WordsOf(job.Clip), tongue)}\n{tongue.Say($"delivery.sent.{place.Why}")}", false, null);

    /// <summary>Tells on the card; in a message where there never was one, because the bot was away while the interaction lived.</summary>
    private async Task TellAsync(ChatVideoBot.Queue.Delivery delivery, CancellationToken limit, CancellationToken cancel)
    {
        var job = delivery.Job;
        var tongue = TongueOf(job);
        // A clip that could not be delivered: often where it could not be, the card cannot be written either.
        var isClip = job.Failure is { Stage: FailureStage.Delivery };
        if (!await board.EndAsync(job, EndWords.Card(job, tongue), limit) && (isClip || job.Clip.IsPrivate || !StatusMessage.WasWritten(job))
            && job.State != JobState.Cancelled && job.MessageId is null && await PlaceOfEndAsync(job, isClip, limit) is { } channel)
        {
            try
            {
                var told = await rest.CreateMessageAsync(channel, ResultMessage.OfEnd(job, tongue), limit);
                await queue.RecordMessageAsync(delivery, told.Id.ToString(), cancel);
            }
            catch (DiscordException e) when (e.IsFinal())
            {
                LogUntold(job.Id, e.Message);
            }
        }
        await queue.AcknowledgeAsync(delivery, cancel);
    }

    /// <summary>Where an end is told that no card can tell: not in public what was asked for in private.</summary>
    private async Task<Snowflake?> PlaceOfEndAsync(Job job, bool isClip, CancellationToken cancel)
    {
        if (Origin.Read(job.Origin) is not { } origin) return null;
        var isDirect = job.Guild.Length > 0 && (job.Clip.IsPrivate || isClip);
        if (!isDirect) return Place.Asked(origin)?.Channel;
        return job.Clip.IsPrivate || (await people.ReadAsync(job.User, cancel)).DirectMessages ? await direct.OpenAsync(job.User, cancel) : null;
    }

    private static Tongue TongueOf(Job job) => Tongues.Of(Origin.Read(job.Origin)?.Locale is { Length: > 0 } locale ? locale : null);

    [LoggerMessage(LogLevel.Warning, "The end of {Job} could not be told at try {Tries}, later again: {Problem}")]
    private partial void LogLater(JobId job, int tries, string problem);

    [LoggerMessage(LogLevel.Warning, "Telling the end of {Job} took longer than {Limit} at try {Tries}; later again. Queue:DeliveryLease allows more.")]
    private partial void LogLate(JobId job, int tries, TimeSpan limit);

    [LoggerMessage(LogLevel.Error, "Telling the end of {Job} broke at try {Tries}.")]
    private partial void LogBroke(Exception e, JobId job, int tries);

    [LoggerMessage(LogLevel.Warning, "The end of {Job} cannot be told: {Problem}")]
    private partial void LogUntold(JobId job, string problem);
}

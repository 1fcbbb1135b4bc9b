using System.Diagnostics;
using System.Net;
using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Moderation.Cases;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.People;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Delivery;

/// <summary>
/// Posts a clip: where it was asked for; as a direct message when it is private or that channel will never take it; and where that does not go
/// either, it is kept to be fetched. Its record is written before and completed after.
/// </summary>
internal sealed partial class ClipPost(
    DiscordRest rest, JobQueue queue, ClipLedger ledger, ClipArchive archive, PeopleShelf people, DirectMessages direct, SmallerClip smaller,
    FlaggedRule flagged,
    IOptions<QueueOptions> rules, ILogger<ClipPost> logger)
{
    private const int PagesLookedThrough = 10, MessagesAPage = 100;

    /// <summary>Posts it, or finds it posted.</summary>
    /// <param name="most">So long after this began a smaller file may still be made.</param>
    /// <param name="limit">Ends before the lease does.</param>
    /// <param name="cancel">For what is written in the queue, which the lease itself guards.</param>
    /// <exception cref="DiscordException">It may go better later.</exception>
    public async Task<PostEnd> DeliverAsync(
        ChatVideoBot.Queue.Delivery delivery, Tongue tongue, TimeSpan most, CancellationToken limit, CancellationToken cancel)
    {
        var job = delivery.Job;
        var began = Stopwatch.GetTimestamp();
        TimeSpan TimeToShrink() => most - Stopwatch.GetElapsedTime(began);
        var origin = Origin.Read(job.Origin);
        var record = await ledger.BeginAsync(job, delivery.Clip, origin, limit);
        if (origin is null || delivery.Clip is not { } made) return PostEnd.Kept(await KeepAsync(record, "delivery.nowhere", tongue, cancel));

        // What a moderator let through stands behind a spoiler: nobody need see it unasked.
        var verdict = job.IsReviewed ? FlaggedClips.Spoiler : await flagged.LookAsync(record, made, limit);
        if (verdict is FlaggedClips.Hold or FlaggedClips.Refuse && job.MessageId is null)
        {
            return verdict == FlaggedClips.Hold && await flagged.HoldAsync(delivery, record, made, cancel)
                ? PostEnd.Held : PostEnd.Dropped(await flagged.RefuseAsync(record, made, tongue, cancel));
        }
        var wasWithheld = record.IsWithheld;
        record = record with { IsSpoiler = record.IsSpoiler && (origin.IsSpoiler || verdict != FlaggedClips.Post), IsWithheld = false };
        if (wasWithheld) await archive.SaveAsync(record, cancel); // whatever becomes of it now, nobody refused it

        var person = await people.ReadAsync(job.User, limit);
        var place = Place.Noted(job) ?? (job.Clip.IsPrivate && job.Guild.Length > 0 ? await DirectAsync(job, "private", limit) : Place.Asked(origin));
        if (place is null) return PostEnd.Kept(await KeepAsync(record, job.Clip.IsPrivate ? "delivery.closed" : "delivery.nowhere", tongue, cancel));

        var posted = job.MessageId ?? (delivery.Tries > 1 ? await FindAsync(place.Channel, job, limit) : null);
        if (posted is null)
        {
            if (await queue.ReadClipAsync(delivery, limit) is not { } mp4) return PostEnd.Kept(new(FailureStage.Delivery, tongue.Say("delivery.late")));
            var file = await FitAsync(mp4, made, origin.MostBytes, TimeToShrink(), job.Id, limit);
            for (var tries = 0; posted is null; tries++)
            {
                try
                {
                    posted = (await CreateAsync(place.Channel, Message(record, made, file, origin, tongue, place, person), limit)).Id.ToString();
                }
                catch (DiscordException e) when (e.IsFinal())
                {
                    if (e.IsTooLarge && tries < 2 && await smaller.MakeAsync(mp4, made, SmallerClip.RoomFor(file.Length, null), TimeToShrink(), limit) is { } small)
                    {
                        LogSmaller(job.Id, file.Length, small.Length);
                        file = small; // also for the direct message, should it come to that
                        continue;
                    }
                    LogRefused(job.Id, e.Message);
                    var why = Why(e, place);
                    if (place.IsDirect || e.IsTooLarge || job.Guild.Length == 0 || !person.DirectMessages || await DirectAsync(job, why, limit) is not { } other)
                        return PostEnd.Kept(await KeepAsync(record, $"delivery.{why}", tongue, cancel));
                    (place, tries) = (other, -1);
                }
            }
        }
        if (await queue.RecordMessageAsync(delivery, posted, cancel) is var first && first != posted && Snowflake.TryParse(posted, out var doubled))
        {
            LogDoubled(job.Id, first, posted);
            await rest.DeleteMessageAsync(place.Channel, doubled, limit);
        }
        await archive.SaveAsync(record with
        {
            PostedGuild = place.IsDirect ? "" : job.Guild,
            PostedChannel = place.Channel.ToString(),
            PostedMessage = first,
            IsKept = false,
            IsWithheld = false,
        }, cancel);
        return PostEnd.At(place);
    }

    private static MessageCreate Message(ClipRecord record, ClipInfo made, byte[] mp4, Origin origin, Tongue tongue, Place place, Person person) => ResultMessage.Of(
        record, made, mp4, place.IsDirect ? origin with { Source = null } : origin, tongue,
        place.Why is "" or "private" ? "" : tongue.Say($"delivery.here.{place.Why}", ("channel", $"<#{origin.Channel}>")), person.Ping);

    /// <summary>The file, or a smaller one where Discord said beforehand that it takes no such large one.</summary>
    private async Task<byte[]> FitAsync(byte[] mp4, ClipInfo made, long? told, TimeSpan most, JobId job, CancellationToken cancel)
    {
        if (told is not { } room || mp4.Length <= room) return mp4;
        if (await smaller.MakeAsync(mp4, made, SmallerClip.RoomFor(mp4.Length, told), most, cancel) is not { } small) return mp4; // Discord has the last word
        LogSmaller(job, mp4.Length, small.Length);
        return small;
    }

    /// <summary>The way to the user alone, kept with the job before anything is posted there; null when they take no messages.</summary>
    private async Task<Place?> DirectAsync(Job job, string why, CancellationToken cancel) =>
        await direct.OpenAsync(job.User, cancel) is { } channel ? await new Place(channel, why).NoteAsync(job, queue, cancel) : null;

    /// <summary>Writes down that it waits to be fetched, and says so.</summary>
    private async Task<JobFailure> KeepAsync(ClipRecord record, string why, Tongue tongue, CancellationToken cancel)
    {
        await archive.SaveAsync(record with { IsKept = true }, cancel);
        var hours = Math.Round(rules.Value.KeepClips.TotalHours, 1);
        return new(FailureStage.Delivery, $"{tongue.Say(why)} {tongue.Say("delivery.kept", ("id", record.Id), ("hours", hours))}");
    }

    /// <summary>As a reply to what it was made from; without that where I may not read what is replied to, or Discord finds fault with the message as it is.</summary>
    private async Task<Message> CreateAsync(Snowflake channel, MessageCreate message, CancellationToken cancel)
    {
        try
        {
            return await rest.CreateMessageAsync(channel, message, cancel);
        }
        catch (DiscordException e) when (
            e.Code is DiscordErrorCode.CannotReplyWithoutHistory or DiscordErrorCode.InvalidFormBody or DiscordErrorCode.UnknownMessage && message.MessageReference is not null)
        {
            return await rest.CreateMessageAsync(channel, message with { MessageReference = null }, cancel);
        }
    }

    /// <summary>
    /// The message of an earlier try whose answer was lost: younger than the interaction, whose id is the job's; newest first.
    /// </summary>
    private async Task<string?> FindAsync(Snowflake channel, Job job, CancellationToken cancel)
    {
        if (!Snowflake.TryParse(job.Id.Value.Split('-')[0], out var began)) return null;
        Snowflake? before = null;
        try
        {
            for (var page = 0; page < PagesLookedThrough; page++)
            {
                var messages = await rest.GetMessagesAsync(channel, MessagesAPage, before: before, cancel: cancel);
                if (messages.FirstOrDefault(message => ResultMessage.Carries(message, job.Id.Value)) is { } found) return found.Id.ToString();
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

    /// <summary>What no later try can mend: the end of a key.</summary>
    internal static string Why(DiscordException e, Place place) => e switch
    {
        _ when e.IsTooLarge => "large",
        _ when place.IsDirect => "closed",
        { Code: DiscordErrorCode.ArchivedThread or DiscordErrorCode.LockedThread } => "locked",
        { Status: HttpStatusCode.Forbidden } => "forbidden",
        { Status: HttpStatusCode.NotFound } => "gone",
        _ => "refused",
    };

    [LoggerMessage(LogLevel.Warning, "The clip of {Job} cannot be posted: {Problem}")]
    private partial void LogRefused(JobId job, string problem);

    [LoggerMessage(LogLevel.Warning, "The clip of {Job} was too large for Discord with {Bytes} bytes, and is posted with {Fewer}. Inference:MaxClipBytes says how large clips are made.")]
    private partial void LogSmaller(JobId job, int bytes, int fewer);

    [LoggerMessage(LogLevel.Error, "The clip of {Job} was posted twice: {First} stands, {Second} is deleted.")]
    private partial void LogDoubled(JobId job, string first, string second);

    [LoggerMessage(LogLevel.Information, "Cannot look for an earlier post of {Job}: {Problem}")]
    private partial void LogCannotLook(JobId job, string problem);
}

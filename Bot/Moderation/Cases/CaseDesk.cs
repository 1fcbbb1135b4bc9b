using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Delivery;
using ChatVideoBot.Bot.Moderation.Bans;
using ChatVideoBot.Bot.Moderation.Log;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Moderation.Cases;

/// <summary>
/// Does what a moderator decided. What follows from a decision is done before it is written down: dying in between leaves an open case, and
/// deciding it again does the rest.
/// </summary>
internal sealed partial class CaseDesk(
    CaseBook cases, ModLog log, BanBook bans, JobQueue queue, OrderBook orders, StatusBoard board, ClipArchive archive, DiscordRest rest,
    ILogger<CaseDesk> logger)
{
    /// <returns>The key of what came of it, "review.done.…".</returns>
    public async Task<string> DecideAsync(Case one, bool approve, string by, string why, CancellationToken cancel)
    {
        var done = one.Kind switch
        {
            CaseKind.Held or CaseKind.Appealed => await OfOrderAsync(one, approve, by, why, cancel),
            CaseKind.Flagged => await OfClipAsync(one, approve, by, why, cancel),
            _ => approve || await DeleteAsync(one, cancel),
        };
        if (done is not { } did) return "review.done.soon";
        if (did && approve && one.Kind == CaseKind.Appealed) await bans.PardonAsync(one.Guild, one.User, one.Id, cancel);
        var end = !did ? CaseEnd.Over : approve ? CaseEnd.Approved : CaseEnd.Refused;
        if (await cases.DecideAsync(one.Guild, one.Id, end, by, cancel) is null) return "review.done.by-another";
        if (!did) return "review.done.over";
        await log.WriteAsync(one.Guild, by, $"{one.Kind.ToString().ToLowerInvariant()}.{(approve ? "approve" : "refuse")}", one.User, one.Id, why, cancel);
        return approve ? "review.done.approved" : "review.done.refused";
    }

    /// <summary>All jobs of a held order; false when none is held any more.</summary>
    private async Task<bool> OfOrderAsync(Case one, bool approve, string by, string why, CancellationToken cancel)
    {
        if (!JobId.IsValid(one.Id) || (await queue.FindAsync(new(one.Id), cancel) ?? await orders.AnyOfAsync(new(one.Id), Orders.Permutations.Most, cancel)) is not { } job) return false;
        var members = Origin.Read(job.Origin) is { Order.Length: > 0 } origin ? await orders.MembersAsync(origin, cancel) : [job];
        var any = false;
        foreach (var member in members.Where(member => member.Guild == one.Guild))
        {
            if (approve) any |= await queue.LetGoAsync(member.Id, new(by, why), cancel) == MoveResult.Moved;
            else if (member.IsOpen()) any |= await queue.CancelAsync(member.Id, new(by, why), cancel) is CancelResult.Cancelled or CancelResult.Stopping;
            board.Touch(member.Id);
        }
        return any;
    }

    /// <summary>A made clip that the queue holds; null when it is only about to be held.</summary>
    private async Task<bool?> OfClipAsync(Case one, bool approve, string by, string why, CancellationToken cancel)
    {
        if (!JobId.IsValid(one.Id)) return false;
        var (id, word) = (new JobId(one.Id), new Word(by, why));
        var job = await queue.FindAsync(id, cancel);
        var moved = approve ? await queue.LetGoDeliveryAsync(id, word, cancel) : await queue.RefuseHeldAsync(id, Refusal(job, why), word, cancel);
        if (moved == MoveResult.Moved) return true;
        return job is { State: JobState.Delivering, HeldUntil: null, IsReviewed: false } ? null : false;
    }

    private static JobFailure Refusal(Job? job, string why)
    {
        var tongue = Tongues.Of(Origin.Read(job?.Origin ?? "")?.Locale is { Length: > 0 } locale ? locale : null);
        var sentence = tongue.Say("gate.flagged.moderator");
        return new(FailureStage.Delivery, why.Length > 0 ? $"{sentence} {tongue.Say("gate.barred.why", ("why", Markdown.Plain(why, 300)))}" : sentence);
    }

    /// <summary>Deletes a reported clip wherever it stands; one that stands in another server by now, in this one alone.</summary>
    private async Task<bool> DeleteAsync(Case one, CancellationToken cancel)
    {
        var clip = await archive.FindAsync(one.Id, cancel);
        var isOurs = clip is null || clip.Home == one.Guild;
        if (isOurs && clip is { IsPosted: true } && Snowflake.TryParse(clip.PostedChannel, out var channel) && Snowflake.TryParse(clip.PostedMessage, out var message))
            await DeleteMessageAsync(channel, message, cancel);
        if (one.Link.Split('/') is [.., var linkChannel, var linkMessage] && Snowflake.TryParse(linkChannel, out var at) && Snowflake.TryParse(linkMessage, out var reported))
            await DeleteMessageAsync(at, reported, cancel);
        if (!isOurs) return true;
        if (JobId.IsValid(one.Id)) await queue.DropKeptClipAsync(new(one.Id), cancel);
        if (clip is not null) await archive.ForgetAsync(clip, cancel);
        return true;
    }

    /// <summary>One that is gone already, or that only its moderators reach, is no reason to leave the rest.</summary>
    private async Task DeleteMessageAsync(Snowflake channel, Snowflake message, CancellationToken cancel)
    {
        try
        {
            await rest.DeleteMessageAsync(channel, message, cancel);
        }
        catch (DiscordException e) when (e.IsFinal())
        {
            LogNotDeleted(message, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "The reported message {Message} could not be deleted: {Problem}")]
    private partial void LogNotDeleted(Snowflake message, string problem);
}

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
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Moderation.Cases;

/// <summary>
/// Does what a moderator decided: of several who decide at once one does, and the others are told so before anything happens. The decision is written down
/// first, then what follows from it is done; dying in between leaves it begun, and <see cref="CaseKeeper"/> does the rest.
/// </summary>
internal sealed partial class CaseDesk(
    CaseBook cases, ModLog log, BanBook bans, JobQueue queue, OrderBook orders, StatusBoard board, ClipArchive archive, DiscordRest rest,
    IOptions<BotOptions> options, TimeProvider time, ILogger<CaseDesk> logger)
{
    /// <summary>An order whose case stands and that is in no line after so long never comes.</summary>
    public TimeSpan OrderPatience => options.Value.WaitForQueue * 2 + TimeSpan.FromSeconds(5);

    /// <returns>The key of what came of it, "review.done.…".</returns>
    public async Task<string> DecideAsync(Case one, bool approve, string by, string why, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (await IsOpenAsync(one, approve, now, cancel) is not { } isOpen) return "review.done.soon";
        await cases.BeginAsync(one.Guild, one.Id, now, cancel);
        var end = !isOpen ? CaseEnd.Over : approve ? CaseEnd.Approved : CaseEnd.Refused;
        if (await cases.DecideAsync(one.Guild, one.Id, end, by, why, now, cancel) is not { } decided) return "review.done.by-another";
        var did = await FollowAsync(decided, cancel);
        await cases.EndAsync(one.Guild, one.Id, cancel);
        return !did ? "review.done.over" : approve ? "review.done.approved" : "review.done.refused";
    }

    /// <summary>Does what follows from a decision, or what is left of it: any of it may have been done before.</summary>
    /// <returns>False when there was nothing to do.</returns>
    public async Task<bool> FollowAsync(Case one, CancellationToken cancel)
    {
        if (one.End is not (CaseEnd.Approved or CaseEnd.Refused)) return false;
        var approve = one.End == CaseEnd.Approved;
        switch (one.Kind)
        {
            case CaseKind.Held or CaseKind.Appealed: await MoveOrderAsync(one, approve, cancel); break;
            case CaseKind.Flagged: await MoveClipAsync(one, approve, cancel); break;
            default: if (!approve) await DeleteAsync(one, cancel); break;
        }
        if (approve && one.Kind == CaseKind.Appealed) await bans.PardonAsync(one.Guild, one.User, one.Id, cancel);
        var at = one.DecidedAt ?? one.At;
        await log.WriteAsync(one.Guild, new ModAct(one.By, $"{one.Kind.ToString().ToLowerInvariant()}.{(approve ? "approve" : "refuse")}", one.User, one.Id, one.Reason, at)
        {
            Id = $"{one.Id}-{at.ToUnixTimeMilliseconds()}",
        }, cancel);
        return true;
    }

    /// <summary>The jobs of a held order that are still known.</summary>
    public async Task<IReadOnlyList<Job>> JobsOfAsync(Case one, CancellationToken cancel)
    {
        if (!JobId.IsValid(one.Id) || (await queue.FindAsync(new(one.Id), cancel) ?? await orders.AnyOfAsync(new(one.Id), Orders.Permutations.Most, cancel)) is not { } job) return [];
        var members = Origin.Read(job.Origin) is { Order.Length: > 0 } origin ? await orders.MembersAsync(origin, cancel) : [job];
        return [.. members.Where(member => member.Guild == one.Guild)];
    }

    /// <summary>Whether there is anything to decide; null when that cannot be said yet: the order or clip is only about to be held.</summary>
    private async Task<bool?> IsOpenAsync(Case one, bool approve, DateTimeOffset now, CancellationToken cancel)
    {
        if (one.Kind is CaseKind.Held or CaseKind.Appealed)
        {
            var jobs = await JobsOfAsync(one, cancel);
            if (jobs.Count == 0) return now - one.At < OrderPatience ? null : false;
            return jobs.Any(job => approve ? job.State == JobState.Held : job.IsOpen() && !job.CancelWanted);
        }
        if (one.Kind == CaseKind.Reported) return true;
        var made = JobId.IsValid(one.Id) ? await queue.FindAsync(new(one.Id), cancel) : null;
        return made is { State: JobState.Delivering, HeldUntil: null, IsReviewed: false } ? null : made is { HeldUntil: not null };
    }

    private async Task MoveOrderAsync(Case one, bool approve, CancellationToken cancel)
    {
        foreach (var member in await JobsOfAsync(one, cancel))
        {
            if (approve && member.State == JobState.Held) await queue.LetGoAsync(member.Id, new(one.By, one.Reason), cancel);
            else if (!approve && member.IsOpen()) await queue.CancelAsync(member.Id, new(one.By, one.Reason), cancel);
            board.Touch(member.Id);
        }
    }

    private async Task MoveClipAsync(Case one, bool approve, CancellationToken cancel)
    {
        if (!JobId.IsValid(one.Id)) return;
        var (id, word) = (new JobId(one.Id), new Word(one.By, one.Reason));
        if (approve) await queue.LetGoDeliveryAsync(id, word, cancel);
        else await queue.RefuseHeldAsync(id, Refusal(await queue.FindAsync(id, cancel), one.Reason), word, cancel);
    }

    private static JobFailure Refusal(Job? job, string why)
    {
        var tongue = Tongues.Of(Origin.Read(job?.Origin ?? "")?.Locale is { Length: > 0 } locale ? locale : null);
        var sentence = tongue.Say("gate.flagged.moderator");
        return new(FailureStage.Delivery, why.Length > 0 ? $"{sentence} {tongue.Say("gate.barred.why", ("why", Markdown.Plain(why, 300)))}" : sentence);
    }

    /// <summary>Deletes a reported clip wherever it stands; one that stands in another server by now, in this one alone.</summary>
    private async Task DeleteAsync(Case one, CancellationToken cancel)
    {
        var clip = await archive.FindAsync(one.Id, cancel);
        var isOurs = clip is null || clip.Home == one.Guild;
        if (isOurs && clip is { IsPosted: true } && Snowflake.TryParse(clip.PostedChannel, out var channel) && Snowflake.TryParse(clip.PostedMessage, out var message))
            await DeleteMessageAsync(channel, message, cancel);
        if (one.Link.Split('/') is [.., var server, var linkChannel, var linkMessage] && (server == one.Guild || isOurs && server == "@me") && Snowflake.TryParse(linkChannel, out var at) && Snowflake.TryParse(linkMessage, out var reported))
            await DeleteMessageAsync(at, reported, cancel);
        if (!isOurs) return;
        if (JobId.IsValid(one.Id)) await queue.DropKeptClipAsync(new(one.Id), cancel);
        if (clip is not null) await archive.ForgetAsync(clip, cancel);
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

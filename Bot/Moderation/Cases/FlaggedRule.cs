using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Moderation.Gate;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Moderation.Cases;

/// <summary>What a server's rules say of a clip in whose frames the worker saw what it was told to look for.</summary>
internal sealed class FlaggedRule(GuildBook book, Rooms rooms, ClipArchive archive, CaseBook cases, CaseNotice notice, JobQueue queue, TimeProvider time)
{
    /// <summary>What happens to it, by the rule of the place where it was asked for; outside servers it goes behind a spoiler.</summary>
    public async Task<FlaggedClips> LookAsync(ClipRecord clip, ClipInfo made, CancellationToken cancel)
    {
        if (made.Verdict is not { IsFlagged: true }) return FlaggedClips.Post;
        if (clip.Guild.Length == 0 || !Snowflake.TryParse(clip.Channel, out var channel)) return FlaggedClips.Spoiler;
        return await OfPlaceAsync(await book.ReadAsync(clip.Guild, cancel), channel, cancel);
    }

    /// <summary>
    /// Whether pictures of a clip that is being made may be shown: not where what the worker will say of it can keep it from being seen at all.
    /// </summary>
    public async Task<bool> ShowsPreviewsAsync(string guild, string channel, CancellationToken cancel)
    {
        if (guild.Length == 0 || !Snowflake.TryParse(channel, out var place)) return true;
        return await OfPlaceAsync(await book.ReadAsync(guild, cancel), place, cancel) is FlaggedClips.Post or FlaggedClips.Spoiler;
    }

    private async Task<FlaggedClips> OfPlaceAsync(GuildRules rules, Snowflake channel, CancellationToken cancel) =>
        rules.Flagged == rules.FlaggedInAdult || !(await rooms.OfAsync(channel, null, cancel)).IsAdult ? rules.Flagged : rules.FlaggedInAdult;

    /// <summary>It is posted nowhere, and its file is dropped. The sentence is for who asked.</summary>
    public async Task<JobFailure> RefuseAsync(ClipRecord clip, ClipInfo made, Tongue tongue, CancellationToken cancel)
    {
        await archive.SaveAsync(clip with { IsWithheld = true }, cancel);
        return new(FailureStage.Delivery, tongue.Say("gate.flagged.refused", ("why", Markdown.Plain(made.Verdict?.Why ?? "", 200))));
    }

    /// <summary>
    /// It waits for a moderator. The case is opened first: a process that dies before the clip is set aside does both again. False when its file
    /// cannot be kept.
    /// </summary>
    public async Task<bool> HoldAsync(ChatVideoBot.Queue.Delivery delivery, ClipRecord clip, ClipInfo made, CancellationToken cancel)
    {
        await archive.SaveAsync(clip with { IsWithheld = true }, cancel);
        await notice.OpenAsync(new(clip.Id, CaseKind.Flagged, clip.Guild, clip.Channel, clip.User, clip.Words, made.Verdict?.Why ?? "", "", time.GetUtcNow()), cancel);
        if (await queue.HoldDeliveryAsync(delivery, cancel) != ClipHold.NoRoom) return true;
        await cases.ForgetAsync(clip.Guild, clip.Id, cancel);
        return false;
    }
}

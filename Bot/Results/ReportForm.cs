using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Moderation;
using ChatVideoBot.Bot.Moderation.Cases;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;

namespace ChatVideoBot.Bot.Results;

/// <summary>A report: kept, and told to the moderators. The reporter alone sees that it was taken.</summary>
internal sealed class ReportForm(ClipLedger ledger, Answers answers, ReportBook book, ModeratorNotice notice, CaseNotice cases, DiscordRest discord, TimeProvider time) : IForm
{
    public string Prefix => ClipButtons.Report;

    public async Task SubmitAsync(Interaction interaction, InteractionData data, string rest, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        await answers.GiveAsync(interaction, InteractionResponse.DeferredMessage(ephemeral: true), cancel);
        await discord.EditOriginalInteractionResponseAsync(interaction, new() { Content = await TakeAsync(interaction, data, rest, tongue, cancel) }, cancel);
    }

    private async Task<string> TakeAsync(Interaction interaction, InteractionData data, string id, Tongue tongue, CancellationToken cancel)
    {
        if (await ledger.FindAsync(id, interaction, cancel) is not { } clip) return $"⚠️ {tongue.Say("result.unknown")}";
        var why = data.FormValue(ReportButton.Why) is { } picked && ReportBook.Reasons.Contains(picked) ? picked : "other";
        var words = Markdown.Cut((data.FormValue(ReportButton.Words) ?? "").Trim(), ReportButton.LongestWords);
        var report = new Report(clip.Id, clip.Words, clip.User, interaction.Invoker!.Id.ToString(), why, words, Link(clip, interaction), time.GetUtcNow());
        var isNew = await book.AddAsync(report, cancel);
        if (isNew) await notice.TellReportAsync(report, cancel);
        if ((interaction.GuildId?.ToString() ?? clip.Guild) is { Length: > 0 } guild)
            await cases.OpenAsync(
                new(clip.Id, CaseKind.Reported, guild, clip.Channel, clip.User, clip.Words, tongue.Say($"report.why.{why}"), report.Link, report.At),
                cancel, again: isNew); // also of one that was kept and then broken off
        return tongue.Say(isNew ? "report.thanks" : "report.twice");
    }

    /// <summary>To the message that was reported, which may be another than the newest that holds the clip.</summary>
    private static string Link(ClipRecord clip, Interaction interaction) => interaction.Message is { } message && message.Flags?.HasFlag(MessageFlags.Ephemeral) is not true
        ? $"https://discord.com/channels/{interaction.GuildId?.ToString() ?? "@me"}/{message.ChannelId}/{message.Id}"
        : clip.Link;
}

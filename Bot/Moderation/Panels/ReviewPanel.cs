using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Moderation.Cases;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using static ChatVideoBot.Bot.Commands.CommandSet;

namespace ChatVideoBot.Bot.Moderation.Panels;

/// <summary>/mod review: what waits for a moderator, each with its clip behind a spoiler where there is one, to be approved or refused.</summary>
internal sealed class ReviewPanel(CaseBook cases, CaseDesk desk, ReportBook reports, ClipArchive archive, JobQueue queue, Answers answers, DiscordRest rest) : ModPanel
{
    private const int APage = 10, LongestLabel = 100, MostReports = 5, LongestWords = 1500;
    private const string Show = "show", Yes = "yes", No = "no", Why = "why";

    public override string Name => "review";

    public override IReadOnlyList<ApplicationCommandOption> Options { get; } = [Option(ApplicationCommandOptionType.String, "id") with { Autocomplete = true }];

    public override async Task<IReadOnlyList<ApplicationCommandOptionChoice>> OfferAsync(
        Interaction interaction, InteractionData data, InteractionDataOption typed, CancellationToken cancel)
    {
        var text = typed.AsString()?.Trim() ?? "";
        var tongue = Tongues.Of(interaction.Locale);
        return
        [
            .. (await cases.ReadOpenAsync(Guild(interaction), 0, 100, cancel))
                .Where(one => one.Id.StartsWith(text, StringComparison.Ordinal) || one.Words.Contains(text, StringComparison.OrdinalIgnoreCase)).Take(25)
                .Select(one => ApplicationCommandOptionChoice.Of(Choice(one, tongue), one.Id)),
        ];
    }

    public override async Task OpenAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredMessage(ephemeral: true), cancel);
        var id = data.Option("id")?.AsString()?.Trim() ?? "";
        await rest.EditOriginalInteractionResponseAsync(
            interaction, id.Length > 0 ? await CaseAsync(interaction, id, cancel) : await ListAsync(interaction, 1, null, cancel), cancel);
    }

    public override async Task PressAsync(Interaction interaction, InteractionData data, string said, CancellationToken cancel)
    {
        var (what, id) = said.Split(':', 2) is [var first, var second] ? (first, second) : (said, "");
        if (what == No)
        {
            await answers.GiveAsync(interaction, Form(id, Tongues.Of(interaction.Locale)), cancel);
            return;
        }
        await answers.GiveAsync(interaction, InteractionResponse.DeferredUpdate(), cancel);
        var edit = what switch
        {
            Show when data.Values is [var picked, ..] => await CaseAsync(interaction, picked, cancel),
            Yes => await ListAsync(interaction, 1, await DecideAsync(interaction, id, approve: true, "", cancel), cancel),
            _ => await ListAsync(interaction, PageOf(said), null, cancel),
        };
        await rest.EditOriginalInteractionResponseAsync(interaction, edit, cancel);
    }

    public override async Task SubmitAsync(Interaction interaction, InteractionData data, string said, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, interaction.Message is null ? InteractionResponse.DeferredMessage(ephemeral: true) : InteractionResponse.DeferredUpdate(), cancel);
        var id = said.Split(':', 2) is [No, var second] ? second : "";
        var told = await DecideAsync(interaction, id, approve: false, data.FormValue(Why) ?? "", cancel);
        await rest.EditOriginalInteractionResponseAsync(interaction, await ListAsync(interaction, 1, told, cancel), cancel);
    }

    /// <summary>What came of it, in a sentence.</summary>
    private async Task<string> DecideAsync(Interaction interaction, string id, bool approve, string why, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        if (await FindAsync(interaction, id, cancel) is not { End: CaseEnd.Open } one) return tongue.Say("review.done.by-another");
        return tongue.Say(await desk.DecideAsync(one, approve, interaction.Invoker!.Id.ToString(), why.Trim(), cancel));
    }

    private async Task<Case?> FindAsync(Interaction interaction, string id, CancellationToken cancel) =>
        JobId.IsValid(id) ? await cases.FindAsync(Guild(interaction), id, cancel) : null;

    private async Task<MessageEdit> ListAsync(Interaction interaction, int page, string? told, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        var count = await cases.CountOpenAsync(Guild(interaction), cancel);
        var pages = Math.Max(1, (count + APage - 1) / APage);
        page = Math.Clamp(page, 1, pages);
        var open = await cases.ReadOpenAsync(Guild(interaction), (page - 1) * APage, APage, cancel);
        List<string> lines = [.. told is null ? [] : new[] { $"{told}\n" }];
        if (open.Count == 0) return new() { Content = string.Concat(lines) + tongue.Say("review.none"), Components = [], Attachments = [] };
        lines.Add($"**{tongue.Say("review.title", ("count", count))}**\n");
        lines.AddRange(open.Select(one => $"- {Sentences.Relative(one.At)} {Kind(one, tongue)}: {Markdown.Plain(one.Words, 120)}\n"));
        lines.AddRange(PageLine(page, pages, tongue));
        var select = new StringSelect
        {
            CustomId = $"mod:{Name}:{Show}",
            Placeholder = Markdown.Cut(tongue.Say("review.pick"), 150),
            Options = [.. open.DistinctBy(one => one.Id).Select(one => new SelectOption { Label = Markdown.Cut(Choice(one, tongue), LongestLabel), Value = one.Id })],
        };
        return new()
        {
            Content = string.Concat(lines),
            Components = [ActionRow.Of(select), .. pages > 1 ? new[] { ActionRow.Of(Turns(page, pages)) } : []],
            Attachments = [],
        };
    }

    private async Task<MessageEdit> CaseAsync(Interaction interaction, string id, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        if (await FindAsync(interaction, id, cancel) is not { } one) return new() { Content = $"⚠️ {tongue.Say("review.unknown", ("id", Markdown.Plain(id, 64)))}", Components = [], Attachments = [] };
        var lines = new List<string> { CaseNotice.Line(one with { Words = Markdown.Cut(one.Words, LongestWords) }, tongue), $"-# {Sentences.Relative(one.At)}" };
        if (one.End != CaseEnd.Open) lines.Add(tongue.Say($"review.was.{one.End.ToString().ToLowerInvariant()}", ("user", one.By.Length > 0 ? $"<@{one.By}>" : "—")));
        if (one.Kind == CaseKind.Reported)
            lines.AddRange((await reports.OfClipAsync(one.Id, MostReports, cancel)).Select(report =>
                $"> {tongue.Say($"report.why.{report.Why}")}{(report.Words.Length > 0 ? ": " + Markdown.Plain(report.Words, 200) : "")}"));
        var clip = one.Kind is CaseKind.Flagged or CaseKind.Reported ? await ClipAsync(one, cancel) : null;
        if (clip is null && one.Kind is CaseKind.Flagged or CaseKind.Reported && one.End == CaseEnd.Open) lines.Add($"-# {tongue.Say("review.no-clip")}");
        var buttons = one.End != CaseEnd.Open ? [] : new Component[]
        {
            Button.Success($"mod:{Name}:{Yes}:{one.Id}", tongue.Say(one.Kind == CaseKind.Reported ? "review.keep" : "review.approve")),
            Button.Danger($"mod:{Name}:{No}:{one.Id}", tongue.Say(one.Kind == CaseKind.Reported ? "review.delete" : "review.refuse")),
        };
        return new()
        {
            Content = Markdown.Cut(string.Join('\n', lines), 2000),
            Components = [ActionRow.Of([.. buttons, Button.Secondary($"mod:{Name}:{Page}:1", tongue.Say("review.back"))])],
            Files = clip is null ? [] : [new($"{OrderFile.SpoilerMark}{one.Id}.mp4", clip) { ContentType = "video/mp4" }],
            Attachments = clip is null ? [] : null,
        };
    }

    /// <summary>Null when there is none any more.</summary>
    private async Task<byte[]?> ClipAsync(Case one, CancellationToken cancel) =>
        await queue.ReadHeldClipAsync(new(one.Id), cancel)
        ?? (await archive.FindAsync(one.Id, cancel) is { IsPosted: true } clip ? await archive.FetchAsync(clip, cancel) : null);

    private static InteractionResponse Form(string id, Tongue tongue) => InteractionResponse.Modal(
        $"mod:review:{No}:{id}", Markdown.Cut(tongue.Say("review.form.title"), 45),
        Label.Of(Markdown.Cut(tongue.Say("review.form.why"), 45), TextInput.Of(Why, TextInputStyle.Paragraph, null, 300, required: false)));

    private static string Kind(Case one, Tongue tongue) => tongue.Say($"case.kind.{one.Kind.ToString().ToLowerInvariant()}");

    private static string Choice(Case one, Tongue tongue) =>
        $"{Kind(one, tongue)}: {Markdown.Cut(one.Words.ReplaceLineEndings(" "), 80)}";
}

using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Moderation;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;

namespace ChatVideoBot.Bot.Results;

/// <summary>Opens a form that asks what is wrong with the clip.</summary>
internal sealed class ReportButton(ClipLedger ledger, Answers answers) : ClipButton(ClipButtons.Report, ledger, answers)
{
    internal const string Why = "why", Words = "words";
    internal const int LongestWords = 1000;

    private const int LongestLabel = 45, LongestChoice = 100; // Discord docs, components/reference.mdx
    private readonly Answers _answers = answers;

    protected override Task PressAsync(Interaction interaction, ClipRecord clip, Tongue tongue, CancellationToken cancel) =>
        _answers.GiveAsync(interaction, Form(clip.Id, tongue), cancel);

    internal static InteractionResponse Form(string clip, Tongue tongue) => InteractionResponse.Modal(
        $"{ClipButtons.Report}:{clip}", Markdown.Cut(tongue.Say("report.title"), LongestLabel),
        Label.Of(Markdown.Cut(tongue.Say("report.why"), LongestLabel), new StringSelect
        {
            CustomId = Why,
            Required = true,
            Options = [.. ReportBook.Reasons.Select(reason => new SelectOption { Label = Markdown.Cut(tongue.Say($"report.why.{reason}"), LongestChoice), Value = reason })],
        }),
        Label.Of(Markdown.Cut(tongue.Say("report.words"), LongestLabel), TextInput.Of(Words, TextInputStyle.Paragraph, null, LongestWords, required: false)));
}

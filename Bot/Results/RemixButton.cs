using System.Globalization;
using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Results;

/// <summary>Opens a form with the clip's words, to be changed.</summary>
internal sealed class RemixButton(ClipLedger ledger, Answers answers, Reorder reorder, IOptions<BotOptions> options) : ClipButton(ClipButtons.Remix, ledger, answers)
{
    internal const string Prompt = "prompt", Negative = "negative", Strength = "strength", Seed = "seed", Scratch = "scratch";
    internal const int LongestNegative = 1000;

    /// <summary>What can be picked, and how much of the clip may then change: above 0 to 1.</summary>
    internal static readonly IReadOnlyDictionary<string, double> Strengths =
        new Dictionary<string, double> { ["little"] = 0.3, ["medium"] = 0.55, ["much"] = 0.8 };

    private const int LongestLabel = 45, LongestChoice = 100; // Discord docs, components/reference.mdx
    private readonly Answers _answers = answers;

    protected override async Task PressAsync(Interaction interaction, ClipRecord clip, Tongue tongue, CancellationToken cancel)
    {
        var fromClip = SourceFinder.Shown(interaction) is not null && await reorder.TakesClipsAsync(clip.Clip.Model, cancel);
        await _answers.GiveAsync(interaction, Form(clip, tongue, fromClip, options.Value.LongestPrompt), cancel);
    }

    /// <param name="fromClip">What is picked at first: whether the model can make clips from clips.</param>
    internal static InteractionResponse Form(ClipRecord clip, Tongue tongue, bool fromClip, int longestPrompt)
    {
        TextInput Text(string name, TextInputStyle style, string value, int longest, bool isRequired) =>
            TextInput.Of(name, style, value.Length > 0 ? Markdown.Cut(value, longest) : null, longest, isRequired);
        SelectOption Choice(string name, bool isPicked) =>
            new() { Label = Markdown.Cut(tongue.Say($"remix.strength.{name}"), LongestChoice), Value = name, Default = isPicked ? true : null };
        Label Field(string name, Component field, string? hint = null) => Label.Of(Markdown.Cut(tongue.Say($"remix.{name}"), LongestLabel), field, hint);
        return InteractionResponse.Modal(
            $"{ClipButtons.Remix}:{clip.Id}", Markdown.Cut(tongue.Say("remix.title"), LongestLabel),
            Field(Prompt, Text(Prompt, TextInputStyle.Paragraph, clip.Words, longestPrompt, true)),
            Field(Negative, Text(Negative, TextInputStyle.Paragraph, clip.Clip.Negative, LongestNegative, false)),
            Field(Strength, new StringSelect
            {
                CustomId = Strength,
                Required = true,
                Options = [.. Strengths.Keys.Select(name => Choice(name, fromClip && name == "medium")), Choice(Scratch, !fromClip)],
            }),
            Field(Seed, Text(Seed, TextInputStyle.Short, "", 10, false), Markdown.Cut(tongue.Say("remix.seed.hint", ("seed", clip.Clip.Seed.ToString(CultureInfo.InvariantCulture))), LongestChoice)));
    }
}

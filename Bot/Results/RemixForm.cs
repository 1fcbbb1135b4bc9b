using System.Globalization;
using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Results;

/// <summary>The changed words: the clip is made anew from itself, or a fresh one from scratch.</summary>
internal sealed class RemixForm(ClipLedger ledger, Answers answers, Reorder reorder, IOptions<BotOptions> options) : IForm
{
    public string Prefix => ClipButtons.Remix;

    public async Task SubmitAsync(Interaction interaction, InteractionData data, string rest, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        var (found, isAway) = await ClipButton.FindAsync(ledger, rest, interaction, cancel);
        if (found is not { } clip)
        {
            await answers.RefuseAsync(interaction, tongue.Say(isAway ? "result.queue-away" : "result.unknown"), cancel);
            return;
        }
        var prompt = (data.FormValue(RemixButton.Prompt) ?? "").Trim();
        var negative = (data.FormValue(RemixButton.Negative) ?? "").Trim();
        if (Refuse(prompt, negative, tongue) is { } refusal || !TryReadSeed(data.FormValue(RemixButton.Seed), tongue, out var seed, out refusal))
        {
            await answers.RefuseAsync(interaction, refusal, cancel);
            return;
        }
        var picked = data.FormValue(RemixButton.Strength);
        if (picked == RemixButton.Scratch)
        {
            var order = Remake.Fresh(clip, prompt, negative, seed, options.Value);
            // What a clip was made from is a part of it; a picture is where one begins.
            var begun = clip.Clip.Kind == Queue.ClipKind.Make ? clip : clip with { Sources = Queue.SourceKinds.None };
            await reorder.AnewAsync(interaction, begun, order, cancel);
            return;
        }
        var strength = RemixButton.Strengths.GetValueOrDefault(picked ?? "");
        await reorder.FromClipAsync(interaction, Remake.Remix(clip, prompt, negative, strength, seed), cancel);
    }

    private string? Refuse(string prompt, string negative, Tongue tongue)
    {
        if (prompt.Length == 0) return tongue.Say("remix.bad-prompt");
        if (prompt.Length > options.Value.LongestPrompt) return Long("prompt", prompt, options.Value.LongestPrompt);
        return negative.Length > RemixButton.LongestNegative ? Long("negative", negative, RemixButton.LongestNegative) : null;

        string Long(string name, string text, int most) =>
            tongue.Say("remix.long", ("name", tongue.Say($"remix.long.{name}")), ("count", text.Length), ("most", most));
    }

    /// <summary>Empty: another one is drawn.</summary>
    internal static bool TryReadSeed(string? text, Tongue tongue, out long? seed, out string refusal)
    {
        (seed, refusal) = (null, "");
        if (string.IsNullOrWhiteSpace(text)) return true;
        if (long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= uint.MaxValue)
        {
            seed = number;
            return true;
        }
        refusal = tongue.Say("remix.bad-seed", ("value", Markdown.Plain(text, 20)), ("most", uint.MaxValue.ToString(CultureInfo.InvariantCulture)));
        return false;
    }
}

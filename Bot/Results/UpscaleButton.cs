using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;

namespace ChatVideoBot.Bot.Results;

/// <summary>The clip twice as wide and high.</summary>
internal sealed class UpscaleButton(ClipLedger ledger, Answers answers, Reorder reorder) : ClipButton(ClipButtons.Upscale, ledger, answers)
{
    private readonly Answers _answers = answers;

    protected override Task PressAsync(Interaction interaction, ClipRecord clip, Tongue tongue, CancellationToken cancel) =>
        Remake.RefuseUpscale(clip, tongue) is { } refusal
            ? _answers.RefuseAsync(interaction, refusal, cancel)
            : reorder.FromClipAsync(interaction, Remake.Upscale(clip), cancel);
}

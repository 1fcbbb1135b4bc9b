using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;

namespace ChatVideoBot.Bot.Results;

/// <summary>
/// Another clip like this one: made from the clip itself with little noise, so that scene and movement stay and details differ. Models that
/// take no clips make the same words with another seed; so it is where the clip's file was removed.
/// </summary>
internal sealed class VaryButton(ClipLedger ledger, Answers answers, Reorder reorder) : ClipButton(ClipButtons.Vary, ledger, answers)
{
    protected override async Task PressAsync(Interaction interaction, ClipRecord clip, Tongue tongue, CancellationToken cancel)
    {
        var fromClip = SourceFinder.Shown(interaction) is not null && await reorder.TakesClipsAsync(clip.Clip.Model, cancel);
        var order = Remake.Vary(clip, fromClip);
        if (fromClip) await reorder.FromClipAsync(interaction, order, cancel);
        else await reorder.AnewAsync(interaction, clip, order, cancel);
    }
}

using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;

namespace ChatVideoBot.Bot.Results;

/// <summary>The same request with another seed.</summary>
internal sealed class AgainButton(ClipLedger ledger, Answers answers, Reorder reorder) : ClipButton(ClipButtons.Again, ledger, answers)
{
    protected override Task PressAsync(Interaction interaction, ClipRecord clip, Tongue tongue, CancellationToken cancel) =>
        reorder.AnewAsync(interaction, clip, Remake.Again(clip), cancel);
}

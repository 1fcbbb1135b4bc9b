using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Results;

/// <summary>The clip goes on, for as long as a clip is when nobody says.</summary>
internal sealed class ExtendButton(ClipLedger ledger, Answers answers, Reorder reorder, IOptions<BotOptions> options) : ClipButton(ClipButtons.Extend, ledger, answers)
{
    protected override Task PressAsync(Interaction interaction, ClipRecord clip, Tongue tongue, CancellationToken cancel) =>
        reorder.FromClipAsync(interaction, Remake.Extend(clip, options.Value.DefaultSeconds), cancel);
}

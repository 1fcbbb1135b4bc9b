using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Bot.Results;

/// <summary>A kind of button under a clip: finds the clip in time for the first answer.</summary>
internal abstract class ClipButton(string name, ClipLedger ledger, Answers answers) : IPress
{
    /// <summary>Discord waits three seconds for the first answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    public string Prefix => name;

    public async Task PressAsync(Interaction interaction, InteractionData data, string rest, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        var (clip, isAway) = await FindAsync(ledger, rest, interaction, cancel);
        if (isAway)
        {
            await answers.RefuseAsync(interaction, tongue.Say("result.queue-away"), cancel);
            return;
        }
        if (clip is not null) await PressAsync(interaction, clip, tongue, cancel);
        else await PressUnknownAsync(interaction, tongue, cancel);
    }

    /// <summary>The clip, in time for the first answer; whether the queue did not say.</summary>
    internal static async Task<(ClipRecord? Clip, bool IsAway)> FindAsync(ClipLedger ledger, string id, Interaction interaction, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            return (await ledger.FindAsync(id, interaction, limit.Token), false);
        }
        catch (Exception e) when (e is RedisException || e is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return (null, true);
        }
    }

    /// <summary>Gives the first answer within three seconds, then does what was asked.</summary>
    protected abstract Task PressAsync(Interaction interaction, ClipRecord clip, Tongue tongue, CancellationToken cancel);

    /// <summary>Nothing is known of the clip any more.</summary>
    protected virtual Task PressUnknownAsync(Interaction interaction, Tongue tongue, CancellationToken cancel) =>
        answers.RefuseAsync(interaction, tongue.Say("result.unknown"), cancel);
}

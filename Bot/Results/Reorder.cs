using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Moderation.Gate;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Results;

/// <summary>Orders what a clip's button asks for: whoever pressed it is the requester of what comes.</summary>
internal sealed partial class Reorder(
    OrderDesk desk, OrderGate gate, Answers answers, SourceFinder sources, DiscordRest rest, JobQueue queue, IOptions<QueueOptions> rules, ILogger<Reorder> logger)
{
    private static readonly TimeSpan CardsPatience = TimeSpan.FromSeconds(0.7);

    /// <summary>Made from the files that the clip was made from, if any.</summary>
    public async Task AnewAsync(Interaction interaction, ClipRecord clip, ClipOrder order, CancellationToken cancel)
    {
        var asker = new InteractionAsker(interaction, answers, rest);
        if (clip.Channel != interaction.ChannelId?.ToString()) order = order with { ReplyTo = null }; // no message answers one of another channel
        if (clip.Sources == SourceKinds.None)
        {
            await desk.TakeAsync(asker, order, cancel);
            return;
        }
        if (asker.RefusePlace() is { } misplaced)
        {
            await asker.RefuseAsync(misplaced, cancel);
            return;
        }
        await asker.AcceptAsync(await gate.IsPrivateAsync(asker.Guild?.ToString() ?? "", order, cancel), cancel); // looking for files may take longer than the first answer may
        var (filled, refusal) = await sources.FillAsync(order, clip, asker.Tongue, cancel);
        if (filled is null) await asker.TellAsync($"⚠️ {refusal}", cancel);
        else await desk.TakeAsync(new AcceptedAsker(asker), filled, cancel);
    }

    /// <summary>Made from the clip itself.</summary>
    public Task FromClipAsync(Interaction interaction, ClipOrder order, CancellationToken cancel)
    {
        var asker = new InteractionAsker(interaction, answers, rest);
        var shown = interaction.Message is { } message && message.Flags?.HasFlag(MessageFlags.Ephemeral) is not true ? message.Id : (Discord.Snowflake?)null;
        return SourceFinder.Shown(interaction) is { } file
            ? desk.TakeAsync(asker, order with { Source = file, ReplyTo = shown }, cancel)
            : asker.RefuseAsync(asker.Tongue.Say("result.gone"), cancel);
    }

    /// <summary>Whether a worker that runs now can make clips from clips; false when nobody says so in time.</summary>
    public async Task<bool> TakesClipsAsync(string model, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(CardsPatience);
        try
        {
            var wanted = model.Length > 0 ? model : rules.Value.DefaultModel;
            return (await queue.ReadCardsAsync(limit.Token)).Any(card => card.Model == wanted && card.TakesClips);
        }
        catch (Exception e) when (e is RedisException || e is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            LogQueueAway(e.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "What models can make is not known right now: {Problem}")]
    private partial void LogQueueAway(string problem);
}

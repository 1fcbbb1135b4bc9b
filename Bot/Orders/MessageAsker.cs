using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Replies;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Orders;

/// <summary>
/// Somebody who wrote a message. The card is a message of ours that answers it; its id goes with the job, so that it can be written on from
/// the start and after any restart.
/// </summary>
/// <param name="channel">Where card and clip are posted: the message's own channel, or the direct messages.</param>
internal sealed class MessageAsker(Message message, Snowflake channel, Tongue tongue, Voice voice, DiscordRest rest) : Asker
{
    private Message? _card;

    /// <summary>The user sees a card.</summary>
    public bool HasCard => _card is not null;

    public override JobId Id => new(message.Id.ToString());
    public override User User => message.Author!;
    public override Snowflake Channel => channel;
    public override Snowflake AskedIn => message.ChannelId;
    public override Snowflake? Guild => message.GuildId;
    public override IReadOnlyList<Snowflake> Roles => message.Member?.Roles ?? [];
    public override Member? Member => message.Member;
    public override Channel? Room => null;
    public override bool IsWhispered => message.GuildId is null;
    public override Tongue Tongue => tongue;

    /// <summary>A message does not say what the bot may do where it was written: the card is the test, see <see cref="AcceptAsync"/>.</summary>
    public override string? RefusePlace() => null;

    public override Task AnswerAsync(string content, IReadOnlyList<Component> components, CancellationToken cancel) =>
        voice.SayAsync(message, content, cancel, components);

    /// <exception cref="DiscordException">The bot may not write here: there is no card, and no clip could be posted.</exception>
    public override async Task AcceptAsync(bool isPrivate, CancellationToken cancel) =>
        _card = await voice.AnswerAsync(message, channel, new() { Content = tongue.Say("reply.accepted"), Nonce = Voice.Nonce(message, "card") }, cancel);

    public override Task TellAsync(string sentence, CancellationToken cancel) => ShowAsync(new() { Content = sentence, Components = [] }, cancel);

    public override Task ShowAsync(MessageEdit card, CancellationToken cancel) =>
        _card is null ? AnswerAsync(card.Content ?? "", card.Components ?? [], cancel) : rest.EditMessageAsync(_card.ChannelId, _card.Id, card, cancel);

    public override Origin Origin(ClipOrder order, string remark) =>
        new(channel.ToString(), "", "", remark, channel == message.ChannelId ? (order.ReplyTo ?? message.Id).ToString() : null, order.IsSpoiler)
        {
            Locale = tongue.Locale,
            Parent = order.Parent,
            Card = _card?.Id.ToString() ?? "",
        };
}

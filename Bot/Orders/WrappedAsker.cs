using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Orders;

/// <summary>Somebody who asks, but for what a kind of it changes.</summary>
internal abstract class WrappedAsker(Asker inner) : Asker
{
    public override JobId Id => inner.Id;
    public override User User => inner.User;
    public override long? Received => inner.Received;
    public override Snowflake Channel => inner.Channel;
    public override Snowflake AskedIn => inner.AskedIn;
    public override Snowflake? Guild => inner.Guild;
    public override IReadOnlyList<Snowflake> Roles => inner.Roles;
    public override Tongue Tongue => inner.Tongue;
    public override Member? Member => inner.Member;
    public override Channel? Room => inner.Room;
    public override bool IsWhispered => inner.IsWhispered;

    public override string? RefusePlace() => inner.RefusePlace();

    public override Task AnswerAsync(string content, IReadOnlyList<Component> components, CancellationToken cancel) => inner.AnswerAsync(content, components, cancel);

    public override Task AcceptAsync(bool isPrivate, CancellationToken cancel) => inner.AcceptAsync(isPrivate, cancel);

    public override Task TellAsync(string sentence, CancellationToken cancel) => inner.TellAsync(sentence, cancel);

    public override Task ShowAsync(MessageEdit card, CancellationToken cancel) => inner.ShowAsync(card, cancel);

    public override Task AddAsync(string sentence, CancellationToken cancel) => inner.AddAsync(sentence, cancel);

    public override Origin Origin(ClipOrder order, string remark) => inner.Origin(order, remark);
}

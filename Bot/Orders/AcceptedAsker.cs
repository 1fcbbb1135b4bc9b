using ChatVideoBot.Discord.Interactions.Components;

namespace ChatVideoBot.Bot.Orders;

/// <summary>Somebody who was told already that it is being looked into, because what they asked for took longer to find than three seconds.</summary>
internal sealed class AcceptedAsker(Asker asker) : WrappedAsker(asker)
{
    private readonly Asker _asker = asker;

    public override bool IsWhispered => false;

    public override string? RefusePlace() => null; // it was asked before

    public override Task AnswerAsync(string content, IReadOnlyList<Component> components, CancellationToken cancel) =>
        _asker.ShowAsync(new() { Content = content, Components = components }, cancel);

    public override long? Received => null; // its first answer is given

    public override Task AcceptAsync(bool isPrivate, CancellationToken cancel) => Task.CompletedTask;
}

using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Discord.Interactions.Components;

namespace ChatVideoBot.Bot.Commands;

/// <summary>Somebody who filled in a long form: whatever refuses it comes with a button that brings the text back.</summary>
/// <param name="keep">Keeps the text, and returns the button.</param>
internal sealed class DraftAsker(Asker inner, Func<CancellationToken, Task<IReadOnlyList<Component>>> keep) : WrappedAsker(inner)
{
    private readonly Asker _inner = inner;

    public override async Task AnswerAsync(string content, IReadOnlyList<Component> components, CancellationToken cancel) =>
        await _inner.AnswerAsync(content, [.. components, .. await TryKeepAsync(cancel)], cancel);

    public override async Task TellAsync(string sentence, CancellationToken cancel) =>
        await _inner.ShowAsync(new() { Content = sentence, Components = await TryKeepAsync(cancel) }, cancel);

    /// <summary>Without Redis the sentence must do.</summary>
    private async Task<IReadOnlyList<Component>> TryKeepAsync(CancellationToken cancel)
    {
        try
        {
            return await keep(cancel);
        }
        catch (Queue.Redis.RedisException)
        {
            return [];
        }
    }
}

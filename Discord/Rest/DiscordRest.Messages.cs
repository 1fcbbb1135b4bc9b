using System.Text.Json;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord.Rest;

public sealed partial class DiscordRest
{
    /// <summary>
    /// Sends a message. With a <see cref="MessageCreate.Nonce"/> it is repeated when the answer is lost, and still posted once.
    /// </summary>
    public Task<Message> CreateMessageAsync(Snowflake channel, MessageCreate message, CancellationToken cancel) =>
        _pipeline.SendAsync(
            new(Route.Channel(HttpMethod.Post, channel, "/messages"))
            {
                Body = RequestBody.Of(message),
                Repeatable = message.Nonce is not null,
                RepeatableFor = TimeSpan.FromMinutes(2),
            },
            DiscordJson.Default.Message, cancel);

    /// <summary>
    /// Changes a message of our own. New files need the attachments that should stay in <see cref="MessageEdit.Attachments"/>.
    /// </summary>
    public Task<Message> EditMessageAsync(Snowflake channel, Snowflake message, MessageEdit edit, CancellationToken cancel) =>
        _pipeline.SendAsync(EditOf(channel, message, edit), DiscordJson.Default.Message, cancel);

    /// <summary>
    /// Changes a message if its rate limit lets us now; false when it does not. For progress, where a later edit makes up for this one.
    /// </summary>
    public Task<bool> TryEditMessageAsync(Snowflake channel, Snowflake message, MessageEdit edit, CancellationToken cancel) =>
        _pipeline.TrySendAsync(EditOf(channel, message, edit), cancel);

    public Task DeleteMessageAsync(Snowflake channel, Snowflake message, CancellationToken cancel) =>
        _pipeline.SendAsync(new(Route.Channel(HttpMethod.Delete, channel, "/messages/{id}", message)), cancel);

    public Task<Message> GetMessageAsync(Snowflake channel, Snowflake message, CancellationToken cancel) =>
        _pipeline.SendAsync(new(Route.Channel(HttpMethod.Get, channel, "/messages/{id}", message)), DiscordJson.Default.Message, cancel);

    /// <summary>Messages of a channel, newest first.</summary>
    /// <param name="channel">Where.</param>
    /// <param name="limit">1 to 100.</param>
    /// <param name="before">Only those before this id. Not together with <paramref name="after"/>.</param>
    /// <param name="after">Only those after this id.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<IReadOnlyList<Message>> GetMessagesAsync(
        Snowflake channel, int limit = 50, Snowflake? before = null, Snowflake? after = null, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 100);
        if (before is not null && after is not null)
            throw new ArgumentException("Discord takes 'before' or 'after', not both.", nameof(after));
        var query = $"?limit={limit}" + (before is { } b ? $"&before={b}" : "") + (after is { } a ? $"&after={a}" : "");
        return await _pipeline.SendAsync(
            new(Route.Channel(HttpMethod.Get, channel, "/messages", query: query)), DiscordJson.Default.IReadOnlyListMessage, cancel);
    }

    /// <summary>Shows "… is typing" for ten seconds.</summary>
    public Task TriggerTypingAsync(Snowflake channel, CancellationToken cancel) =>
        _pipeline.SendAsync(new(Route.Channel(HttpMethod.Post, channel, "/typing")) { Repeatable = true }, cancel);

    private static RestRequest EditOf(Snowflake channel, Snowflake message, MessageEdit edit) =>
        new(Route.Channel(HttpMethod.Patch, channel, "/messages/{id}", message)) { Body = RequestBody.Of(edit) };
}

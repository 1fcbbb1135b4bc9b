using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>Reads the events that have a type, straight from their text.</summary>
internal static class EventReader
{
    public const string Interaction = "INTERACTION_CREATE";
    public const string Ready = "READY";
    public const string Resumed = "RESUMED";
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    /// <summary>The event with its type; an <see cref="UnknownEvent"/> when it has none.</summary>
    /// <param name="name">Discord's name.</param>
    /// <param name="data">The text of its "d"; not kept.</param>
    /// <param name="received">When it came.</param>
    /// <param name="shard">By which shard.</param>
    /// <exception cref="JsonException">It is not what Discord documents; <see cref="Raw"/> can still be had.</exception>
    public static GatewayEvent Read(string name, ReadOnlySpan<byte> data, long received, int shard) => name switch
    {
        Ready => new ReadyEvent(As(data, DiscordJson.Default.Ready)) { Received = received, Shard = shard },
        Resumed => new ResumedEvent { Received = received, Shard = shard },
        Interaction => new InteractionCreateEvent(As(data, DiscordJson.Default.Interaction)) { Received = received, Shard = shard },
        "GUILD_CREATE" => new GuildCreateEvent(As(data, DiscordJson.Default.Guild)) { Received = received, Shard = shard },
        "GUILD_DELETE" => new GuildDeleteEvent(As(data, DiscordJson.Default.Guild)) { Received = received, Shard = shard },
        "MESSAGE_CREATE" => new MessageCreateEvent(As(data, DiscordJson.Default.Message)) { Received = received, Shard = shard },
        "MESSAGE_UPDATE" => new MessageUpdateEvent(As(data, DiscordJson.Default.Message)) { Received = received, Shard = shard },
        "MESSAGE_DELETE" => new MessageDeleteEvent(As(data, GatewayJson.Default.DeletedMessage)) { Received = received, Shard = shard },
        "MESSAGE_REACTION_ADD" => new MessageReactionAddEvent(As(data, GatewayJson.Default.AddedReaction)) { Received = received, Shard = shard },
        "AUTO_MODERATION_RULE_CREATE" or "AUTO_MODERATION_RULE_UPDATE" or "AUTO_MODERATION_RULE_DELETE" =>
            new AutoModerationRuleEvent(As(data, DiscordJson.Default.AutoModerationRule), name.EndsWith("DELETE", StringComparison.Ordinal)) { Received = received, Shard = shard },
        _ => Raw(name, data, received, shard),
    };

    /// <summary>The event as JSON.</summary>
    public static UnknownEvent Raw(string name, ReadOnlySpan<byte> data, long received, int shard) =>
        new(name, JsonDocument.Parse(data.ToArray(), Deep).RootElement) { Received = received, Shard = shard };

    private static T As<T>(ReadOnlySpan<byte> data, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(data, type) ?? throw new JsonException("null");
}

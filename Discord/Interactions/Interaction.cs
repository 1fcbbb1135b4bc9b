using System.Text.Json.Serialization;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord.Interactions;

/// <summary>Somebody used a command, a button, a select, a form, or types in an autocompleted option.</summary>
/// <remarks>The first answer must arrive within 3 s of receipt; the token lives 15 minutes.</remarks>
public sealed record Interaction
{
    public Snowflake Id { get; init; }
    public Snowflake ApplicationId { get; init; }
    public InteractionType Type { get; init; }
    public InteractionData? Data { get; init; }
    public Guild? Guild { get; init; }
    public Snowflake? GuildId { get; init; }
    public Channel? Channel { get; init; }
    public Snowflake? ChannelId { get; init; }

    /// <summary>Set in guilds; its Permissions hold for this channel.</summary>
    public Member? Member { get; init; }

    /// <summary>Set outside guilds; see <see cref="Invoker"/>.</summary>
    public User? User { get; init; }

    /// <summary>The key to answers. A secret for 15 minutes.</summary>
    public string Token { get; init => field = value ?? ""; } = "";

    /// <summary>The message a component sits on, or a form was opened from.</summary>
    public Message? Message { get; init; }

    /// <summary>What the bot may do in this channel.</summary>
    public Permissions AppPermissions { get; init; }

    /// <summary>The user's language, such as "en-US".</summary>
    public string? Locale { get; init; }
    public string? GuildLocale { get; init; }
    public InteractionContextType? Context { get; init; }

    /// <summary>By kind of installation ("0" guild, "1" user): the guild ("0" in the bot's DM) or user it was installed for.</summary>
    public IReadOnlyDictionary<string, Snowflake>? AuthorizingIntegrationOwners { get; init; }

    /// <summary>Bytes a file of the answer may have. Has been seen too high: be ready for 413.</summary>
    public long? AttachmentSizeLimit { get; init; }

    /// <summary>When it arrived, as <see cref="Gateway.GatewayEvent.Received"/>; null when nobody said.</summary>
    [JsonIgnore]
    public long? Received { get; init; }

    /// <summary>Who did it, wherever it was.</summary>
    [JsonIgnore]
    public User? Invoker => Member?.User ?? User;
}

public enum InteractionType
{
    Ping = 1,
    ApplicationCommand = 2,
    MessageComponent = 3,
    ApplicationCommandAutocomplete = 4,
    ModalSubmit = 5,
}

public enum InteractionContextType
{
    Guild = 0,
    BotDm = 1,
    PrivateChannel = 2,
}

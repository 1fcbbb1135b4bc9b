using ChatVideoBot.Discord.Interactions.Components;

namespace ChatVideoBot.Discord.Resources;

/// <summary>
/// A message. Without the intent MESSAGE_CONTENT the content, embeds, attachments and components of others' messages come empty.
/// </summary>
/// <remarks>No GuildId does not mean a DM: our own ephemeral replies come without it too.</remarks>
public sealed record Message
{
    public Snowflake Id { get; init; }
    public Snowflake ChannelId { get; init; }
    public Snowflake? GuildId { get; init; }
    public User? Author { get; init; }
    public Member? Member { get; init; }
    public string Content { get; init => field = value ?? ""; } = "";
    public DateTimeOffset Timestamp { get; init; }
    public DateTimeOffset? EditedTimestamp { get; init; }
    public bool? Tts { get; init; }
    public bool? MentionEveryone { get; init; }
    public IReadOnlyList<User> Mentions { get; init => field = value ?? []; } = [];
    public IReadOnlyList<Snowflake> MentionRoles { get; init => field = value ?? []; } = [];
    public IReadOnlyList<Attachment> Attachments { get; init => field = value ?? []; } = [];
    public IReadOnlyList<Embed> Embeds { get; init => field = value ?? []; } = [];
    public IReadOnlyList<Component> Components { get; init => field = value ?? []; } = [];
    public IReadOnlyList<StickerItem>? StickerItems { get; init; }
    public string? Nonce { get; init; }
    public bool? Pinned { get; init; }
    public Snowflake? WebhookId { get; init; }
    public MessageType Type { get; init; }
    public Snowflake? ApplicationId { get; init; }
    public MessageFlags? Flags { get; init; }
    public MessageReference? MessageReference { get; init; }

    /// <summary>The message this one answers. Null both when it was deleted and when Discord did not fetch it.</summary>
    public Message? ReferencedMessage { get; init; }
    public IReadOnlyList<MessageSnapshot>? MessageSnapshots { get; init; }
    public MessageInteractionMetadata? InteractionMetadata { get; init; }
}

/// <summary>A sticker on a message, as much as is needed to show it.</summary>
public sealed record StickerItem
{
    public Snowflake Id { get; init; }
    public string Name { get; init => field = value ?? ""; } = "";
}

/// <summary>What a forwarded message held when it was forwarded.</summary>
public sealed record MessageSnapshot
{
    public Message? Message { get; init; }
}

/// <summary>Which message is answered (type 0) or forwarded (type 1).</summary>
public sealed record MessageReference
{
    public int? Type { get; init; }
    public Snowflake? MessageId { get; init; }
    public Snowflake? ChannelId { get; init; }
    public Snowflake? GuildId { get; init; }

    /// <summary>False: when the message is gone, send without the reference.</summary>
    public bool? FailIfNotExists { get; init; }

    /// <summary>A reply that is sent even when the message it answers is gone.</summary>
    public static MessageReference To(Snowflake message) => new() { MessageId = message, FailIfNotExists = false };
}

/// <summary>Which interaction made the message.</summary>
public sealed record MessageInteractionMetadata
{
    public Snowflake Id { get; init; }
    public int Type { get; init; }
    public User? User { get; init; }
    public User? TargetUser { get; init; }
    public Snowflake? OriginalResponseMessageId { get; init; }
    public Snowflake? TargetMessageId { get; init; }
    public Snowflake? InteractedMessageId { get; init; }
}

public enum MessageType
{
    Default = 0,
    Reply = 19,
    ChatInputCommand = 20,
    ThreadStarterMessage = 21,
    ContextMenuCommand = 23,
}

[Flags]
public enum MessageFlags
{
    None = 0,
    Crossposted = 1 << 0,
    SuppressEmbeds = 1 << 2,
    Ephemeral = 1 << 6,
    Loading = 1 << 7,
    SuppressNotifications = 1 << 12,
    IsVoiceMessage = 1 << 13,
    HasSnapshot = 1 << 14,
    IsComponentsV2 = 1 << 15,
}

using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Files;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Messages;

[Flags]
internal enum MessageFlags
{
    None = 0,
    SuppressEmbeds = 1 << 2,
    HasThread = 1 << 5,
    Ephemeral = 1 << 6,
    Loading = 1 << 7,
    SuppressNotifications = 1 << 12,
    IsVoiceMessage = 1 << 13,
    IsComponentsV2 = 1 << 15,
}

/// <summary>A message as it is kept; <see cref="MessageWriter"/> makes the object that clients see.</summary>
internal sealed class Message
{
    public required ulong Id { get; init; }
    public required ChatChannel Channel { get; init; }
    public required User Author { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>0 ordinary, 19 reply, 20 answer to a slash command, 23 to a context menu.</summary>
    public int Type { get; set; }
    public string Content { get; set; } = "";

    /// <summary>As sent; <c>attachment://</c> addresses are resolved when the message is written.</summary>
    public JsonArray Embeds { get; set; } = [];
    public JsonArray Components { get; set; } = [];
    public List<Attachment> Attachments { get; set; } = [];
    public MessageFlags Flags { get; set; }
    public bool Tts { get; init; }
    public JsonNode? Nonce { get; init; }
    public DateTimeOffset? EditedAt { get; set; }
    public DateTimeOffset? PinnedAt { get; set; }
    public bool Pinned => PinnedAt is not null;
    public List<ulong> MentionedUsers { get; set; } = [];
    public List<ulong> MentionedRoles { get; set; } = [];
    public bool MentionsEveryone { get; set; }
    public List<Reaction> Reactions { get; } = [];

    /// <summary>The message that this one replies to.</summary>
    public (ulong ChannelId, ulong MessageId)? Reference { get; init; }

    /// <summary>Who alone sees it; null for everybody in the channel.</summary>
    public ulong? EphemeralFor { get; init; }

    /// <summary>Where an answer to an interaction comes from: the <c>interaction_metadata</c> object.</summary>
    public JsonObject? InteractionMetadata { get; init; }

    /// <summary>The name of the slash or context command, for the deprecated <c>interaction</c> field that clients still show.</summary>
    public string? CommandName { get; init; }
}

/// <summary>One kind of reaction and who gave it. <paramref name="Emoji"/> is unicode or <c>name:id</c>.</summary>
internal sealed record Reaction(string Emoji, List<ulong> Users)
{
    public static JsonObject EmojiToJson(string emoji) => emoji.Split(':') is [var name, var id] && Snowflakes.TryParse(id, out _)
        ? new JsonObject { ["id"] = id, ["name"] = name }
        : new JsonObject { ["id"] = null, ["name"] = emoji };
}

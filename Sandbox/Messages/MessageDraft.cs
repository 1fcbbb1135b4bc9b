using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Files;

namespace ChatVideoBot.Sandbox.Messages;

/// <summary>Who a message may ping: the kinds in <paramref name="Parse"/>, and the users and roles listed besides.</summary>
internal sealed record AllowedMentions(IReadOnlySet<string> Parse, IReadOnlySet<ulong> Users, IReadOnlySet<ulong> Roles, bool RepliedUser)
{
    /// <summary>What holds in an ordinary message that says nothing.</summary>
    public static AllowedMentions Everything { get; } =
        new(new HashSet<string> { "users", "roles", "everyone" }, new HashSet<ulong>(), new HashSet<ulong>(), true);

    /// <summary>What holds in interactions and webhooks that say nothing.</summary>
    public static AllowedMentions UsersOnly { get; } = new(new HashSet<string> { "users" }, new HashSet<ulong>(), new HashSet<ulong>(), true);
}

/// <summary>One entry of <c>attachments</c>: the n of a new file, or the id of one to keep.</summary>
internal sealed record AttachmentEntry(string Path, ulong Id, string? FileName, string? Title, string? Description, bool? Spoiler);

/// <summary>A message or an edit as it was asked for, checked. In an edit null leaves the part as it is.</summary>
internal sealed record MessageDraft
{
    public string? Content { get; init; }
    public JsonArray? Embeds { get; init; }
    public JsonArray? Components { get; init; }
    public IReadOnlyList<(string Path, string Name)> ShownFiles { get; init; } = [];
    public MessageFlags? Flags { get; init; }
    public AllowedMentions? AllowedMentions { get; init; }
    public IReadOnlyList<AttachmentEntry>? Attachments { get; init; }
    public IReadOnlyList<UploadedFile> Files { get; init; } = [];
    public JsonNode? Nonce { get; init; }
    public bool EnforceNonce { get; init; }
    public bool Tts { get; init; }
    public (ulong? ChannelId, ulong MessageId, bool MustExist)? Reference { get; init; }
}

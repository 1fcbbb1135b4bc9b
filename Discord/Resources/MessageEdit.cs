using System.Text.Json.Serialization;
using ChatVideoBot.Discord.Interactions.Components;

namespace ChatVideoBot.Discord.Resources;

/// <summary>A change of a message: null leaves a part as it is, an empty string or list clears it. Pings nobody unless told.</summary>
public sealed record MessageEdit
{
    public string? Content { get; init; }
    public IReadOnlyList<Embed>? Embeds { get; init; }

    /// <summary>An edit reads the mentions again, with Discord's defaults where this is missing.</summary>
    public AllowedMentions? AllowedMentions { get; init; } = AllowedMentions.None;
    public IReadOnlyList<Component>? Components { get; init; }
    public MessageFlags? Flags { get; init; }

    /// <summary>The attachments to keep; those not listed go. With <see cref="Files"/> and no list, only the new files stay.</summary>
    public IReadOnlyList<AttachmentRequest>? Attachments { get; init; }

    /// <summary>Files to add.</summary>
    [JsonIgnore]
    public IReadOnlyList<FileUpload> Files { get; init; } = [];
}

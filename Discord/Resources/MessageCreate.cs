using System.Text.Json.Serialization;
using ChatVideoBot.Discord.Interactions.Components;

namespace ChatVideoBot.Discord.Resources;

/// <summary>A message to send: to a channel, or as a follow-up of an interaction. Pings nobody unless told.</summary>
public sealed record MessageCreate
{
    /// <summary>At most 2000 characters.</summary>
    public string? Content { get; init; }
    public IReadOnlyList<Embed>? Embeds { get; init; }
    public AllowedMentions? AllowedMentions { get; init; } = AllowedMentions.None;
    public IReadOnlyList<Component>? Components { get; init; }

    /// <summary>Only 4, 64 (in interactions), 4096, 8192 and 32768 may be set.</summary>
    public MessageFlags? Flags { get; init; }
    public MessageReference? MessageReference { get; init; }

    /// <summary>
    /// At most 25 characters. The same nonce within a few minutes returns the first message: a send with one is safe to repeat, and is
    /// repeated.
    /// </summary>
    public string? Nonce { get; init; }

    /// <summary>Makes Discord honour <see cref="Nonce"/>.</summary>
    public bool? EnforceNonce => Nonce is null ? null : true;

    /// <summary>Filled in from <see cref="Files"/> when sent.</summary>
    public IReadOnlyList<AttachmentRequest>? Attachments { get; init; }

    /// <summary>Files to upload: at most 10, each within the guild's limit, 25 MiB in all.</summary>
    [JsonIgnore]
    public IReadOnlyList<FileUpload> Files { get; init; } = [];
}

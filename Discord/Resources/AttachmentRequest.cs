namespace ChatVideoBot.Discord.Resources;

/// <summary>An attachment as it is sent: one to keep (its id), or a new one (the n of its files[n]).</summary>
public sealed record AttachmentRequest
{
    public Snowflake Id { get; init; }
    public string? Filename { get; init; }
    public string? Title { get; init; }

    /// <summary>The text for people who cannot see it, at most 1024 characters.</summary>
    public string? Description { get; init; }
    public bool? IsSpoiler { get; init; }

    /// <summary>Keeps an attachment through an edit.</summary>
    public static AttachmentRequest Keep(Attachment attachment) => new() { Id = attachment.Id };
}

namespace ChatVideoBot.Discord.Resources;

/// <summary>A framed box under a message. At most 10 a message, 6000 characters over all of them.</summary>
public sealed record Embed
{
    public string? Title { get; init; }
    public string? Type { get; init; }
    public string? Description { get; init; }
    public string? Url { get; init; }
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>0x000000 to 0xFFFFFF.</summary>
    public int? Color { get; init; }
    public EmbedFooter? Footer { get; init; }
    public EmbedMedia? Image { get; init; }
    public EmbedMedia? Thumbnail { get; init; }
    public EmbedMedia? Video { get; init; }
    public EmbedAuthor? Author { get; init; }
    public IReadOnlyList<EmbedField>? Fields { get; init; }
}

public sealed record EmbedFooter
{
    public string Text { get; init => field = value ?? ""; } = "";
    public string? IconUrl { get; init; }
}

/// <summary>
/// An image, thumbnail or video. Sizes in pixels; only Url is read by Discord, which also takes attachment://NAME for jpg, png, webp, gif.
/// </summary>
public sealed record EmbedMedia
{
    public string? Url { get; init; }
    public string? ProxyUrl { get; init; }
    public int? Width { get; init; }
    public int? Height { get; init; }
}

public sealed record EmbedAuthor
{
    public string Name { get; init => field = value ?? ""; } = "";
    public string? Url { get; init; }
    public string? IconUrl { get; init; }
}

public sealed record EmbedField
{
    public string Name { get; init => field = value ?? ""; } = "";
    public string Value { get; init => field = value ?? ""; } = "";
    public bool? Inline { get; init; }
}

namespace ChatVideoBot.Discord.Resources;

/// <summary>A file on a message or in an option. Its URL is signed and expires: download it now or ask for the message again.</summary>
public sealed record Attachment
{
    public Snowflake Id { get; init; }
    public string Filename { get; init => field = value ?? ""; } = "";
    public string? Title { get; init; }
    public string? Description { get; init; }
    public string? ContentType { get; init; }

    /// <summary>Bytes, as Discord says.</summary>
    public long Size { get; init; }
    public string Url { get; init => field = value ?? ""; } = "";
    public string? ProxyUrl { get; init; }

    /// <summary>Pixels; only of images and videos.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels; only of images and videos.</summary>
    public int? Height { get; init; }
    public double? DurationSecs { get; init; }
    public bool? Ephemeral { get; init; }
    public int? Flags { get; init; }
}

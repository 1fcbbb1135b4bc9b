namespace ChatVideoBot.Discord.Resources;

/// <summary>A file to send along.</summary>
/// <param name="Name">
/// Any characters but A-Z, a-z, 0-9, '_', '-' and '.' are replaced by '_': Discord and .NET disagree about the rest.
/// </param>
/// <param name="Bytes">The content; kept until the request is done, which may take several tries.</param>
public sealed record FileUpload(string Name, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The text for people who cannot see it, at most 1024 characters.</summary>
    public string? Description { get; init; }

    /// <summary>A media type such as video/mp4; null leaves it to Discord.</summary>
    public string? ContentType { get; init; }

    public bool IsSpoiler { get; init; }
}

namespace ChatVideoBot.Sandbox.Files;

/// <summary>A file of a message or of an interaction.</summary>
internal sealed record Attachment(ulong Id, ulong ChannelId, string FileName, string ContentType, byte[] Bytes)
{
    public string? Title { get; init; }
    public string? Description { get; init; }
    public bool Spoiler { get; init; }

    /// <summary>Whether it belongs to an interaction's option, so that no message holds it.</summary>
    public bool Ephemeral { get; init; }
    public (int Width, int Height)? SizePixels { get; init; }
}

/// <summary>A file as it came in a form: the n of <c>files[n]</c>, its name and its bytes.</summary>
internal sealed record UploadedFile(int Number, string Name, byte[] Bytes);

using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Bot.Orders;

/// <summary>A file that an order brings: one of Discord's that is not fetched yet, or one that is at hand.</summary>
/// <param name="Name">As it was uploaded.</param>
/// <param name="Url">Where it is fetched; empty when <paramref name="Content"/> is there.</param>
/// <param name="Size">Bytes, as Discord says; 0 when it says nothing or the file is empty.</param>
public sealed record OrderFile(string Name, string Url, long Size, ReadOnlyMemory<byte> Content = default)
{
    /// <summary>How Discord names files that are shown behind a spoiler.</summary>
    public const string SpoilerMark = "SPOILER_";

    public bool IsSpoiler => Name.StartsWith(SpoilerMark, StringComparison.Ordinal);

    public static OrderFile Of(Attachment file) => new(file.Filename, file.Url, file.Size);

    public static OrderFile Of(string name, ReadOnlyMemory<byte> content) => new(name, "", content.Length, content);
}

using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Queue.Pictures;

namespace ChatVideoBot.Bot.Pictures;

/// <summary>Which pictures are taken, decided from their first bytes, so that a bad one costs no place in the line.</summary>
public static class PictureRules
{
    private const int LongestName = 100;

    /// <summary>The sentence that refuses the picture, or null when it may be queued.</summary>
    public static string? Refusal(string name, ReadOnlySpan<byte> bytes, Tongue tongue)
    {
        var shown = Markdown.Plain(name, LongestName);
        if (bytes.IsEmpty) return tongue.Say("picture.empty", ("name", shown), ("formats", PictureLimits.Formats));
        if (PictureHeader.Read(bytes) is not { } header)
            return tongue.Say("picture.unreadable", ("name", shown), ("formats", PictureLimits.Formats));
        return RefuseSize(name, header.WidthPixels, header.HeightPixels, tongue);
    }

    /// <summary>As Discord itself says of the file; its bytes are looked at once they are fetched.</summary>
    public static string? Refusal(Attachment file, BotOptions limits, Tongue tongue)
    {
        if (file.Size == 0) return Refusal(file.Filename, [], tongue);
        if (file.Size > limits.LargestPicture)
            return tongue.Say("picture.bytes", ("name", Markdown.Plain(file.Filename, LongestName)), ("size", Mebibytes(file.Size)), ("most", Mebibytes(limits.LargestPicture)));
        return RefuseSize(file.Filename, file.Width ?? 0, file.Height ?? 0, tongue);
    }

    public static bool LooksLikePicture(Attachment file) =>
        file.ContentType is { } type
            ? type.StartsWith("image/", StringComparison.OrdinalIgnoreCase) && !type.StartsWith("image/svg", StringComparison.OrdinalIgnoreCase)
            : Path.GetExtension(file.Filename).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg" or ".webp" or ".gif" or ".bmp";

    /// <summary>The sentence that refuses a picture of this size, or null.</summary>
    public static string? RefuseSize(string name, int widthPixels, int heightPixels, Tongue tongue) =>
        widthPixels > PictureLimits.MaxSidePixels || heightPixels > PictureLimits.MaxSidePixels || (long)widthPixels * heightPixels > PictureLimits.MaxPixels
            ? tongue.Say("picture.size", ("name", Markdown.Plain(name, LongestName)), ("width", widthPixels), ("height", heightPixels), ("side", PictureLimits.MaxSidePixels), ("millions", PictureLimits.MaxPixels / 1_000_000))
            : null;

    /// <summary>Something worth telling about a picture that is taken, or null.</summary>
    public static string? Remark(string name, ReadOnlySpan<byte> bytes, Tongue tongue) =>
        PictureHeader.Read(bytes) is { IsAnimated: true } ? tongue.Say("picture.animated", ("name", Markdown.Plain(name, LongestName))) : null;

    private static double Mebibytes(long bytes) => bytes / 1048576.0;
}

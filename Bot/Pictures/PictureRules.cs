using System.Globalization;
using ChatVideoBot.Queue.Pictures;

namespace ChatVideoBot.Bot.Pictures;

/// <summary>Which pictures are taken, decided from their first bytes, so that a bad one costs no place in the line.</summary>
public static class PictureRules
{
    /// <summary>The sentence that refuses the picture, or null when it may be queued.</summary>
    public static string? Refusal(string name, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return $"{name} is empty (0 bytes); send a {PictureLimits.Formats} picture.";
        if (PictureHeader.Read(bytes) is not { } header)
            return $"{name} is not a picture that can be read; send a {PictureLimits.Formats}.";
        return RefuseSize(name, header.WidthPixels, header.HeightPixels);
    }

    /// <summary>The sentence that refuses a picture of this size, or null.</summary>
    public static string? RefuseSize(string name, int widthPixels, int heightPixels) =>
        widthPixels > PictureLimits.MaxSidePixels || heightPixels > PictureLimits.MaxSidePixels || (long)widthPixels * heightPixels > PictureLimits.MaxPixels
            ? string.Create(CultureInfo.InvariantCulture,
                $"{name} is {widthPixels:N0} × {heightPixels:N0} pixels; at most {PictureLimits.MaxSidePixels:N0} a side and {PictureLimits.MaxPixels / 1_000_000} million in all can be taken.")
            : null;

    /// <summary>Something worth telling about a picture that is taken, or null.</summary>
    public static string? Remark(string name, ReadOnlySpan<byte> bytes) =>
        PictureHeader.Read(bytes) is { IsAnimated: true } ? $"{name} is animated; its first frame is used." : null;
}

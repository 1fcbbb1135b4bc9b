using System.Text;
using ChatVideoBot.Queue.Pictures;

namespace ChatVideoBot.Inference.Video;

/// <summary>The containers of a user's clip that are read.</summary>
internal enum ClipContainer { Mp4, WebM, Gif, AnimatedPng }

/// <summary>Tells a clip's container by its first bytes: nothing is left for ffmpeg to guess, which knows playlists, too.</summary>
internal static class ClipContainers
{
    /// <summary>The containers as a user reads them.</summary>
    public const string Names = "MP4, MOV, WebM, GIF or animated PNG";

    /// <summary>Null when it is none of them, or pictures in an MP4's box (HEIC, AVIF).</summary>
    public static ClipContainer? Of(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]))
            return ClipContainer.WebM;
        if (file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8))
            return ClipContainer.Gif;
        if (PictureHeader.Read(file) is { Format: PictureFormat.Png, IsAnimated: true })
            return ClipContainer.AnimatedPng;
        if (file.Length < 16)
            return null;
        return Encoding.Latin1.GetString(file[4..8]) switch
        {
            "ftyp" => Encoding.Latin1.GetString(file[8..12]) is "avif" or "avis" or "heic" or "heix" or "heif" or "mif1" or "msf1" ? null : ClipContainer.Mp4,
            "moov" or "mdat" or "wide" or "free" or "skip" => ClipContainer.Mp4, // QuickTime from before there was a type
            _ => null,
        };
    }

    /// <summary>ffmpeg's demuxer.</summary>
    public static string Demuxer(ClipContainer container) => container switch
    {
        ClipContainer.Mp4 => "mov",
        ClipContainer.WebM => "matroska",
        ClipContainer.Gif => "gif",
        ClipContainer.AnimatedPng => "apng",
        _ => throw new ArgumentOutOfRangeException(nameof(container), container, null),
    };

    /// <summary>
    /// Whether an MP4's tracks lie in other files, or may: a data reference that is not "in this file", QuickTime's reference movies, and a
    /// compressed header, which could hold either.
    /// </summary>
    public static bool NamesOtherFiles(ReadOnlyMemory<byte> file)
    {
        var boxes = Mp4Box.List(file.Span, 0, file.Length);
        if (Mp4Box.At(file, boxes, "moov/cmov").Concat(Mp4Box.At(file, boxes, "moov/rmra")).Any())
            return true;
        foreach (var references in Mp4Box.At(file, boxes, "moov/trak/mdia/minf/dinf/dref"))
        {
            var entries = Mp4Box.List(file.Span, Math.Min(references.Content + 8, references.End), references.End); // after version, flags and count
            if (entries.Exists(entry => entry.Length < entry.HeaderLength + 4 || (file.Span[entry.Content + 3] & 1) == 0))
                return true;
        }

        return false;
    }
}

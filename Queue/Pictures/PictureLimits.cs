namespace ChatVideoBot.Queue.Pictures;

/// <summary>What a job's picture may be: the bot refuses others before they cost a place in the line, a worker before it decodes them.</summary>
public static class PictureLimits
{
    /// <summary>The formats of <see cref="PictureFormat"/> as a user reads them.</summary>
    public const string Formats = "PNG, JPEG, WebP, GIF or BMP";

    public const int MaxSidePixels = 8192;

    /// <summary>Width times height.</summary>
    public const long MaxPixels = 40_000_000;
}

namespace ChatVideoBot.Inference.Pictures;

/// <summary>Between pictures as ffmpeg has them (RGB, one byte each, row by row) and as graphs take them (planes of float32).</summary>
internal static class RgbPlanes
{
    /// <summary>Says whether the bytes are a picture of that size.</summary>
    /// <exception cref="ArgumentException">A side is no positive number, or there are more or fewer bytes.</exception>
    public static void Check(ReadOnlySpan<byte> rgb, int widthPixels, int heightPixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(widthPixels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(heightPixels, 1);
        if (rgb.Length != 3L * widthPixels * heightPixels)
            throw new ArgumentException($"A picture of {widthPixels} x {heightPixels} has {3L * widthPixels * heightPixels} bytes, not {rgb.Length}.", nameof(rgb));
    }

    /// <summary>A part of a picture; what lies outside repeats the nearest pixel.</summary>
    /// <param name="rgb">The whole picture, <paramref name="pictureWidth"/> pixels wide.</param>
    /// <param name="planes">[3, height, width], flat; written.</param>
    /// <param name="scale">What each byte is multiplied by.</param>
    public static void Cut(ReadOnlySpan<byte> rgb, int pictureWidth, int x, int y, int width, int height, Span<float> planes, float scale)
    {
        var pictureHeight = rgb.Length / (3 * pictureWidth);
        var plane = width * height;
        for (var row = 0; row < height; row++)
        {
            var line = rgb.Slice(Math.Clamp(y + row, 0, pictureHeight - 1) * pictureWidth * 3, pictureWidth * 3);
            for (var column = 0; column < width; column++)
            {
                var (from, to) = (Math.Clamp(x + column, 0, pictureWidth - 1) * 3, row * width + column);
                planes[to] = line[from] * scale;
                planes[plane + to] = line[from + 1] * scale;
                planes[2 * plane + to] = line[from + 2] * scale;
            }
        }
    }

    /// <summary>Writes a part of planes into a picture, rounded to the nearest byte.</summary>
    /// <param name="planes">[3, height, <paramref name="planeWidth"/>], flat.</param>
    /// <param name="at">The part within them.</param>
    /// <param name="to">Where its first pixel goes within the picture, <paramref name="pictureWidth"/> pixels wide.</param>
    public static void Paste(
        ReadOnlySpan<float> planes, int planeWidth, (int X, int Y) at, int width, int height, Span<byte> rgb, int pictureWidth, (int X, int Y) to, float scale)
    {
        var plane = planes.Length / 3;
        for (var row = 0; row < height; row++)
        {
            var from = (at.Y + row) * planeWidth + at.X;
            var line = rgb.Slice(((to.Y + row) * pictureWidth + to.X) * 3, width * 3);
            for (var column = 0; column < width; column++)
            {
                line[3 * column] = Byte(planes[from + column] * scale);
                line[3 * column + 1] = Byte(planes[plane + from + column] * scale);
                line[3 * column + 2] = Byte(planes[2 * plane + from + column] * scale);
            }
        }
    }

    private static byte Byte(float value) => (byte)(Math.Clamp(value, 0f, 255f) + 0.5f);
}

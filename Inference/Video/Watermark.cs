namespace ChatVideoBot.Inference.Video;

/// <summary>The letters "AI" on a dark plate, half transparent, for a corner of a clip.</summary>
/// <param name="Rgba">Four bytes a pixel, not premultiplied.</param>
/// <param name="Left">Where it stands in the frame, in pixels; even, as chroma has half the size.</param>
internal sealed record Watermark(int WidthPixels, int HeightPixels, byte[] Rgba, int Left, int Top)
{
    private const double PlateOpacity = 0.42, LetterOpacity = 0.82;

    /// <summary>Frames with a shorter side have no room for letters.</summary>
    private const int LeastSidePixels = 32;

    /// <summary>The plate's height of the frame's shorter side; at least so many pixels.</summary>
    private const double Share = 0.06;

    private const int LeastPixels = 16;

    /// <summary>Strokes of the letters, the plate being 1.4 wide and 1 high: from, to.</summary>
    private static readonly (double X, double Y, double ToX, double ToY)[] Strokes =
    [
        (0.29, 0.76, 0.53, 0.24), (0.53, 0.24, 0.77, 0.76), (0.385, 0.59, 0.675, 0.59), // A
        (1.05, 0.24, 1.05, 0.76), // I
    ];

    /// <summary>Null when the frame is too small.</summary>
    public static Watermark? For(int frameWidthPixels, int frameHeightPixels)
    {
        var side = Math.Min(frameWidthPixels, frameHeightPixels);
        if (side < LeastSidePixels)
            return null;
        var height = Math.Max(LeastPixels, (int)Math.Round(side * Share)) + 1 & ~1;
        var width = (int)(height * 1.4) + 1 & ~1;
        var margin = height / 2 & ~1;
        return new Watermark(width, height, Draw(width, height), frameWidthPixels - width - margin & ~1, frameHeightPixels - height - margin & ~1);
    }

    private static byte[] Draw(int width, int height)
    {
        var rgba = new byte[width * height * 4];
        var half = Math.Max(0.85, height * 0.055); // of a stroke: never thinner than can be seen
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (px, py) = (x + 0.5, y + 0.5);
                var letter = LetterOpacity * Covered(half - Strokes.Min(s => Distance(px, py, s, height)));
                var plate = PlateOpacity * Covered(-Outside(px, py, width, height, height * 0.25));
                var opacity = letter + plate * (1 - letter);
                var at = (y * width + x) * 4;
                rgba.AsSpan(at, 3).Fill((byte)Math.Round(opacity > 0 ? 255 * letter / opacity : 0)); // white letters over a black plate
                rgba[at + 3] = (byte)Math.Round(255 * opacity);
            }
        }

        return rgba;
    }

    /// <summary>How much of a pixel lies inside an edge that is so far within, in pixels.</summary>
    private static double Covered(double within) => Math.Clamp(within + 0.5, 0, 1);

    private static double Distance(double x, double y, (double X, double Y, double ToX, double ToY) stroke, int scale)
    {
        var (fromX, fromY) = (stroke.X * scale, stroke.Y * scale);
        var (alongX, alongY) = (stroke.ToX * scale - fromX, stroke.ToY * scale - fromY);
        var t = Math.Clamp(((x - fromX) * alongX + (y - fromY) * alongY) / (alongX * alongX + alongY * alongY), 0, 1);
        return Math.Sqrt(Math.Pow(x - fromX - t * alongX, 2) + Math.Pow(y - fromY - t * alongY, 2));
    }

    /// <summary>How far a point lies outside a box with round corners; below 0 within.</summary>
    private static double Outside(double x, double y, double width, double height, double radius)
    {
        var (dx, dy) = (Math.Abs(x - width / 2) - width / 2 + radius, Math.Abs(y - height / 2) - height / 2 + radius);
        return Math.Sqrt(Math.Pow(Math.Max(dx, 0), 2) + Math.Pow(Math.Max(dy, 0), 2)) + Math.Min(Math.Max(dx, dy), 0) - radius;
    }
}

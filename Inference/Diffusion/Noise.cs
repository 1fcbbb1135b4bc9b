namespace ChatVideoBot.Inference.Diffusion;

/// <summary>The N(0, 1) noise that a clip begins with: the same for a seed on every machine.</summary>
/// <remarks>
/// A value depends on the seed, its latent frame and its place in the frame alone, so a longer clip of the same size begins
/// with the noise of the shorter one. Box and Muller 1958 on Philox words; logarithm, sine and cosine are computed here
/// from + − × ÷ √ only, because those of the C library differ from system to system in the last bit.
/// </remarks>
public static class Noise
{
    /// <summary>Noise mixed into finished latents before they are decoded.</summary>
    public const uint DecodeStream = 1;

    /// <summary>Noise on a picture before it is encoded.</summary>
    public const uint PictureStream = 2;

    /// <summary>Noise of the first step that draws some; the next step's is the next stream.</summary>
    public const uint StepStream = 16;

    /// <summary>Fills latents of the given shape.</summary>
    /// <param name="firstFrame">The latent frame of the whole film that the latents begin with.</param>
    /// <param name="stream">Which of a seed's noises: 0 = what a clip begins with; the others are <see cref="StepStream"/> and on.</param>
    public static void Fill(long seed, LatentShape shape, Span<float> latents, int firstFrame = 0, uint stream = 0)
    {
        for (var frame = 0; frame < shape.Frames; frame++)
        {
            for (var i = 0; i < shape.Channels * shape.Plane; i += 2)
            {
                var (a, b, c, d) = Philox.Words(((uint)(i / 2), (uint)(firstFrame + frame), stream, 0), unchecked((ulong)seed));
                var (x, y) = Normal(((ulong)a << 32) | b, ((ulong)c << 32) | d);
                latents[Place(shape, frame, i)] = x;
                if (i + 1 < shape.Channels * shape.Plane)
                    latents[Place(shape, frame, i + 1)] = y;
            }
        }
    }

    private static int Place(LatentShape shape, int frame, int i) =>
        (i / shape.Plane * shape.Frames + frame) * shape.Plane + i % shape.Plane;

    private static (float X, float Y) Normal(ulong first, ulong second)
    {
        var u = ((first >> 11) + 1) * (1.0 / (1ul << 53)); // in (0, 1]: its logarithm is finite
        var turn = (second >> 11) * (1.0 / (1ul << 53));
        var radius = Math.Sqrt(-2 * Log(u));
        var (sin, cos) = SinCosOfTurn(turn);
        return ((float)(radius * cos), (float)(radius * sin));
    }

    /// <summary>ln u for u in (0, 1], by its exponent and 2·artanh of the rest.</summary>
    internal static double Log(double u)
    {
        var bits = BitConverter.DoubleToInt64Bits(u);
        var exponent = (int)(bits >> 52) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | (1023L << 52)); // 1 ≤ m < 2
        if (m > 1.4142135623730951)
            (m, exponent) = (m / 2, exponent + 1);
        var z = (m - 1) / (m + 1); // |z| < 0.172
        var square = z * z;
        var sum = 0.0;
        for (var n = 21; n >= 1; n -= 2)
            sum = sum * square + 1.0 / n;
        return exponent * 0.6931471805599453 + 2 * z * sum;
    }

    /// <summary>Sine and cosine of 2π·turn for turn in [0, 1), by their Taylor series within an eighth of a turn.</summary>
    internal static (double Sin, double Cos) SinCosOfTurn(double turn)
    {
        var quarter = (int)(turn * 4 + 0.5);
        var x = (turn - quarter / 4.0) * 6.283185307179586; // |x| ≤ π/4
        var square = x * x;
        var (sin, cos) = (0.0, 0.0);
        for (var n = 17; n >= 1; n -= 2)
            sin = 1 - square / ((n + 1) * (n + 2)) * (n == 17 ? 1 : sin);
        for (var n = 16; n >= 0; n -= 2)
            cos = 1 - square / ((n + 1) * (n + 2)) * (n == 16 ? 1 : cos);
        sin *= x;
        return (quarter & 3) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }
}

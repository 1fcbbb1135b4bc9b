namespace ChatVideoBot.Inference.Pictures;

/// <summary>Which source pixels make each output pixel along one axis, and with what weight, to the bit as Pillow has it.</summary>
/// <remarks>
/// Pillow's src/libImaging/Resample.c: weights are made in double precision, normalised to the sum 1, then rounded to
/// fixed point with 22 bits. A shrinking resize widens the filter by the factor, so that every source pixel takes part.
/// </remarks>
internal sealed class PillowTaps
{
    /// <summary>Of an int: 8 bits hold the sample, 2 the overshoot of filters with negative lobes.</summary>
    public const int FractionBits = 32 - 8 - 2;

    private readonly int[] _weights;
    private readonly int[] _starts;
    private readonly int[] _ends;

    private PillowTaps(int[] first, int[] starts, int[] ends, int[] weights) => (First, _starts, _ends, _weights) = (first, starts, ends, weights);

    /// <summary>For each output pixel, the first source pixel of its weights.</summary>
    public int[] First { get; }

    public ReadOnlySpan<int> Weights(int i) => _weights.AsSpan(_starts[i].._ends[i]);

    /// <summary>The taps of the outputs from <paramref name="from"/> on, when <paramref name="source"/> pixels become <paramref name="target"/>.</summary>
    public static PillowTaps Of(PillowFilter filter, int source, int target, int from, int count)
    {
        var (weigh, radius) = Shape(filter);
        var scale = (double)source / target;
        var widened = Math.Max(scale, 1);
        var support = radius * widened;
        var inverse = 1 / widened;
        var (first, starts, ends) = (new int[count], new int[count], new int[count]);
        var weights = new List<int>(count * ((int)Math.Ceiling(support) * 2 + 1));
        var exact = new double[(int)Math.Ceiling(support) * 2 + 1];
        for (var i = 0; i < count; i++)
        {
            var centre = (from + i + 0.5) * scale;
            var low = Math.Max(0, (int)(centre - support + 0.5));
            var n = Math.Min(source, (int)(centre + support + 0.5)) - low;
            var sum = 0.0;
            for (var k = 0; k < n; k++)
                sum += exact[k] = weigh((k + low - centre + 0.5) * inverse);
            (first[i], starts[i]) = (low, weights.Count);
            for (var k = 0; k < n; k++)
                weights.Add(Fixed(sum != 0 ? exact[k] / sum : exact[k]));
            ends[i] = weights.Count;
        }

        return new PillowTaps(first, starts, ends, [.. weights]);
    }

    private static int Fixed(double weight) => (int)((weight < 0 ? -0.5 : 0.5) + weight * (1 << FractionBits));

    private static (Func<double, double> Weigh, double Radius) Shape(PillowFilter filter) => filter switch
    {
        PillowFilter.Lanczos => (static x => x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0, 3),
        PillowFilter.Bilinear => (static x => Math.Max(0, 1 - Math.Abs(x)), 1),
        PillowFilter.Bicubic => (Bicubic, 2),
        PillowFilter.Box => (static x => x is > -0.5 and <= 0.5 ? 1 : 0, 0.5),
        PillowFilter.Hamming => (Hamming, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "Nearest has no weights."),
    };

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);

    // R. Keys, "Cubic convolution interpolation for digital image processing", 1981, with a = -1/2.
    private static double Bicubic(double x)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        return x < 1 ? ((A + 2) * x - (A + 3)) * x * x + 1 : x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }

    private static double Hamming(double x)
    {
        x = Math.Abs(x);
        if (x == 0)
            return 1;
        if (x >= 1)
            return 0;
        x *= Math.PI;
        return Math.Sin(x) / x * (0.54f + 0.46f * Math.Cos(x)); // single-precision constants, as in C
    }
}

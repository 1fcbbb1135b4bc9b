using System.Numerics.Tensors;

namespace ChatVideoBot.Inference.Matting;

/// <summary>Planes of values, flat by rows, filtered along x and then along y.</summary>
internal static class Resample
{
    /// <summary>Bilinear between pixel centres; where it becomes smaller the filter widens, so that every pixel counts. The same size is a copy.</summary>
    public static float[] Bilinear(ReadOnlySpan<float> plane, int width, int height, int toWidth, int toHeight) =>
        Apply(plane, width, height, Triangle(width, toWidth), Triangle(height, toHeight));

    /// <summary>A Gaussian of <paramref name="sigma"/> pixels; beyond the border the last row and column go on.</summary>
    public static float[] Blur(ReadOnlySpan<float> plane, int width, int height, double sigma) =>
        Apply(plane, width, height, Gaussian(width, sigma), Gaussian(height, sigma));

    private static float[] Apply(ReadOnlySpan<float> plane, int width, int height, Taps[] alongX, Taps[] alongY)
    {
        var rows = new double[height * alongX.Length]; // so exact that of a plane of ones, rounded, ones remain
        for (var y = 0; y < height; y++)
        {
            var from = plane.Slice(y * width, width);
            for (var x = 0; x < alongX.Length; x++)
                rows[y * alongX.Length + x] = alongX[x].Sum(from);
        }

        var done = new float[alongY.Length * alongX.Length];
        var row = new double[alongX.Length];
        for (var y = 0; y < alongY.Length; y++)
        {
            Array.Clear(row);
            var (first, weights) = alongY[y];
            for (var i = 0; i < weights.Length; i++)
                TensorPrimitives.MultiplyAdd(rows.AsSpan((first + i) * row.Length, row.Length), weights[i], row, row);
            TensorPrimitives.ConvertTruncating<double, float>(row, done.AsSpan(y * row.Length, row.Length));
        }

        return done;
    }

    private static Taps[] Triangle(int from, int to)
    {
        var scale = (double)from / to;
        var reach = Math.Max(scale, 1);
        return [.. Enumerable.Range(0, to).Select(i =>
        {
            var centre = (i + 0.5) * scale - 0.5;
            return Around(from, centre, reach, d => Math.Max(0, 1 - Math.Abs(d) / reach));
        })];
    }

    private static Taps[] Gaussian(int length, double sigma) =>
        [.. Enumerable.Range(0, length).Select(i => Around(length, i, Math.Min(Math.Ceiling(3 * sigma), 2 * length), d => Math.Exp(-d * d / (2 * sigma * sigma))))];

    /// <summary>Weights that add up to 1; those beyond either end are given to the end.</summary>
    private static Taps Around(int length, double centre, double reach, Func<double, double> weight)
    {
        var (low, high) = ((int)Math.Ceiling(centre - reach), (int)Math.Floor(centre + reach));
        var first = Math.Clamp(low, 0, length - 1);
        var weights = new double[Math.Clamp(high, 0, length - 1) - first + 1];
        for (var i = low; i <= high; i++)
            weights[Math.Clamp(i, 0, length - 1) - first] += weight(i - centre);
        return Taps.Normalised(first, weights);
    }

    private readonly record struct Taps(int First, double[] Weights)
    {
        public static Taps Normalised(int first, double[] weights)
        {
            var sum = weights.Sum();
            return new Taps(first, [.. weights.Select(w => w / sum)]);
        }

        public double Sum(ReadOnlySpan<float> row)
        {
            var sum = 0d;
            for (var i = 0; i < Weights.Length; i++)
                sum += Weights[i] * row[First + i];
            return sum;
        }
    }
}

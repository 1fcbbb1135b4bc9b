namespace ChatVideoBot.Inference.Pictures;

/// <summary>What Stable Video Diffusion's image encoder takes: not CLIP's usual preprocessing.</summary>
/// <remarks>
/// StableVideoDiffusionPipeline._encode_image and _resize_with_antialiasing in diffusers: in -1..1 the whole picture is blurred by a
/// Gaussian of σ = (factor − 1)/2 (edges mirrored), then interpolated bicubically (a = −3/4) with corners on corners to 224 x 224, and
/// normalised in 0..1 without crop. Blur and interpolation are linear and separable, so that each axis is one weighted sum here: only
/// the 224 results a row are computed, whatever the picture's size.
/// </remarks>
public static class SvdClipInput
{
    public const int SidePixels = 224;

    /// <param name="processor">Gives the mean and deviation alone.</param>
    public static PixelValues Of(RgbPicture picture, ImageProcessor processor)
    {
        var across = Taps(picture.WidthPixels);
        var down = Taps(picture.HeightPixels);
        const int Plane = SidePixels * SidePixels;
        var sums = new float[3 * Plane];
        var row = new float[3 * SidePixels];
        for (var y = 0; y < picture.HeightPixels; y++)
        {
            Array.Clear(row);
            var source = picture.Rgb.AsSpan(y * picture.WidthPixels * 3, picture.WidthPixels * 3);
            for (var x = 0; x < SidePixels; x++)
            {
                var (first, weights) = across[x];
                for (var k = 0; k < weights.Length; k++)
                {
                    for (var c = 0; c < 3; c++)
                        row[c * SidePixels + x] += weights[k] * (source[(first + k) * 3 + c] / 127.5f - 1);
                }
            }

            for (var i = 0; i < SidePixels; i++)
            {
                var (first, weights) = down[i];
                if (y >= first && y < first + weights.Length)
                    Add(row, weights[y - first], sums, i);
            }
        }

        for (var i = 0; i < sums.Length; i++)
            sums[i] = ((sums[i] + 1) / 2 - processor.Mean[i / Plane]) / processor.Deviation[i / Plane];
        return new PixelValues(sums, SidePixels, SidePixels);
    }

    private static void Add(float[] row, float weight, float[] sums, int y)
    {
        for (var c = 0; c < 3; c++)
        {
            for (var x = 0; x < SidePixels; x++)
                sums[(c * SidePixels + y) * SidePixels + x] += weight * row[c * SidePixels + x];
        }
    }

    /// <summary>The first source pixel and the weights of each of the 224 results along an axis.</summary>
    private static (int First, float[] Weights)[] Taps(int source)
    {
        var kernel = Gaussian((double)source / SidePixels);
        var step = (source - 1) / (double)(SidePixels - 1);
        var all = new (int, float[])[SidePixels];
        var sums = new double[source];
        for (var i = 0; i < SidePixels; i++)
        {
            var at = (int)Math.Floor(i * step);
            var cubic = Cubic(i * step - at);
            var (low, high) = (source, -1);
            for (var j = 0; j < 4; j++)
            {
                var centre = Math.Clamp(at - 1 + j, 0, source - 1); // interpolation repeats the edge
                for (var k = 0; k < kernel.Length; k++)
                {
                    var from = Mirrored(centre + k - kernel.Length / 2, source);
                    sums[from] += cubic[j] * kernel[k];
                    (low, high) = (Math.Min(low, from), Math.Max(high, from));
                }
            }

            all[i] = (low, Array.ConvertAll(sums[low..(high + 1)], s => (float)s));
            sums.AsSpan(low, high + 1 - low).Clear();
        }

        return all;
    }

    /// <summary>The blur before shrinking by a factor; of a factor up to 1 it leaves all as it is.</summary>
    private static double[] Gaussian(double factor)
    {
        var sigma = Math.Max((factor - 1) / 2, 0.001);
        var size = (int)Math.Max(4 * sigma, 3) | 1; // the next odd number
        var kernel = new double[size];
        var sum = 0.0;
        for (var i = 0; i < size; i++)
            sum += kernel[i] = Math.Exp(-(i - size / 2) * (double)(i - size / 2) / (2 * sigma * sigma));
        return Array.ConvertAll(kernel, w => w / sum);
    }

    private static double[] Cubic(double t)
    {
        const double A = -0.75; // PyTorch's
        return [Far(t + 1), Near(t), Near(1 - t), Far(2 - t)];
        static double Near(double x) => ((A + 2) * x - (A + 3)) * x * x + 1;
        static double Far(double x) => ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
    }

    /// <summary>Mirrored at the edge's own pixel, which is not repeated; a side of one pixel has no other.</summary>
    private static int Mirrored(int i, int count)
    {
        if (count == 1)
            return 0;
        i = Math.Abs(i) % (2 * (count - 1));
        return i < count ? i : 2 * (count - 1) - i;
    }
}

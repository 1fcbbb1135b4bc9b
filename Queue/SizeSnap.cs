namespace ChatVideoBot.Queue;

/// <summary>Sizes that models can make: both sides multiples of a step.</summary>
public static class SizeSnap
{
    /// <summary>The size nearest to an aspect ratio within a pixel budget.</summary>
    /// <param name="aspect">Width divided by height.</param>
    /// <param name="pixels">The most pixels of one frame.</param>
    /// <param name="step">Widths and heights are multiples of it, in pixels.</param>
    /// <remarks>A wrong shape costs twice what unused pixels cost, both as logarithms. Sides have at least two steps.</remarks>
    public static (int WidthPixels, int HeightPixels) Nearest(double aspect, int pixels, int step)
    {
        var best = (Width: 2 * step, Height: 2 * step);
        var least = double.MaxValue;
        for (var width = 2 * step; width * 2 * step <= pixels; width += step)
        {
            for (var height = 2 * step; width * height <= pixels; height += step)
            {
                var cost = Math.Abs(Math.Log((double)width / height / aspect)) + Math.Log((double)pixels / (width * height)) / 2;
                if (cost < least - 1e-9)
                    (least, best) = (cost, (width, height));
            }
        }

        return best;
    }

    /// <summary>Told to whoever asked for another shape: "Aspect 16:9 became 5:3, the nearest that pocket makes."</summary>
    /// <param name="wanted">What was asked for, in words.</param>
    public static string Note(string wanted, int widthPixels, int heightPixels, string model)
    {
        var common = (int)System.Numerics.BigInteger.GreatestCommonDivisor(widthPixels, heightPixels);
        return $"{wanted} became {widthPixels / common}:{heightPixels / common}, the nearest that {model} makes.";
    }
}

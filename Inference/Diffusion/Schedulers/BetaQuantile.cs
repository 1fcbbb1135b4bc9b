namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>Quantiles of the Beta(0.6, 0.6) distribution: x with I_x(0.6, 0.6) = p.</summary>
/// <remarks>I by its continued fraction (Abramowitz and Stegun 26.5.8), x by halving. Good to 1e-14.</remarks>
internal static class BetaQuantile
{
    private const double A = 0.6;

    /// <summary>B(0.6, 0.6) = Γ(0.6)² / Γ(1.2).</summary>
    private const double Complete = 2.4153442080024714;

    public static double Of(double p)
    {
        if (p <= 0)
            return 0;
        if (p >= 1)
            return 1;
        if (p > 0.5)
            return 1 - Of(1 - p);
        double low = 0, high = 0.5;
        while (true)
        {
            var middle = (low + high) / 2;
            if (middle <= low || middle >= high)
                return middle;
            if (Share(middle) < p)
                low = middle;
            else
                high = middle;
        }
    }

    /// <summary>I_x(A, A) for x at most 1/2, where the fraction converges fast. Lentz's method.</summary>
    private static double Share(double x)
    {
        double c = 1, d = 1 / (1 - 2 * A * x / (A + 1)), fraction = d;
        for (var m = 1; m < 200; m++)
        {
            var even = m * (A - m) * x / ((A + 2 * m - 1) * (A + 2 * m));
            d = 1 / (1 + even * d);
            c = 1 + even / c;
            fraction *= d * c;
            var odd = -(A + m) * (2 * A + m) * x / ((A + 2 * m) * (A + 2 * m + 1));
            d = 1 / (1 + odd * d);
            c = 1 + odd / c;
            fraction *= d * c;
            if (Math.Abs(d * c - 1) < 1e-16)
                break;
        }

        return Math.Pow(x * (1 - x), A) / (A * Complete) * fraction;
    }
}

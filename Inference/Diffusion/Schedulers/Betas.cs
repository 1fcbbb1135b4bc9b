using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>The variances β of the forward process that a model was trained with, and ᾱ = Π(1 − β) after each.</summary>
/// <remarks>
/// Ho et al. 2020, arXiv:2006.11239. "scaled_linear" is latent diffusion's, "squaredcos_cap_v2" Nichol and Dhariwal 2021,
/// arXiv:2102.09672, eq. 17; zero terminal SNR Lin et al. 2024, arXiv:2305.08891, algorithm 1. β and ᾱ are float32, products are
/// taken in float64 and rounded, as the reference's are.
/// </remarks>
internal sealed class Betas
{
    /// <summary>What stands for ᾱ = 0 where σ = √((1 − ᾱ)/ᾱ) must be finite: the least half-precision number.</summary>
    public const float Tiny = 1f / (1 << 24);

    private Betas(float[] alphasCumprod, bool zeroSnr) => (AlphasCumprod, ZeroSnr) = (alphasCumprod, zeroSnr);

    /// <summary>ᾱ after each training timestep, falling; the last is 0 with <see cref="ZeroSnr"/>.</summary>
    public float[] AlphasCumprod { get; }

    public bool ZeroSnr { get; }

    public int Count => AlphasCumprod.Length;

    /// <summary>σ = √((1 − ᾱ)/ᾱ) by timestep, rising, all finite.</summary>
    public float[] Sigmas() => [.. AlphasCumprod.Select((a, t) => ZeroSnr && t == Count - 1 ? Tiny : a).Select(a => MathF.Sqrt((1 - a) / a))];

    /// <summary>Reads num_train_timesteps, beta_schedule, beta_start, beta_end, trained_betas and rescale_betas_zero_snr.</summary>
    public static Betas Read(JsonFile config, float start = 0.0001f, float end = 0.02f, string schedule = "linear")
    {
        var count = config.TrainTimesteps();
        var betas = config.OptionalNumbers("trained_betas") is { } trained
            ? Trained(config, trained, count)
            : Scheduled(config, config.Choice("beta_schedule", schedule, "linear", "scaled_linear", "squaredcos_cap_v2"), start, end, count);
        var zeroSnr = config.Flag("rescale_betas_zero_snr", false);
        var product = 1.0;
        var alphas = new float[count];
        for (var t = 0; t < count; t++)
            alphas[t] = (float)(product *= 1 - betas[t]);
        if (zeroSnr)
            alphas = Rescaled(alphas);
        if (alphas[0] >= 1)
            throw config.Wrong("beta_start", "large enough to take something from 1 in float32");
        return zeroSnr || alphas[^1] > 0
            ? new(alphas, zeroSnr)
            : throw config.Wrong("beta_end", $"small enough that something of the sample is left after {count} timesteps");
    }

    private static float[] Trained(JsonFile config, float[] betas, int count)
    {
        if (betas.Length != count)
            throw config.Wrong("trained_betas", $"a list of num_train_timesteps ({count}) numbers, not {betas.Length}");
        return Array.TrueForAll(betas, b => b is > 0 and < 1) ? betas : throw config.Wrong("trained_betas", "a list of numbers above 0 and below 1");
    }

    private static float[] Scheduled(JsonFile config, string schedule, float start, float end, int count)
    {
        if (schedule == "squaredcos_cap_v2")
        {
            return [.. Enumerable.Range(0, count).Select(t =>
                (float)Math.Min(1 - AlphaBar((t + 1) / (double)count) / AlphaBar(t / (double)count), 0.999))];
        }

        // As typed, in float64: 0.00085 is rounded only once its line is drawn.
        var last = config.Between("beta_end", end, 0, 1);
        var first = config.Between("beta_start", start, 0, 1);
        if (first > last)
            throw config.Wrong("beta_start", $"at most beta_end ({last.Typed()}), not {first.Typed()}");
        return schedule == "linear"
            ? Spacing.LineFloat32(first, last, count)
            : [.. Spacing.LineFloat32(Math.Sqrt(first), Math.Sqrt(last), count).Select(root => root * root)];
    }

    private static double AlphaBar(double t) => Math.Pow(Math.Cos((t + 0.008) / 1.008 * Math.PI / 2), 2);

    /// <summary>√ᾱ moved and stretched so that the first stays and the last is 0; then ᾱ by way of β, as the reference goes.</summary>
    private static float[] Rescaled(float[] alphasCumprod)
    {
        var roots = alphasCumprod.Select(a => MathF.Sqrt(a)).ToArray();
        float first = roots[0], last = roots[^1];
        var squares = roots.Select(r => (r - last) * (first / (first - last))).Select(r => r * r).ToArray();
        var product = 1.0;
        var rescaled = new float[squares.Length];
        for (var t = 0; t < squares.Length; t++)
        {
            var beta = 1 - (t == 0 ? squares[0] : squares[t] / squares[t - 1]);
            rescaled[t] = (float)(product *= 1 - beta);
        }

        return rescaled;
    }
}

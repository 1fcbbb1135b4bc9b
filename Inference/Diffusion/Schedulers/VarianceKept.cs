namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>What a model says of latents x = √ᾱ·sample + √(1 − ᾱ)·noise.</summary>
/// <param name="Clip">Samples are kept within this of 0; null = left alone.</param>
internal sealed record VarianceKept(Prediction Predicts, float? Clip)
{
    /// <summary>x0.</summary>
    /// <exception cref="ArgumentException">The three differ in length.</exception>
    public void Clean(float alpha, ReadOnlySpan<float> output, ReadOnlySpan<float> latents, Span<float> clean)
    {
        if (output.Length != latents.Length || clean.Length != latents.Length)
            throw new ArgumentException($"The output has {output.Length} numbers, the latents {latents.Length}.", nameof(output));
        float a = MathF.Sqrt(alpha), b = MathF.Sqrt(1 - alpha);
        for (var j = 0; j < clean.Length; j++)
        {
            var x0 = Predicts switch
            {
                Prediction.Noise => (latents[j] - b * output[j]) / a,
                Prediction.V => a * latents[j] - b * output[j],
                _ => output[j],
            };
            clean[j] = Clip is { } most ? Math.Clamp(x0, -most, most) : x0;
        }
    }

    /// <summary>ε by the model, not by the clipped x0.</summary>
    public float Noise(float alpha, float output, float latent) => Predicts switch
    {
        Prediction.Noise => output,
        Prediction.V => MathF.Sqrt(alpha) * output + MathF.Sqrt(1 - alpha) * latent,
        _ => (latent - MathF.Sqrt(alpha) * output) / MathF.Sqrt(1 - alpha),
    };

    public static void AddNoise(float alpha, ReadOnlySpan<float> clean, ReadOnlySpan<float> noise, Span<float> noisy)
    {
        float a = MathF.Sqrt(alpha), b = MathF.Sqrt(1 - alpha);
        for (var j = 0; j < noisy.Length; j++)
            noisy[j] = a * clean[j] + b * noise[j];
    }
}

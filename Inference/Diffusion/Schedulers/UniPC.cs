namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>The multistep predictor UniP and corrector UniC with B(h), on σ that fall from noise to the sample.</summary>
/// <remarks>
/// Zhao et al. 2023, arXiv:2302.04867. x = α·sample + σ·noise, λ = ln(α/σ). A step first corrects the latents that the last one
/// predicted, with what the model says of them, and predicts the next from there. Coefficients and latents are float32.
/// </remarks>
internal sealed record UniPC : IScheduler
{
    private readonly UniPCSolver _solver;
    private readonly float[] _sigmas;
    private readonly float[] _timesteps;

    /// <param name="sigmas">One more than steps, falling.</param>
    /// <param name="timesteps">What the model is told: whole numbers.</param>
    public UniPC(UniPCSolver solver, float[] sigmas, float[] timesteps) => (_solver, _sigmas, _timesteps) = (solver, sigmas, timesteps);

    public int Steps => _timesteps.Length;

    public float InitNoiseSigma => 1;

    public float Sigma(int i) => _sigmas[i];

    public float Timestep(int i) => _timesteps[i];

    public float InputScale(int i) => 1;

    public bool DrawsNoise(int i) => false;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The two differ in length.</exception>
    public void Step(int i, ReadOnlySpan<float> output, Span<float> latents, StepMemory memory)
    {
        if (output.Length != latents.Length)
            throw new ArgumentException($"The output has {output.Length} numbers, the latents {latents.Length}.", nameof(output));
        var made = memory.StepsMade;
        var before = memory.Buffer("unipc before", latents.Length); // the latents that the last step started from
        var now = Kept(memory, made, latents.Length);
        Convert(i, output, latents, now);
        if (made > 0 && i > 0 && !_solver.NoCorrectorAfter.Contains(i - 1))
        {
            var order = Order(i - 1, made - 1);
            var corrector = _solver.Corrector(_sigmas, i - 1, order);
            Advance(corrector, before, Past(memory, made - 1, order, latents.Length), now, latents);
        }

        latents.CopyTo(before);
        var next = Order(i, made);
        Advance(_solver.Predictor(_sigmas, i, next), before, Past(memory, made, next, latents.Length), latest: null, latents);
        memory.StepsMade = made + 1;
    }

    /// <summary>x0 by the model's output, whatever the solver itself works with.</summary>
    public void PredictClean(int i, ReadOnlySpan<float> output, ReadOnlySpan<float> latents, Span<float> clean)
    {
        var (alpha, sigma) = _solver.AlphaSigma(_sigmas[i]);
        for (var j = 0; j < clean.Length; j++)
        {
            clean[j] = _solver.Predicts switch
            {
                Prediction.Noise => (latents[j] - sigma * output[j]) / alpha,
                Prediction.V => alpha * latents[j] - sigma * output[j],
                Prediction.Flow => latents[j] - _sigmas[i] * output[j],
                _ => output[j],
            };
        }
    }

    /// <summary>x = α·clean + σ·noise.</summary>
    public void AddNoise(int i, ReadOnlySpan<float> clean, ReadOnlySpan<float> noise, Span<float> noisy)
    {
        var (alpha, sigma) = _solver.AlphaSigma(_sigmas[i]);
        for (var j = 0; j < noisy.Length; j++)
            noisy[j] = alpha * clean[j] + sigma * noise[j];
    }

    /// <summary>One order more with every step made, and fewer towards the end where so configured.</summary>
    private int Order(int i, int made) =>
        Math.Min(_solver.LowerOrderFinal ? Math.Min(_solver.Order, Steps - i) : _solver.Order, made + 1);

    /// <summary>What the solver works with: the sample, or the noise where predict_x0 is false.</summary>
    private void Convert(int i, ReadOnlySpan<float> output, ReadOnlySpan<float> latents, Span<float> converted)
    {
        if (_solver.PredictsSample)
        {
            PredictClean(i, output, latents, converted);
            return;
        }

        var (alpha, sigma) = _solver.AlphaSigma(_sigmas[i]);
        for (var j = 0; j < converted.Length; j++)
        {
            converted[j] = _solver.Predicts switch
            {
                Prediction.Sample => (latents[j] - alpha * output[j]) / sigma,
                Prediction.V => alpha * output[j] + sigma * latents[j],
                _ => output[j],
            };
        }
    }

    /// <summary>x' = A·x − B·m0 − C·(Σ ρk·(mk − m0)/rk + ρ·(m − m0)), the last with a corrector only.</summary>
    private static void Advance(UniPCWeights w, ReadOnlySpan<float> x, float[][] past, float[]? latest, Span<float> result)
    {
        var m0 = past[0];
        var c = past.Length > 1 || latest is not null ? w.C : 0; // alone it may be infinite: at σ' = 0 with B(h) = h
        for (var j = 0; j < result.Length; j++)
        {
            var sum = 0f;
            for (var k = 1; k < past.Length; k++)
                sum += w.Rho[k - 1] * ((past[k][j] - m0[j]) / w.R[k - 1]);
            if (latest is not null)
                sum += w.Rho[^1] * (latest[j] - m0[j]);
            result[j] = w.A * x[j] - w.B * m0[j] - c * sum;
        }
    }

    /// <summary>The converted outputs of the last steps, newest first.</summary>
    private float[][] Past(StepMemory memory, int made, int order, int length) =>
        [.. Enumerable.Range(0, order).Select(k => Kept(memory, made - k, length))];

    // One more than the order: the corrector needs all of the last ones beside the newest.
    private float[] Kept(StepMemory memory, int made, int length) => memory.Buffer($"unipc {made % (_solver.Order + 1)}", length);
}

namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>What a scheduler remembers from step to step, so that the scheduler itself stays an immutable value. One serves one clip.</summary>
/// <param name="fillNoise">Fills fresh N(0, 1) noise for a step that <see cref="IScheduler.DrawsNoise"/>; the same for a step each time.</param>
public sealed class StepMemory(StepNoise fillNoise)
{
    private readonly Dictionary<string, float[]> _kept = [];

    /// <summary>Steps made so far with this memory: a multistep scheduler begins with its first order, wherever it begins.</summary>
    public int StepsMade { get; set; }

    /// <summary>A buffer that lives as long as the clip; zeros when first asked for.</summary>
    public float[] Buffer(string name, int length) =>
        _kept.TryGetValue(name, out var buffer) && buffer.Length == length ? buffer : _kept[name] = new float[length];

    public void FillNoise(int i, Span<float> noise) => fillNoise(i, noise);
}

/// <summary>N(0, 1) noise for step <paramref name="i"/>.</summary>
public delegate void StepNoise(int i, Span<float> noise);

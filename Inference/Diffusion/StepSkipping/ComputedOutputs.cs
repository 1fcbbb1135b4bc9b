using System.Numerics.Tensors;

namespace ChatVideoBot.Inference.Diffusion.StepSkipping;

/// <summary>The last outputs that the model gave, and the guess from them.</summary>
/// <param name="sigmas">σ before each step, for <see cref="Reuse.LinearExtrapolation"/> only.</param>
internal sealed class ComputedOutputs(Reuse reuse, IReadOnlyList<float>? sigmas)
{
    private readonly IReadOnlyList<float> _sigmas = reuse != Reuse.LinearExtrapolation ? []
        : sigmas ?? throw new ArgumentNullException(nameof(sigmas), "Extrapolation needs the sigmas of the steps.");

    private int _step = -1;
    private int _stepBefore = -1;
    private float[] _before = [];

    /// <summary>Whether there is an output to guess from.</summary>
    public bool Any => _step >= 0;

    /// <summary>The newest output.</summary>
    public float[] Output { get; private set; } = [];

    /// <summary>The latents that it was computed for.</summary>
    public float[] Latents { get; private set; } = [];

    public void Record(int i, ReadOnlySpan<float> latents, ReadOnlySpan<float> output)
    {
        (_before, Output) = (Output, _before.Length == output.Length ? _before : new float[output.Length]);
        (_stepBefore, _step) = (_step, i);
        if (Latents.Length != latents.Length)
            Latents = new float[latents.Length];
        output.CopyTo(Output);
        latents.CopyTo(Latents);
    }

    /// <param name="output">Written over with the guess.</param>
    public void Guess(int i, ReadOnlySpan<float> latents, Span<float> output)
    {
        switch (reuse)
        {
            case Reuse.Offset:
                TensorPrimitives.Subtract(Output, Latents, output);
                TensorPrimitives.Add(output, latents, output);
                break;
            case Reuse.LinearExtrapolation when _stepBefore >= 0:
                TensorPrimitives.Subtract(Output, _before, output);
                TensorPrimitives.MultiplyAdd(
                    output, (_sigmas[i] - _sigmas[_step]) / (_sigmas[_step] - _sigmas[_stepBefore]), Output, output);
                break;
            default:
                Output.CopyTo(output);
                break;
        }
    }
}

using System.Numerics.Tensors;
using ChatVideoBot.Inference.Graphs;

namespace ChatVideoBot.Inference.Vae;

/// <summary>Runs of the VAE's graphs that the codecs share.</summary>
internal static class VaeGraphs
{
    public const string Encoder = "vae_encoder/model.onnx";
    public const string Decoder = "vae_decoder/model.onnx";

    /// <summary>The mean of what an encoder gives: mean ‖ log-variance, or the mean alone.</summary>
    /// <param name="answer">[n, C or 2C, …].</param>
    /// <returns>[n, C, …], flat.</returns>
    /// <exception cref="ModelException">It has neither number of channels.</exception>
    public static float[] Mean(HostTensor answer, int channels, string graph)
    {
        if (answer.Dimensions.Length < 2 || answer.Values.Length == 0)
            throw new ModelException($"{graph} gave {string.Join(" x ", answer.Dimensions)}, which are no latents; export it again.");
        if (answer.Dimensions[1] == channels)
            return answer.Values;
        if (answer.Dimensions[1] != 2 * channels)
            throw new ModelException($"{graph} gives {answer.Dimensions[1]} channels, but the VAE has {channels}; the folder mixes two models: copy or export it again.");
        var (items, mean) = (answer.Dimensions[0], answer.Values.Length / answer.Dimensions[0] / 2);
        var values = new float[items * mean];
        for (var i = 0; i < items; i++)
            answer.Values.AsSpan(2 * i * mean, mean).CopyTo(values.AsSpan(i * mean));
        return values;
    }

    /// <summary>Refuses an answer of another size than the geometry says, before anybody reads past it, and one that is no picture.</summary>
    public static float[] Expect(HostTensor answer, string graph, params int[] dimensions)
    {
        if (answer.Dimensions.AsSpan().SequenceEqual(dimensions) && !float.IsFinite(TensorPrimitives.MaxMagnitude<float>(answer.Values)))
            throw new ModelException($"{graph} computed values that are no numbers: its weights are damaged, or overflow in the type that it computes in; check the folder (models check) or export it in float32.");
        return answer.Dimensions.AsSpan().SequenceEqual(dimensions) ? answer.Values : throw new ModelException($"{graph} gave {string.Join(" x ", answer.Dimensions)} where {string.Join(" x ", dimensions)} were due: it was exported for one size, or the folder mixes two models; export it again.");
    }

    /// <summary>From items that each have all channels to channels that each have all items: [n, C, p] to [C, n, p].</summary>
    public static float[] Transpose(float[] values, int items, int channels, int plane)
    {
        var transposed = new float[values.Length];
        for (var i = 0; i < items; i++)
        {
            for (var c = 0; c < channels; c++)
                values.AsSpan((i * channels + c) * plane, plane).CopyTo(transposed.AsSpan((c * items + i) * plane));
        }

        return transposed;
    }
}

using ChatVideoBot.Inference.Graphs;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Prompts;

/// <summary>What the text encoder made of a clip's prompts: the prompt first, then the negative prompt.</summary>
/// <param name="Ids">[prompts, Window], 0 at the padding.</param>
/// <param name="Values">[prompts, Window, Width], flat.</param>
public sealed record PromptStates(long[] Ids, float[] Values, int Window, int Width)
{
    internal OrtValue States(int first, int count) =>
        HostTensor.Of(Values.AsMemory(first * Window * Width, count * Window * Width), count, Window, Width);

    /// <summary>1 where there is a token, 0 at the padding.</summary>
    internal OrtValue Mask(int first, int count, TensorElementType type) =>
        HostTensor.Of([.. Ids.Skip(first * Window).Take(count * Window).Select(id => id == 0 ? 0L : 1L)], type, count, Window);
}

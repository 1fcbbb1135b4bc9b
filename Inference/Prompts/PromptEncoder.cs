using ChatVideoBot.Inference.Graphs;

namespace ChatVideoBot.Inference.Prompts;

/// <summary>The text encoder's graph.</summary>
public sealed class PromptEncoder(Graph graph, int window)
{
    /// <summary>Encodes prompts in one run.</summary>
    /// <param name="ids">[prompts, window], flat, padded with 0.</param>
    public PromptStates Encode(long[] ids, CancellationToken cancel)
    {
        var count = ids.Length / window;
        var (input, output) = (graph.Input(TensorRole.InputIds), graph.Output(TensorRole.TextStates));
        var width = output.Dimensions[2] > 0
            ? output.Dimensions[2]
            : throw new ModelException($"{graph.Name}: output \"{output.Name}\" leaves its width open; export it with a fixed one.");
        var values = new float[count * window * width];
        using var binding = graph.CreateBinding();
        using var bound = HostTensor.Of(ids, input.Type, count, window);
        using var states = HostTensor.Of(values, count, window, width);
        binding.BindInput(input.Name, bound);
        binding.BindOutput(output.Name, states);
        graph.Run(binding, cancel);
        return new PromptStates(ids, values, window, width);
    }
}

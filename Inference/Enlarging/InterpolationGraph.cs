using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Pictures;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Enlarging;

/// <summary>
/// A network that makes the frame between two, as RIFE's and FILM's exports are: two pictures [1, 3, H, W] in their order, or both as
/// channels [1, 6, H, W], RGB from 0 to 1; out comes [1, 3, H, W]. Sides are filled up to a multiple of 32 by repeating the edge.
/// </summary>
internal sealed class InterpolationGraph : IDisposable
{
    private const int Multiple = 32;

    private static readonly TensorElementType[] Floats = [TensorElementType.Float, TensorElementType.Float16, TensorElementType.BFloat16];

    private readonly Graph _graph;

    private InterpolationGraph(Graph graph) => _graph = graph;

    /// <param name="folder">The one with <c>model.onnx</c>.</param>
    /// <exception cref="ModelException">The graph cannot be loaded, or takes or gives something else.</exception>
    public static InterpolationGraph Load(string folder, InferenceOptions options)
    {
        var graph = Graph.Load(folder, "model.onnx", options);
        if (Takes(graph.Inputs) && graph.Outputs is [var only] && IsPicture(only, 3))
            return new InterpolationGraph(graph);
        var (inputs, outputs) = (Shapes(graph.Inputs), Shapes(graph.Outputs));
        graph.Dispose();
        throw new ModelException(
            $"models/interpolation/model.onnx takes {inputs} and gives {outputs}, but two pictures [1, 3, H, W] or one [1, 6, H, W] of floats in and [1, 3, H, W] out are needed; "
            + "export it so, or remove the folder, and frames are blended.");
    }

    public byte[] Between(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, int widthPixels, int heightPixels, CancellationToken cancel)
    {
        var (width, height) = (Up(widthPixels), Up(heightPixels));
        var both = new float[6 * width * height];
        var half = both.Length / 2;
        RgbPlanes.Cut(first, widthPixels, 0, 0, width, height, both.AsSpan(0, half), 1 / 255f);
        RgbPlanes.Cut(second, widthPixels, 0, 0, width, height, both.AsSpan(half), 1 / 255f);
        var answer = Ask(both, width, height, cancel);
        if (answer.Dimensions is not [1, 3, var h, var w] || h != height || w != width)
            throw new ModelException(
                $"models/interpolation/model.onnx made [{string.Join(", ", answer.Dimensions)}] of two pictures of {width} x {height}, not [1, 3, {height}, {width}]; remove the folder, and frames are blended.");
        var between = new byte[first.Length];
        RgbPlanes.Paste(answer.Values, width, (0, 0), widthPixels, heightPixels, between, widthPixels, (0, 0), 255);
        return between;
    }

    public void Dispose() => _graph.Dispose();

    private HostTensor Ask(float[] both, int width, int height, CancellationToken cancel)
    {
        var half = both.Length / 2;
        if (_graph.Inputs is [var one])
        {
            using var pair = new TensorPort(one.Type, both, 1, 6, height, width);
            return _graph.Ask(_graph.Outputs[0], cancel, (one.Name, pair));
        }

        using var first = new TensorPort(_graph.Inputs[0].Type, both.AsMemory(0, half), 1, 3, height, width);
        using var second = new TensorPort(_graph.Inputs[1].Type, both.AsMemory(half), 1, 3, height, width);
        return _graph.Ask(_graph.Outputs[0], cancel, (_graph.Inputs[0].Name, first), (_graph.Inputs[1].Name, second));
    }

    private static bool Takes(IReadOnlyList<BoundTensor> inputs) => inputs switch
    {
        [var both] => IsPicture(both, 6),
        [var first, var second] => IsPicture(first, 3) && IsPicture(second, 3),
        _ => false,
    };

    private static bool IsPicture(BoundTensor tensor, int channels) =>
        tensor.Rank == 4 && Floats.Contains(tensor.Type) && (tensor.Dimensions[1] == channels || tensor.Dimensions[1] == -1);

    private static string Shapes(IReadOnlyList<BoundTensor> tensors) => string.Join(" and ", tensors.Select(t => $"{t.Type} [{string.Join(", ", t.Dimensions)}]"));

    private static int Up(int pixels) => (pixels + Multiple - 1) / Multiple * Multiple;
}

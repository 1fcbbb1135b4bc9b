using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Pictures;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Enlarging;

/// <summary>Enlarges frames by a trained network, two, three or four times (<c>models/upscaler</c>). Calls may overlap.</summary>
/// <remarks>
/// A residual dense network: Zhang et al. 2018, arXiv:1802.08797, in its "slim" form of Upscaler.js. Each frame is enlarged for itself. Large
/// ones go through in tiles with a border that is thrown away; as the network sees no further than that border, tiles and the
/// whole give the same pixels, and memory depends on the tile alone.
/// </remarks>
public sealed class Upscaler : IDisposable
{
    /// <summary>
    /// How far a pixel of the result sees, in pixels of the frame: its 3 x 3 and 5 x 5 convolutions one after the other reach 1 + 1 + 1 + 1 + 1
    /// + 2 + 1 + 1, and the one on the enlarged picture one more.
    /// </summary>
    internal const int HaloPixels = 10;

    /// <summary>
    /// How far a frame's edge is repeated before the network sees it. The network takes what is outside for black, which leaves a dark, coloured
    /// rim up to 84 of 255 off; behind so many pixels 2 of 255 remain of it.
    /// </summary>
    internal const int BorderPixels = 6;

    /// <summary>The longest side that the network is shown at once: frames of 256 x 256 with their border need no tiles.</summary>
    internal const int TilePixels = 256 + 2 * BorderPixels;

    private static readonly TensorElementType[] Floats = [TensorElementType.Float, TensorElementType.Float16, TensorElementType.BFloat16];
    private static readonly TensorRole Small = new(["sample"], [4], Floats);
    private static readonly TensorRole Large = new(["enlarged"], [4], Floats);

    private readonly Graph _graph;
    private readonly BoundTensor _small;
    private readonly BoundTensor _large;

    private Upscaler(int factor, Graph graph)
    {
        (Factor, _graph) = (factor, graph);
        (_small, _large) = (graph.Input(Small), graph.Output(Large));
        if (_small.Dimensions[1] != 3 || _small.Dimensions[2] != -1 || _small.Dimensions[3] != -1)
            throw new ModelException($"{graph.Name}: input \"{_small.Name}\" is [{string.Join(", ", _small.Dimensions)}], but RGB of any size [-1, 3, -1, -1] is needed; copy models/upscaler again.");
    }

    /// <summary>How many times as wide and high a frame gets.</summary>
    public int Factor { get; }

    /// <param name="factor">2, 3 or 4.</param>
    /// <exception cref="ModelException">Another factor; the network is not there or cannot be loaded.</exception>
    public static Upscaler Load(int factor, InferenceOptions options)
    {
        if (factor is < 2 or > 4)
            throw new ModelException($"A clip can be enlarged 2, 3 or 4 times, not {factor} times; the nearest is {Math.Clamp(factor, 2, 4)}.");
        return HelperFolder.Find("upscaler", $"x{factor}.onnx") is { } folder
            ? Load(folder, factor, options)
            : throw new ModelException($"models/upscaler/x{factor}.onnx was found neither here nor in a models folder above, so nothing can be enlarged {factor} times; copy the folder models/upscaler.");
    }

    internal static Upscaler Load(string folder, int factor, InferenceOptions options)
    {
        var graph = Graph.Load(folder, $"x{factor}.onnx", options);
        try
        {
            return new Upscaler(factor, graph);
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    /// <param name="rgb">One byte each, row by row.</param>
    /// <returns>The same, <see cref="Factor"/> times as wide and high.</returns>
    /// <exception cref="ArgumentException">The picture is not of that size, or would become too large for an array.</exception>
    /// <exception cref="ModelException">The network failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, also in the middle of a tile.</exception>
    public byte[] Upscale(ReadOnlySpan<byte> rgb, int widthPixels, int heightPixels, CancellationToken cancel) =>
        Upscale(rgb, widthPixels, heightPixels, TilePixels, BorderPixels, cancel);

    internal byte[] Upscale(ReadOnlySpan<byte> rgb, int widthPixels, int heightPixels, int tilePixels, int borderPixels, CancellationToken cancel)
    {
        RgbPlanes.Check(rgb, widthPixels, heightPixels);
        var bytes = (long)rgb.Length * Factor * Factor;
        if (bytes > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(widthPixels), $"{widthPixels} x {heightPixels} enlarged {Factor} times would have {bytes} bytes, more than an array holds.");
        var enlarged = new byte[bytes];
        var columns = Tiles.Cut(widthPixels, tilePixels, HaloPixels, borderPixels);
        foreach (var row in Tiles.Cut(heightPixels, tilePixels, HaloPixels, borderPixels))
        {
            foreach (var column in columns)
            {
                var planes = new float[3 * column.Seen * row.Seen];
                RgbPlanes.Cut(rgb, widthPixels, column.SeenStart, row.SeenStart, column.Seen, row.Seen, planes, 1);
                var answer = Run(planes, column.Seen, row.Seen, cancel);
                RgbPlanes.Paste(
                    answer, column.Seen * Factor, ((column.Start - column.SeenStart) * Factor, (row.Start - row.SeenStart) * Factor), column.Length * Factor,
                    row.Length * Factor, enlarged, widthPixels * Factor, (column.Start * Factor, row.Start * Factor), 1);
            }
        }

        return enlarged;
    }

    public void Dispose() => _graph.Dispose();

    private float[] Run(float[] planes, int width, int height, CancellationToken cancel)
    {
        using var small = new TensorPort(_small.Type, planes, 1, 3, height, width);
        var answer = _graph.Ask(_large, cancel, (_small.Name, small));
        return answer.Dimensions is [1, 3, var h, var w] && h == height * Factor && w == width * Factor
            ? answer.Values
            : throw new ModelException(
                $"{_graph.Name} made [{string.Join(", ", answer.Dimensions)}] of {width} x {height}, not [1, 3, {height * Factor}, {width * Factor}]; copy models/upscaler again.");
    }
}

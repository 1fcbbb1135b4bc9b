using ChatVideoBot.Inference.Enlarging;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Pictures;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Matting;

/// <summary>Finds what is in front in a clip: a small network that looks at each frame and at what stands still behind it.</summary>
/// <remarks>
/// <c>models/matte</c> takes a frame and the median over time of the frames around it, six channels of 0 to 1. An owner's own network
/// (<see cref="InferenceOptions.MatteFolder"/>) of the kind of U²-Net and IS-Net takes a frame alone, of the one size that its config.json names.
/// </remarks>
public sealed class Matte : IDisposable
{
    /// <summary>The shorter side that the network works at, in pixels.</summary>
    private const int ShortSidePixels = 128;

    /// <summary>Sides are multiples of this.</summary>
    private const int StepPixels = 16;

    /// <summary>Frames of one stretch, over which the camera should not have gone far.</summary>
    private const int StretchFrames = 33;

    /// <summary>Frames that the median is taken of.</summary>
    private const int Sampled = 7;

    /// <summary>A pixel that changes no more than this from one frame to the next keeps its colour.</summary>
    private const int StillBytes = 12;

    private static readonly TensorElementType[] Floats = [TensorElementType.Float, TensorElementType.Float16, TensorElementType.BFloat16];
    private static readonly TensorRole Picture = new(["input", "sample", "x", "img", "image", "pixel_values", "input_image", "input.1"], [4], Floats);
    private static readonly TensorRole Alpha = new(["alpha", "output", "out", "d0", "output_image", "mask", "1959"], [4], Floats);

    private readonly Graph _graph;
    private readonly BoundTensor _input;
    private readonly BoundTensor _output;
    private readonly int _side;
    private readonly double[] _mean;
    private readonly double[] _spread;

    private Matte(Graph graph, JsonFile config)
    {
        (_graph, _input, _output) = (graph, graph.Input(Picture), graph.Output(Alpha));
        SeesMedian = _input.Dimensions[1] == 6;
        if (_input.Dimensions[1] is not (3 or 6))
            throw new ModelException($"{graph.Name}: input \"{_input.Name}\" takes {_input.Dimensions[1]} channels, but a matte takes 3 (a frame) or 6 (a frame and the median over time).");
        _side = config.Has("size") ? config.Whole("size", null, 16, 4096) : SeesMedian ? 0 : 1024;
        double[] Three(string key, float otherwise) => config.OptionalNumbers(key) is { } given
            ? given.Length == 3 ? [.. given.Select(v => (double)v)] : throw config.Wrong(key, "three numbers, for red, green and blue")
            : [otherwise, otherwise, otherwise];
        (_mean, _spread) = (Three("mean", 0), Three("std", 1));
        if (_spread.Any(s => !(s > 0)))
            throw config.Wrong("std", "three numbers above 0");
    }

    private bool SeesMedian { get; }

    /// <exception cref="ModelException">The network is not there or cannot be loaded.</exception>
    public static Matte Load(InferenceOptions options)
    {
        var folder = options.MatteFolder.Length > 0 ? options.MatteFolder : HelperFolder.Find("matte", "model.onnx");
        return folder is not null && File.Exists(Path.Combine(folder, "model.onnx"))
            ? Load(folder, options)
            : throw new ModelException(options.MatteFolder.Length > 0
                ? $"Inference:MatteFolder: there is no model.onnx in {options.MatteFolder}."
                : "models/matte/model.onnx, which finds what is in front, was found neither here nor in a models folder above; copy the folder models/matte.");
    }

    internal static Matte Load(string folder, InferenceOptions options)
    {
        var config = JsonFile.Read(folder, "config.json");
        var graph = Graph.Load(folder, "model.onnx", options);
        try
        {
            return new Matte(graph, config);
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    /// <summary>How much each pixel of each frame belongs to what is in front, 0 to 1.</summary>
    /// <param name="rgbFrames">All of that size, one after another.</param>
    /// <exception cref="ArgumentException">A frame is not of that size.</exception>
    /// <exception cref="ModelException">The network failed.</exception>
    public float[][] Alphas(IReadOnlyList<byte[]> rgbFrames, int widthPixels, int heightPixels, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        foreach (var frame in rgbFrames)
            RgbPlanes.Check(frame, widthPixels, heightPixels);
        var (width, height) = WorkingSize(widthPixels, heightPixels);
        var small = rgbFrames.Select(rgb => PillowResize.Resize(new RgbPicture(widthPixels, heightPixels, rgb), width, height, PillowFilter.Bilinear).Rgb).ToArray();
        var alphas = new float[small.Length][];
        var stretches = (small.Length + StretchFrames - 1) / StretchFrames; // all about as long: in one of a few frames nothing would have moved
        for (var stretch = 0; stretch < stretches; stretch++)
        {
            var first = stretch * small.Length / stretches;
            var count = (stretch + 1) * small.Length / stretches - first;
            var median = SeesMedian ? Median(small, first, count) : null;
            for (var i = first; i < first + count; i++)
                alphas[i] = Run(small[i], median, width, height, cancel);
        }

        return [.. Steady(alphas, small).Select(alpha => Mask.Resize(alpha, width, height, widthPixels, heightPixels))];
    }

    public void Dispose() => _graph.Dispose();

    private (int Width, int Height) WorkingSize(int width, int height)
    {
        if (_side > 0)
            return (_side, _side);
        var scale = (double)ShortSidePixels / Math.Min(width, height);
        int Side(int side) => Math.Max(1, (int)Math.Round(side * scale / StepPixels)) * StepPixels;
        return (Side(width), Side(height));
    }

    /// <summary>The middle value of each byte over frames spread evenly over a stretch: what moves is not in it.</summary>
    private static byte[] Median(byte[][] frames, int first, int count)
    {
        var sampled = Enumerable.Range(0, Sampled).Select(k => frames[first + (int)Math.Round(k * (count - 1) / (Sampled - 1.0))]).ToArray();
        var median = new byte[sampled[0].Length];
        Span<byte> values = stackalloc byte[Sampled];
        for (var i = 0; i < median.Length; i++)
        {
            for (var k = 0; k < Sampled; k++)
                values[k] = sampled[k][i];
            values.Sort();
            median[i] = values[Sampled / 2];
        }

        return median;
    }

    private float[] Run(byte[] frame, byte[]? median, int width, int height, CancellationToken cancel)
    {
        var plane = width * height;
        var channels = median is null ? 3 : 6;
        var sample = new float[channels * plane];
        for (var c = 0; c < channels; c++)
        {
            var from = c < 3 ? frame : median!;
            for (var i = 0; i < plane; i++)
                sample[c * plane + i] = (float)((from[i * 3 + c % 3] / 255.0 - _mean[c % 3]) / _spread[c % 3]);
        }

        using var input = new TensorPort(_input.Type, sample, 1, channels, height, width);
        var answer = _graph.Ask(_output, cancel, (_input.Name, input)).Values;
        if (answer.Length != plane)
            throw new ModelException($"{_graph.Name} gave {answer.Length} values for {width} x {height} pixels; a matte gives one for each.");
        for (var i = 0; i < answer.Length; i++)
            answer[i] = float.IsNaN(answer[i]) ? 0 : Math.Clamp(answer[i], 0, 1);
        return answer;
    }

    /// <summary>
    /// Where a pixel keeps its colour from the frame before to the frame after, its alpha is the middle one of three: a flicker goes. Where the colour
    /// changes something moves, and the alpha is the frame's own: what crosses a pixel within one frame is not lost, and nothing lags.
    /// </summary>
    private static IEnumerable<float[]> Steady(float[][] alphas, byte[][] frames)
    {
        for (var f = 0; f < alphas.Length; f++)
        {
            var steady = (float[])alphas[f].Clone();
            for (var i = 0; f > 0 && f < alphas.Length - 1 && i < steady.Length; i++)
            {
                if (Still(frames[f - 1], frames[f], i) && Still(frames[f], frames[f + 1], i))
                {
                    var (before, after) = (alphas[f - 1][i], alphas[f + 1][i]);
                    steady[i] = Math.Max(Math.Min(before, steady[i]), Math.Min(Math.Max(before, steady[i]), after));
                }
            }

            yield return steady;
        }
    }

    private static bool Still(byte[] one, byte[] other, int pixel) => Math.Abs(one[pixel * 3] - other[pixel * 3]) <= StillBytes
        && Math.Abs(one[pixel * 3 + 1] - other[pixel * 3 + 1]) <= StillBytes && Math.Abs(one[pixel * 3 + 2] - other[pixel * 3 + 2]) <= StillBytes;
}

using ChatVideoBot.Inference.Enlarging;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Pictures;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Checking;

/// <summary>The network of <c>models/safety</c>, which says what a picture looks like. One for all clips; calls may overlap.</summary>
public sealed class ClipCheck : IDisposable
{
    private const int MostSidePixels = 2048;

    private static readonly TensorElementType[] Floats = [TensorElementType.Float, TensorElementType.Float16, TensorElementType.BFloat16];
    private static readonly TensorRole Sample = new(["sample", "pixel_values", "input_1"], [4], Floats);
    private static readonly TensorRole Results = new(["scores", "probabilities"], [2], Floats);

    private readonly Graph _graph;
    private readonly BoundTensor _sample;
    private readonly BoundTensor _scores;
    private readonly string[] _classes;
    private readonly CheckOptions _options;

    private ClipCheck(Graph graph, JsonFile config, CheckOptions options)
    {
        (_graph, _options) = (graph, options);
        (_sample, _scores) = (graph.Input(Sample), graph.Output(Results));
        _classes = [.. config.Texts("classes")];
        Side = config.Whole("image_size", null, 8, MostSidePixels);
        if (_classes.Distinct().Count() != _classes.Length || !_classes.Any(c => c is nameof(CheckOptions.Porn) or nameof(CheckOptions.Hentai) or nameof(CheckOptions.Sexy)))
            throw config.Wrong("classes", "a list of different names with Porn, Hentai or Sexy among them");
    }

    /// <summary>The side of the picture that the network is shown, in pixels.</summary>
    internal int Side { get; }

    /// <returns>Null where <c>Inference:Check:On</c> is false.</returns>
    /// <exception cref="ModelException">It is on, but the network is not there or cannot be loaded.</exception>
    public static ClipCheck? Load(InferenceOptions options)
    {
        if (!options.Check.On)
            return null;
        return HelperFolder.Find("safety", "model.onnx") is { } folder
            ? Load(folder, options)
            : throw new ModelException("models/safety/model.onnx, which looks at finished clips, was found neither here nor in a models folder above; copy the folder models/safety, or set Inference:Check:On to false.");
    }

    internal static ClipCheck Load(string folder, InferenceOptions options)
    {
        var config = JsonFile.Read(folder, "config.json");
        var graph = Graph.Load(folder, "model.onnx", options);
        try
        {
            return new ClipCheck(graph, config, options.Check);
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    /// <summary>A look at one clip.</summary>
    public ClipInspection Begin() => new(this, _options);

    /// <summary>What a picture looks like: a score from 0 to 1 for each class, 1 together.</summary>
    /// <param name="rgb">One byte each, row by row; of any size, it is brought to the network's.</param>
    /// <exception cref="ArgumentException">The picture is not of that size.</exception>
    /// <exception cref="ModelException">The network failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, also in the middle of a run.</exception>
    public IReadOnlyDictionary<string, double> Score(ReadOnlySpan<byte> rgb, int widthPixels, int heightPixels, CancellationToken cancel)
    {
        RgbPlanes.Check(rgb, widthPixels, heightPixels);
        using var sample = new TensorPort(_sample.Type, Bilinear.Planes(rgb, widthPixels, heightPixels, Side), 1, 3, Side, Side);
        var answer = _graph.Ask(_scores, cancel, (_sample.Name, sample));
        if (answer.Values.Length != _classes.Length)
            throw new ModelException($"models/safety/model.onnx gave {answer.Values.Length} scores, but its config.json names {_classes.Length} classes; copy the folder models/safety again.");
        if (!answer.Values.All(float.IsFinite))
            throw new ModelException("models/safety/model.onnx gave a score that is no number; copy the folder models/safety again.");
        return _classes.Zip(answer.Values).ToDictionary(p => p.First, p => (double)p.Second);
    }

    public void Dispose() => _graph.Dispose();
}

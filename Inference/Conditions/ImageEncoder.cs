using System.Globalization;
using ChatVideoBot.Inference.Graphs;

namespace ChatVideoBot.Inference.Conditions;

/// <summary>CLIP's view of a picture.</summary>
public sealed class ImageEncoder(ComponentStore components)
{
    public const string File = "image_encoder/model.onnx";

    /// <summary>The states before the last layer, as Wan wants them: [tokens, width].</summary>
    /// <param name="pixelValues">float32 [1, 3, 224, 224], flat.</param>
    public HostTensor Penultimate(float[] pixelValues, int heightPixels, int widthPixels, CancellationToken cancel)
    {
        using var lease = components.Open(File);
        return Ask(lease.Graph, PenultimateOutput(lease.Graph.Name, lease.Graph.Outputs), pixelValues, heightPixels, widthPixels, cancel);
    }

    /// <summary>The projected embedding, as Stable Video Diffusion wants it: [width].</summary>
    public HostTensor Embedding(float[] pixelValues, int heightPixels, int widthPixels, CancellationToken cancel)
    {
        using var lease = components.Open(File);
        return Ask(lease.Graph, lease.Graph.Output(TensorRole.ImageEmbeds), pixelValues, heightPixels, widthPixels, cancel);
    }

    /// <summary>Finds it by its name, or as the last but one of hidden_states.0, hidden_states.1, …, which transformers numbers from the embedding on.</summary>
    /// <exception cref="ModelException">The export gives the last layer's states only, which Wan was not trained on.</exception>
    internal static BoundTensor PenultimateOutput(string graph, IReadOnlyList<BoundTensor> outputs)
    {
        var layers = outputs.Where(o => Layer(o.Name) >= 0).OrderBy(o => Layer(o.Name)).ToList();
        if (layers.Count > 1)
            return layers[^2];
        var named = outputs.FirstOrDefault(o => TensorRole.ImageStates.Names.Contains(o.Name));
        return named is { Rank: 3 } ? named : throw new ModelException(
            $"{graph}: no output is named hidden_states (there are {string.Join(", ", outputs.Select(o => o.Name))}); export the states before the last layer under that name.");
    }

    private static int Layer(string name) =>
        name.StartsWith("hidden_states.", StringComparison.Ordinal) && int.TryParse(name.AsSpan(14), NumberStyles.None, CultureInfo.InvariantCulture, out var layer) ? layer : -1;

    private static HostTensor Ask(Graph graph, BoundTensor output, float[] pixelValues, int height, int width, CancellationToken cancel)
    {
        var input = graph.Input(TensorRole.PixelValues);
        using var pixels = new TensorPort(input.Type, pixelValues, 1, 3, height, width);
        return graph.Ask(output, cancel, (input.Name, pixels));
    }
}

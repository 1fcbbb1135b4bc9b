using System.Globalization;
using ChatVideoBot.Inference.Families;
using ChatVideoBot.Inference.Graphs;

namespace ChatVideoBot.Inference.Folders;

/// <summary>Everything that can be known of a model folder before it makes a clip.</summary>
public static class FolderCheck
{
    /// <summary>Reads every config and every weight and loads every graph, one after the other.</summary>
    /// <exception cref="ModelException">The folder cannot work; the sentence says why and what to do.</exception>
    public static ModelFolder Run(string folder, InferenceOptions options, CancellationToken cancel)
    {
        using var model = LoadedModel.Load(folder, options);
        foreach (var graph in model.Folder.Graphs.Values)
            graph.CheckWeights(cancel);
        foreach (var name in model.Folder.Graphs.Keys.Except(model.Components.Loaded).ToList())
        {
            cancel.ThrowIfCancellationRequested();
            model.Components.Open(name).Dispose();
        }

        return model.Folder;
    }

    /// <summary>One line for a person who chooses a model.</summary>
    public static string Describe(ModelFolder model)
    {
        var own = model.Defaults;
        var from = model.NeedsPicture ? "image to video" : model.TakesPictures ? "text and image to video" : "text to video";
        var frames = model.Geometry.FramesPerLatent == 1 ? "any number of frames" : $"{model.Geometry.FramesPerLatent}k+1 frames";
        var size = model.FixedLatents is { Height: > 0, Width: > 0 } latents
            ? $"{latents.Width * model.Geometry.PixelsPerLatent}x{latents.Height * model.Geometry.PixelsPerLatent} pixels only"
            : $"about {own.WidthPixels}x{own.HeightPixels} pixels in multiples of {model.Geometry.PixelStep}";
        var attention = model.MostTokens < int.MaxValue ? $", at most {model.MostTokens} tokens (attention is not fused)" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{model.Name}: {model.Family.Name}, {from}, {size}, {own.FramesPerSecond:0.##} frames a second, {frames}, at most {own.MaxSeconds:0.##} s, "
            + $"{own.Steps} steps, guidance {own.Guidance:0.##}, {model.Graphs.Values.Sum(g => g.Bytes) / 1048576.0:0.0} MiB{attention}");
    }

    /// <summary>What every graph takes and gives.</summary>
    public static IEnumerable<string> Bindings(ModelFolder model) => model.Graphs.Values.Select(graph =>
        $"{graph.Name}: {string.Join(", ", graph.Inputs.Select(Tensor))} -> {string.Join(", ", graph.Outputs.Select(Tensor))}");

    private static string Tensor(BoundTensor tensor) =>
        $"{tensor.Name} {tensor.Type}[{string.Join(',', tensor.Dimensions.Select(d => d < 0 ? "?" : d.ToString(CultureInfo.InvariantCulture)))}]";
}

using System.Globalization;
using ChatVideoBot.Inference.Families;

namespace ChatVideoBot.Inference.Folders;

/// <summary>Everything that can be known of a model folder before it makes a clip.</summary>
public static class FolderCheck
{
    /// <summary>Reads every config and every weight, loads every graph, one after the other, and makes the smallest clip.</summary>
    /// <exception cref="ModelException">The folder cannot work; the sentence says why and what to do.</exception>
    public static ModelFolder Run(string folder, InferenceOptions options, CancellationToken cancel)
    {
        using var model = LoadedModel.Load(folder, options);
        CheckSchedule(model);
        foreach (var graph in model.Folder.Graphs.Values)
            graph.CheckWeights(cancel);
        foreach (var name in model.Folder.Graphs.Keys.Except(model.Components.Loaded).ToList())
        {
            cancel.ThrowIfCancellationRequested();
            model.Components.Open(name).Dispose();
        }

        FolderTrial.Run(model, cancel);
        return model.Folder;
    }

    /// <summary>The schedule of a clip as the model makes it unasked.</summary>
    private static void CheckSchedule(LoadedModel model)
    {
        var (own, geometry) = (model.Folder.Defaults, model.Folder.Geometry);
        var frames = geometry.SnapFrames(own.FramesPerSecond * Math.Min(own.MaxSeconds, 2));
        var side = geometry.PixelStep;
        try
        {
            model.Scheduler(own, geometry.Latents(frames, (own.WidthPixels + side - 1) / side * side, (own.HeightPixels + side - 1) / side * side));
        }
        catch (ModelException e)
        {
            throw new ModelException($"scheduler/scheduler_config.json: {e.Message}", e);
        }
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

    /// <summary>How a clip goes through the folder, then what every graph's tensors were taken for.</summary>
    public static IEnumerable<string> Bindings(ModelFolder model)
    {
        var geometry = model.Geometry;
        yield return $"prompt: {(model.PromptWindow == 0 ? "none is read" : $"{model.PromptWindow} ids, filled up with {(model.PadToken is { } pad ? $"\"{Sentence.Short(pad)}\"" : "id 0")}")}; picture: {Pictures(model.PictureUse)}";
        yield return $"latents: {geometry.Channels} channels, {geometry.FramesPerLatent} frames and {geometry.PixelsPerLatent}x{geometry.PixelsPerLatent} pixels each"
            + $"{(model.FineDenoiser is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; transformer_2 below {model.Boundary:0.###} of the noise"))}";
        foreach (var graph in model.Graphs.Values)
            yield return RoleWords.Line(model, graph);
    }

    private static string Pictures(PictureUse use) => use switch
    {
        PictureUse.None => "not taken",
        PictureUse.ConditionInput => "the first frame, by the input \"condition\"",
        PictureUse.Channels => "needed; as channels beside the noise",
        PictureUse.FirstFrameSeen => "the first frame, put in at every step",
        PictureUse.FirstFrameKept => "the first frame, kept from the beginning",
        _ => "needed; as channels beside the noise of every frame",
    };
}

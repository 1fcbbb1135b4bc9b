using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.StepSkipping;
using ChatVideoBot.Inference.Pictures;
using ChatVideoBot.Inference.Prompts;

namespace ChatVideoBot.Inference.Folders;

/// <summary>The smallest clip that a model makes, in two steps and without a file: it shows what only a run can, such as a size that an export baked in.</summary>
internal static class FolderTrial
{
    private const int Latents = 2; // frames, and steps of each side

    /// <exception cref="ModelException">It cannot be made; the sentence says at which graph.</exception>
    public static void Run(LoadedModel model, CancellationToken cancel)
    {
        var (geometry, only) = (model.Folder.Geometry, model.Folder.FixedLatents);
        int Side(int latents) => latents > 0 ? latents : Latents * geometry.StepLatents;
        var shape = new LatentShape(geometry.Channels, only.Frames > 0 ? only.Frames : Latents, Side(only.Height), Side(only.Width));
        try
        {
            Run(model, shape, cancel);
        }
        catch (ModelException e)
        {
            var (width, height) = (shape.Width * geometry.PixelsPerLatent, shape.Height * geometry.PixelsPerLatent);
            throw new ModelException($"A trial of {geometry.VideoFrames(shape.Frames)} frames of {width}x{height} pixels failed: {e.Message}", e);
        }
    }

    private static void Run(LoadedModel model, LatentShape shape, CancellationToken cancel)
    {
        var (folder, pixels) = (model.Folder, model.Folder.Geometry.PixelsPerLatent);
        var settings = folder.Defaults with { Steps = Math.Min(2, folder.Scheduler.MostSteps), Sigmas = null, Timesteps = null };
        PromptStates[] prompts = model.Prompts is { } reader ? [reader.Encode("a trial", cancel), reader.Encode("", cancel)] : [];
        var (width, height) = (shape.Width * pixels, shape.Height * pixels);
        var picture = folder.TakesPictures ? new RgbPicture(width, height, [.. Enumerable.Repeat((byte)128, 3 * width * height)]) : null;
        void Noise(Span<float> values) => values.Clear();

        var conditioning = model.Conditions.Make(shape, settings, picture, null, model.Vae(settings), Noise, cancel);
        var scheduler = model.Scheduler(settings, shape);
        var latents = new float[shape.Length];
        Diffusion.Noise.Fill(1, shape, latents);
        new DenoiseLoop(model.Denoiser(prompts, shape), scheduler, model.Guidance(settings, scheduler), conditioning, new RunEveryStep(), (_, noise) => Noise(noise))
            .Run(shape, latents, null, cancel);
        model.RefuseNonNumbers(latents);
        foreach (var _ in model.Decode(settings, shape, latents, Noise, cancel))
            cancel.ThrowIfCancellationRequested();
    }
}

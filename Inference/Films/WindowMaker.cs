using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.Denoisers;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Pictures;
using ChatVideoBot.Inference.Planning;
using ChatVideoBot.Inference.Previews;
using Part = ChatVideoBot.Inference.StageClock.Part;

namespace ChatVideoBot.Inference.Films;

/// <summary>Makes the windows of one film, one after another, and keeps those that are finished.</summary>
/// <param name="film">What the film is, in words: windows of another are not gone on from.</param>
/// <param name="windows">How many there will be.</param>
internal sealed class WindowMaker(
    LoadedModel model, ClipPlan plan, InferenceOptions options, StageClock clock, ProgressMeter meter, ISegmentStore? segments, string film, int windows,
    CancellationToken cancel)
{
    /// <summary>The share of the first window's colours in every later one: research on long LTX-Video clips has it so.</summary>
    private const float ColourShare = 0.25f;

    private readonly byte[] _mark = Segment.Mark(film);
    private LatentPreview? _preview;
    private int _made;

    /// <returns>[C, f, h, w], normalised.</returns>
    public async Task<float[]> MakeAsync(Window window)
    {
        cancel.ThrowIfCancellationRequested();
        meter.Report(ClipStage.Denoise, (double)_made / windows);
        var isOne = windows == 1;
        if (!isOne && segments is not null && await segments.ReadAsync(_made, cancel) is { } kept && Segment.Read(_mark, kept, window.Shape.Length) is { } before)
        {
            _made++;
            return before;
        }

        if (meter.Heard && options.PreviewEverySteps > 0)
            _preview ??= model.Preview(cancel); // before the denoiser, in whose place the VAE may have to be loaded
        var latents = Denoise(window, Condition(window));
        window.Colour?.Pull(window.Shape, latents, ColourShare);
        window.Held?.Settle(latents);
        if (!isOne)
            Segment.Round(latents);
        if (!isOne && segments is not null)
            await segments.WriteAsync(_made, Segment.Write(_mark, latents), cancel);
        _made++;
        return latents;
    }

    private Conditioning Condition(Window window)
    {
        using IDisposable? time = window.Held is null && window.First is null ? null : clock.Measure(Part.Picture);
        var (shape, vae) = (window.Shape, model.Vae(plan.Settings));
        void Augment(Span<float> noise) => Noise.Fill(window.Seed, new LatentShape(3, 1, plan.HeightPixels, plan.WidthPixels), noise, window.FirstFrame, Noise.PictureStream);
        return window.Held is { } held
            ? model.Conditions.Make(shape, plan.Settings, held, window.First, window.Last, vae, Augment, cancel)
            : model.Conditions.Make(shape, plan.Settings, window.First, window.Last, vae, Augment, cancel);
    }

    private float[] Denoise(Window window, Conditioning conditioning)
    {
        var shape = window.Shape;
        var latents = new float[shape.Length];
        Noise.Fill(window.Seed, shape, latents, window.FirstFrame);
        var scheduler = model.Scheduler(plan.Settings, shape);
        var loop = new DenoiseLoop(
            new TimedDenoiser(model.Denoiser(window.Prompts, shape), clock), scheduler, model.Guidance(plan.Settings, scheduler), conditioning,
            model.StepSkip(plan.Settings, scheduler), (i, noise) => Noise.Fill(window.Seed, shape, noise, window.FirstFrame, Noise.StepStream + (uint)i));
        (float[], int)? from = window.From is { } clean ? (clean, HeldLatents.FirstStep(scheduler, window.Strength)) : null;
        loop.Run(shape, latents, meter.Heard ? step => Watch(step, shape) : null, cancel, from);
        model.RefuseNonNumbers(latents);
        return latents;
    }

    private void Watch(DenoiseStep step, LatentShape shape)
    {
        var done = step.Index + 1;
        var whole = (_made + (double)done / step.Steps) / windows;
        var due = options.PreviewEverySteps > 0 && done % options.PreviewEverySteps == 0 && done < step.Steps;
        var preview = due ? Preview(step, shape) : null;
        cancel.ThrowIfCancellationRequested(); // also while that was drawn
        meter.Report(ClipStage.Denoise, whole, preview);
    }

    /// <summary>The middle latent frame, as if the model stopped now.</summary>
    private byte[]? Preview(DenoiseStep step, LatentShape shape)
    {
        if (_preview is null)
            return null;
        var clean = new float[shape.Length];
        step.PredictClean(clean);
        return _preview.Render(shape, clean, shape.Frames / 2);
    }
}

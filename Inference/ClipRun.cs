using ChatVideoBot.Inference.Diffusion.StepSkipping;
using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.Denoisers;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Pictures;
using ChatVideoBot.Inference.Planning;
using ChatVideoBot.Inference.Prompts;
using ChatVideoBot.Inference.Vae;
using ChatVideoBot.Inference.Video;
using ChatVideoBot.Queue;
using Part = ChatVideoBot.Inference.StageClock.Part;

namespace ChatVideoBot.Inference;

/// <summary>One clip in the making: plan, prompt, picture, latents, file.</summary>
internal sealed class ClipRun(
    LoadedModel model, InferenceOptions options, ClipRequest request, ReadOnlyMemory<byte> picture, IProgress<ClipProgress>? progress,
    ExactClip? exact, CancellationToken cancel)
{
    /// <summary>Previews may take this share of the denoising time expected; one that would take more is left out.</summary>
    private const double PreviewShare = 0.08;

    private const int PreviewShortSidePixels = 256;

    private readonly ProgressMeter _meter = new(progress);
    private readonly StageClock _clock = new();
    private TimeSpan _previews;
    private TimeSpan _lastPreview;

    public async Task<MadeClip> MakeAsync()
    {
        double? pictureAspect = picture.IsEmpty ? null : PictureReader.Probe(picture.Span, options).Aspect;
        var plan = ClipPlan.Make(request, pictureAspect, model.Folder, options, exact);
        var shape = model.Folder.Geometry.Latents(plan.Frames, plan.WidthPixels, plan.HeightPixels);
        var notes = plan.Notes.ToList();

        var prompts = EncodePrompts(plan, notes);
        var conditioning = await ConditionAsync(plan, shape);
        var latents = Denoise(plan, shape, prompts, conditioning);
        var (mp4, file) = await WriteClipAsync(plan, shape, latents);

        var timings = _clock.Read();
        var info = new ClipInfo(file.WidthPixels, file.HeightPixels, file.Frames, plan.FramesPerSecond, model.Folder.Name, timings.Whole);
        _meter.Report(ClipStage.Encode, 1);
        return new MadeClip(mp4, info, timings) { Notes = notes };
    }

    /// <summary>A clip that was cancelled begins no stage, whether or not the one before had anything to do.</summary>
    private void Begin(ClipStage stage)
    {
        cancel.ThrowIfCancellationRequested();
        _meter.Report(stage, 0);
    }

    private PromptStates[] EncodePrompts(ClipPlan plan, List<string> notes)
    {
        Begin(ClipStage.Prompt);
        using var time = _clock.Measure(Part.TextEncoder);
        if (model.Prompts is not { } prompts)
            return [];
        PromptStates States(string name, string text)
        {
            if (prompts.LeftOut(text) is { Length: > 0 } leftOut)
                notes.Add($"The {name} is longer than {model.Folder.Name} reads; left out: \"{leftOut}\".");
            return prompts.Encode(text, cancel);
        }

        var prompt = States("prompt", plan.Prompt);
        var guided = plan.Guidance > 1 || (model.Folder.FineDenoiser is not null && plan.Settings.FineGuidance > 1);
        return guided ? [prompt, States("negative prompt", plan.Negative)] : [prompt];
    }

    private async Task<Conditioning> ConditionAsync(ClipPlan plan, LatentShape shape)
    {
        if (!picture.IsEmpty)
            Begin(ClipStage.Picture);
        using IDisposable? time = picture.IsEmpty ? null : _clock.Measure(Part.Picture);
        var first = picture.IsEmpty ? null : await PictureFile.CropAsync(picture, plan.WidthPixels, plan.HeightPixels, options, cancel);
        return model.Conditions.Make(
            shape, plan.Settings, first, null, model.Vae(plan.Settings),
            noise => Noise.Fill(plan.Seed, new LatentShape(3, 1, plan.HeightPixels, plan.WidthPixels), noise, stream: Noise.PictureStream), cancel);
    }

    private float[] Denoise(ClipPlan plan, LatentShape shape, PromptStates[] prompts, Conditioning conditioning)
    {
        Begin(ClipStage.Denoise);
        var latents = new float[shape.Length];
        Noise.Fill(plan.Seed, shape, latents);
        var scheduler = model.Scheduler(plan.Settings, shape);
        var loop = new DenoiseLoop(
            new TimedDenoiser(model.Denoiser(prompts, shape), _clock), scheduler, model.Guidance(plan.Settings, scheduler), conditioning,
            model.StepSkip(plan.Settings, scheduler), (i, noise) => Noise.Fill(plan.Seed, shape, noise, stream: Noise.StepStream + (uint)i));
        loop.Run(shape, latents, _meter.Heard ? step => Watch(plan, step, shape) : null, cancel);
        model.RefuseNonNumbers(latents);
        return latents;
    }

    private void Watch(ClipPlan plan, DenoiseStep step, LatentShape shape)
    {
        var done = step.Index + 1;
        var due = options.PreviewEverySteps > 0 && done % options.PreviewEverySteps == 0 && done < step.Steps;
        var affordable = _previews + _lastPreview <= PreviewShare * _clock.Elapsed * step.Steps / done;
        _meter.Report(ClipStage.Denoise, (double)done / step.Steps, due && affordable ? Preview(plan, step, shape) : null);
    }

    /// <summary>The middle latent frame, decoded alone, as if the model stopped now.</summary>
    private byte[] Preview(ClipPlan plan, DenoiseStep step, LatentShape shape)
    {
        var before = _clock.Elapsed;
        var clean = new float[shape.Length];
        step.PredictClean(clean);
        DecodedFrames decoded;
        using (_clock.Measure(Part.Vae))
            decoded = Decode(plan, shape with { Frames = 1 }, shape.Slice(clean, shape.Frames / 2, 1)).First();
        var (width, height) = (decoded.WidthPixels, decoded.HeightPixels);
        var factor = Math.Max(1, PreviewShortSidePixels / Math.Min(width, height));
        var png = PngWriter.Write(PngWriter.Enlarge(decoded.ToRgb(0, 1), width, height, factor), width * factor, height * factor);
        _lastPreview = _clock.Elapsed - before;
        _previews += _lastPreview;
        return png;
    }

    /// <summary>Decodes and writes at the same time: while ffmpeg takes one piece, the next is decoded.</summary>
    private async Task<(byte[] Mp4, ClipWriter File)> WriteClipAsync(ClipPlan plan, LatentShape shape, float[] latents)
    {
        Begin(ClipStage.Decode);
        await using var writer = ClipWriter.Start(Format(plan), options);
        var writing = Task.CompletedTask;
        using var pieces = Decode(plan, shape, latents).GetEnumerator();
        while (NextPiece(pieces))
        {
            var piece = pieces.Current;
            using (_clock.Measure(Part.Encode))
                await writing;
            writing = writer.WriteAsync(piece.ToRgb(0, piece.Frames), cancel);
            _meter.Report(ClipStage.Decode, (double)(piece.First + piece.Frames) / plan.Frames);
        }

        Begin(ClipStage.Encode);
        using (_clock.Measure(Part.Encode))
        {
            await writing;
            return (await writer.FinishAsync(cancel), writer);
        }
    }

    private IEnumerable<DecodedFrames> Decode(ClipPlan plan, LatentShape shape, float[] latents) => model.Decode(
        plan.Settings, shape, latents, noise => Noise.Fill(plan.Seed, shape, noise, stream: Noise.DecodeStream), cancel);

    private bool NextPiece(IEnumerator<DecodedFrames> pieces)
    {
        using var time = _clock.Measure(Part.Vae);
        return pieces.MoveNext();
    }

    private ClipFormat Format(ClipPlan plan) => new(
        plan.WidthPixels, plan.HeightPixels, plan.FramesPerSecond, plan.Frames,
        new ClipOrigin(model.Folder.Name, plan.Seed, plan.Prompt, plan.Negative, request.IsPrivate));
}

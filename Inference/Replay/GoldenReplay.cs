using System.Diagnostics;
using System.Numerics.Tensors;
using ChatVideoBot.Inference.Diffusion.StepSkipping;
using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.Denoisers;
using ChatVideoBot.Inference.Families;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Pictures;
using ChatVideoBot.Inference.Prompts;
using ChatVideoBot.Inference.Vae;

namespace ChatVideoBot.Inference.Replay;

/// <summary>Runs a golden case from its prompt, its picture and its noise on, each stage on what the stage before made here.</summary>
public sealed class GoldenReplay
{
    private readonly LoadedModel _model;
    private readonly GoldenCase _golden;
    private readonly InferenceOptions _options;
    private readonly ClipDefaults _settings;
    private readonly LatentShape _shape;
    private readonly ReplayReport _report;

    private GoldenReplay(LoadedModel model, GoldenCase golden, InferenceOptions options)
    {
        (_model, _golden, _options) = (model, golden, options);
        _settings = golden.Settings(model.Folder.Defaults);
        var geometry = model.Folder.Geometry;
        var side = geometry.PixelsPerLatent * geometry.Patch; // sizes that do not fit are cut, as the reference's pipelines cut them
        if (golden.Height < side || golden.Width < side)
            throw new ModelException($"{golden.Folder}/case.json: {golden.Width}x{golden.Height} (\"width\", \"height\") is less than {side}x{side}, the least that {model.Folder.Name} makes; the case is of another model.");
        if (golden.Image is null && model.Folder.NeedsPicture)
            throw new ModelException($"{golden.Folder}/case.json: \"image\" is missing, but {model.Folder.Name} makes clips from a picture alone; name one.");
        if (golden.Image is { } image && !model.Folder.TakesPictures)
            throw new ModelException($"{golden.Folder}/case.json: \"image\" is \"{image}\", but {model.Folder.Name} cannot begin with a picture; the case is of another model.");
        _shape = geometry.Latents(
            Math.Max(0, golden.NumFrames - 1) / geometry.FramesPerLatent * geometry.FramesPerLatent + 1, golden.Width / side * side, golden.Height / side * side);
        _report = new ReplayReport { Case = $"{model.Folder.Name}/{Path.GetFileName(golden.Folder)}" };
    }

    /// <exception cref="ModelException">The model cannot run the case.</exception>
    /// <exception cref="InvalidDataException">An array of the case is damaged.</exception>
    public static async Task<ReplayReport> RunAsync(LoadedModel model, GoldenCase golden, InferenceOptions options, CancellationToken cancel)
    {
        try
        {
            return await new GoldenReplay(model, golden, options).RunAsync(cancel);
        }
        catch (ArgumentException e)
        {
            throw new ModelException($"{golden.Folder}/case.json: {e.Message}", e);
        }
    }

    /// <summary>max |ours − theirs| / max |theirs|; infinite where the lengths differ or ours is no number.</summary>
    internal static double Error(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs)
    {
        if (ours.Length != theirs.Length)
            return double.PositiveInfinity;
        double worst = 0, largest = 0;
        for (var i = 0; i < ours.Length; i++)
        {
            worst = Math.Max(worst, float.IsFinite(ours[i]) ? Math.Abs((double)ours[i] - theirs[i]) : double.PositiveInfinity);
            largest = Math.Max(largest, Math.Abs((double)theirs[i]));
        }

        return largest == 0 ? worst : worst / largest;
    }

    private async Task<ReplayReport> RunAsync(CancellationToken cancel)
    {
        var since = Stopwatch.GetTimestamp();
        var prompts = EncodePrompts(cancel);
        var conditioning = await ConditionAsync(cancel);
        var latents = Noise();
        Denoise(prompts, conditioning, latents, cancel);
        Decode(latents, cancel);
        _report.Seconds = Math.Round(Stopwatch.GetElapsedTime(since).TotalSeconds, 3);
        _report.Passed = !_report.Failed().Any();
        return _report;
    }

    private PromptStates[] EncodePrompts(CancellationToken cancel)
    {
        if (_model.PromptRule is not { } rule)
            return [];
        var prompts = _model.Reader(rule with { Window = _golden.MaxSequenceLength ?? rule.Window });
        PromptStates[] states = [prompts.Encode(_golden.Prompt, cancel), prompts.Encode(_golden.NegativePrompt, cancel)];
        if (_golden.Has("encoder_hidden_states")) // pocket's cases: both prompts in one array
            Compare(states.SelectMany(s => s.Values).ToArray(), "encoder_hidden_states");
        if (_golden.Has("prompt_embeds"))
            Compare(states[0].Values, "prompt_embeds");
        if (_golden.Has("negative_prompt_embeds"))
            Compare(states[1].Values, "negative_prompt_embeds");
        return states;

        void Compare(float[] ours, string name)
        {
            var theirs = _golden.Floats(name);
            var error = Error(ours.AsSpan(0, Math.Min(ours.Length, theirs.Length)), theirs); // Wan's are kept without most of their zeros
            _report.PromptEmbeds = Math.Max(_report.PromptEmbeds ?? 0, error);
        }
    }

    private async Task<Conditioning> ConditionAsync(CancellationToken cancel)
    {
        var vae = _model.Vae(_settings);
        var (first, last) = (await PictureAsync(_golden.Image, cancel), await PictureAsync(_golden.LastImage, cancel));
        var known = _golden.Has("noise_aug") ? _golden.Floats("noise_aug", 3 * _shape.Plane * _model.Folder.Geometry.PixelsPerLatent * _model.Folder.Geometry.PixelsPerLatent) : null;
        var made = _model.Conditions.Make(_shape, _settings, first, last, vae, noise => known?.AsSpan().CopyTo(noise), cancel);
        CompareConditioning(made, first);
        return made;
    }

    private async Task<RgbPicture?> PictureAsync(string? file, CancellationToken cancel)
    {
        if (file is null)
            return null;
        if (file.Contains('\0') || !File.Exists(Path.Combine(_golden.Folder, file)))
            throw new ModelException($"{_golden.Folder}/case.json names the picture \"{file}\", which is missing; copy the whole case again.");
        try
        {
            return await PictureFile.ReadAsync(await File.ReadAllBytesAsync(Path.Combine(_golden.Folder, file), cancel), _options, cancel);
        }
        catch (ClipRefusedException e)
        {
            throw new ModelException($"{_golden.Folder}/{file}: {e.Message}", e);
        }
    }

    private void CompareConditioning(Conditioning made, RgbPicture? picture)
    {
        if (picture is not null && _golden.Has("image_pixel_values"))
            _report.ImagePixelValues = Error(ImageProcessor.Read(_model.Folder.Folder).Process(picture).Values, _golden.Floats("image_pixel_values"));
        if (_golden.Has("image_embeds"))
        {
            var role = _model.Folder.PictureUse == PictureUse.EveryFrame ? TensorRole.PromptStates : TensorRole.PictureStates;
            _report.ImageEmbeds = Error(made.Inputs.FirstOrDefault(i => i.Role == role)?.Values ?? throw Unmade("image_embeds"), _golden.Floats("image_embeds"));
        }

        if (_golden.Has("condition"))
            Condition(made.Channels.Length > 0 ? made.Channels : made.Inputs.FirstOrDefault(i => i.Role == TensorRole.Condition)?.Values ?? made.Known?.Values ?? throw Unmade("condition"), "condition");
        if (_golden.Has("mask"))
            Condition([.. (made.Known ?? throw Unmade("mask")).Mask.Select(m => 1 - m)], "mask");
        if (_golden.Has("image_latents"))
            Condition(made.Channels.Length > 0 ? made.Channels : made.Known?.Values ?? throw Unmade("image_latents"), "image_latents");
    }

    private ModelException Unmade(string name) => new(
        $"{_golden.Folder}/{name}.npy is there, but {_model.Folder.Name} makes nothing of the kind from this case; the case is of another model, or its \"image\" is missing.");

    /// <summary>The reference keeps all frames or the first alone, and Stable Video Diffusion's frame by frame.</summary>
    private void Condition(float[] ours, string name)
    {
        var theirs = _golden.Floats(name);
        var whole = _shape with { Channels = ours.Length / (_shape.Frames * _shape.Plane) };
        if (theirs.Length == whole.Channels * whole.Plane)
            ours = whole.Slice(ours, 0, 1);
        else
            ours = Packed(whole, ours);
        _report.Condition = Math.Max(_report.Condition ?? 0, Error(ours, theirs));
    }

    private float[] Noise()
    {
        var noise = _golden.Floats("noise", _shape.Length);
        if (_model.Folder.Denoiser.Layout != LatentLayout.FramesFirst) // LTX-Video's is kept unpacked
            return noise;
        var latents = new float[noise.Length];
        LatentLayout.FramesFirst.Unpack(_shape, noise, latents);
        return latents;
    }

    private void Denoise(PromptStates[] prompts, Conditioning conditioning, float[] latents, CancellationToken cancel)
    {
        var scheduler = _model.Scheduler(_golden.Scheduler(_model.Folder.Scheduler), _settings, _shape);
        var expected = _golden.Floats("latents_steps");
        var drawn = _golden.Has("step_noise") ? _golden.Floats("step_noise") : [];
        if (expected.Length != scheduler.Steps * _shape.Length)
            throw new ModelException($"{_golden.Folder}/latents_steps.npy has {expected.Length} values, but {scheduler.Steps} steps of {_shape.Length} are due; the case is of another model.");
        if (_golden.Has("timesteps"))
            _report.Steps = Error([.. Enumerable.Range(0, scheduler.Steps).Select(scheduler.Timestep)], _golden.Floats("timesteps"));
        if (_golden.Has("sigmas"))
            _report.Steps = Math.Max(_report.Steps, Error([.. Enumerable.Range(0, scheduler.Steps + 1).Select(scheduler.Sigma)], _golden.Floats("sigmas")));
        var loop = new DenoiseLoop(
            _model.Denoiser(prompts, _shape), scheduler, _model.Guidance(_settings, scheduler), conditioning, new RunEveryStep(), StepNoise);
        loop.Run(_shape, latents, Compare, cancel);

        void Compare(DenoiseStep step) => _report.Steps = Math.Max(
            _report.Steps, Error(Packed(_shape, step.Latents.ToArray()), expected.AsSpan(step.Index * _shape.Length, _shape.Length)));

        void StepNoise(int i, Span<float> noise)
        {
            if (drawn.Length < (i + 1) * _shape.Length)
                throw new ModelException($"{_golden.Folder}/step_noise.npy has {drawn.Length} values, but {(i + 1) * _shape.Length} are needed for step {i + 1}; copy the whole case again.");
            drawn.AsSpan(i * _shape.Length, _shape.Length).CopyTo(noise);
        }
    }

    private void Decode(float[] latents, CancellationToken cancel)
    {
        var (width, height) = (_shape.Width * _model.Folder.Geometry.PixelsPerLatent, _shape.Height * _model.Folder.Geometry.PixelsPerLatent);
        var frames = new float[_model.Folder.Geometry.VideoFrames(_shape.Frames) * height * width * 3];
        var noise = _golden.Has("decode_noise") ? _golden.Floats("decode_noise", _shape.Length) : null;
        foreach (var decoded in _model.Decode(_settings, _shape, latents, n => noise?.AsSpan().CopyTo(n), cancel))
            Interleave(decoded.Sample, frames.AsSpan(decoded.First * height * width * 3));
        var expected = _golden.Floats("frames", frames.Length);
        if (TensorPrimitives.Min(expected) >= 0) // diffusers' video processor gives 0..1, pocket's cases are in -1..1
        {
            TensorPrimitives.Add(frames, 1, frames);
            TensorPrimitives.Multiply(frames, 0.5f, frames);
        }

        _report.Frames = Error(frames, expected);
    }

    private float[] Packed(LatentShape shape, float[] latents)
    {
        var layout = _model.Folder.Denoiser.Layout;
        if (layout == LatentLayout.ChannelsFirst || shape.Channels != _shape.Channels)
            return latents;
        var packed = new float[latents.Length];
        layout.Pack(shape, latents, packed, shape.Channels);
        return packed;
    }

    /// <summary>[3, F, H, W] to [F, H, W, 3], clamped to -1..1 as the reference is.</summary>
    private static void Interleave(float[] sample, Span<float> interleaved)
    {
        var channel = sample.Length / 3;
        for (var i = 0; i < channel; i++)
        {
            for (var c = 0; c < 3; c++)
                interleaved[i * 3 + c] = Math.Clamp(sample[c * channel + i], -1, 1);
        }
    }
}

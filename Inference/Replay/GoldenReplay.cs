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
            var theirs = _golden.Array(name).Floats;
            var error = Error(ours.AsSpan(0, Math.Min(ours.Length, theirs.Length)), theirs); // Wan's are kept without most of their zeros
            _report.PromptEmbeds = Math.Max(_report.PromptEmbeds ?? 0, error);
        }
    }

    private async Task<Conditioning> ConditionAsync(CancellationToken cancel)
    {
        var vae = _model.Vae(_settings);
        var (first, last) = (await PictureAsync(_golden.Image, cancel), await PictureAsync(_golden.LastImage, cancel));
        var known = _golden.Has("noise_aug") ? _golden.Array("noise_aug").Floats : null;
        var made = _model.Conditions.Make(_shape, _settings, first, last, vae, noise => known?.AsSpan().CopyTo(noise), cancel);
        CompareConditioning(made, first);
        return made;
    }

    private async Task<RgbPicture?> PictureAsync(string? file, CancellationToken cancel) => file is null
        ? null
        : await PictureFile.ReadAsync(await File.ReadAllBytesAsync(Path.Combine(_golden.Folder, file), cancel), _options, cancel);

    private void CompareConditioning(Conditioning made, RgbPicture? picture)
    {
        if (picture is not null && _golden.Has("image_pixel_values"))
            _report.ImagePixelValues = Error(ImageProcessor.Read(_model.Folder.Folder).Process(picture).Values, _golden.Array("image_pixel_values").Floats);
        if (_golden.Has("image_embeds"))
        {
            var role = _model.Folder.PictureUse == PictureUse.EveryFrame ? TensorRole.PromptStates : TensorRole.PictureStates;
            _report.ImageEmbeds = Error(made.Inputs.Single(i => i.Role == role).Values, _golden.Array("image_embeds").Floats);
        }

        if (_golden.Has("condition"))
            Condition(made.Channels.Length > 0 ? made.Channels : made.Inputs.FirstOrDefault(i => i.Role == TensorRole.Condition)?.Values ?? made.Known!.Values, "condition");
        if (_golden.Has("mask"))
            Condition([.. made.Known!.Mask.Select(m => 1 - m)], "mask");
        if (_golden.Has("image_latents"))
            Condition(made.Channels.Length > 0 ? made.Channels : made.Known!.Values, "image_latents");
    }

    /// <summary>The reference keeps all frames or the first alone, and Stable Video Diffusion's frame by frame.</summary>
    private void Condition(float[] ours, string name)
    {
        var theirs = _golden.Array(name).Floats;
        var whole = _shape with { Channels = ours.Length / (_shape.Frames * _shape.Plane) };
        if (theirs.Length == whole.Channels * whole.Plane)
            ours = whole.Slice(ours, 0, 1);
        else
            ours = Packed(whole, ours);
        _report.Condition = Math.Max(_report.Condition ?? 0, Error(ours, theirs));
    }

    private float[] Noise()
    {
        var noise = _golden.Array("noise").Floats;
        if (noise.Length != _shape.Length)
            throw new ModelException($"{_golden.Folder}/noise.npy has {noise.Length} values, but {_shape.Length} fit the case's size; the case is of another model.");
        if (_model.Folder.Denoiser.Layout != LatentLayout.FramesFirst) // LTX-Video's is kept unpacked
            return noise;
        var latents = new float[noise.Length];
        LatentLayout.FramesFirst.Unpack(_shape, noise, latents);
        return latents;
    }

    private void Denoise(PromptStates[] prompts, Conditioning conditioning, float[] latents, CancellationToken cancel)
    {
        var scheduler = _model.Scheduler(_golden.Scheduler ?? _model.Folder.Scheduler, _settings, _shape);
        var expected = _golden.Array("latents_steps").Floats;
        var drawn = _golden.Has("step_noise") ? _golden.Array("step_noise").Floats : [];
        if (expected.Length != scheduler.Steps * _shape.Length)
            throw new ModelException($"{_golden.Folder}/latents_steps.npy has {expected.Length} values, but {scheduler.Steps} steps of {_shape.Length} are due; the case is of another model.");
        if (_golden.Has("timesteps"))
            _report.Steps = Error([.. Enumerable.Range(0, scheduler.Steps).Select(scheduler.Timestep)], _golden.Array("timesteps").Floats);
        if (_golden.Has("sigmas"))
            _report.Steps = Math.Max(_report.Steps, Error([.. Enumerable.Range(0, scheduler.Steps + 1).Select(scheduler.Sigma)], _golden.Array("sigmas").Floats));
        var loop = new DenoiseLoop(
            _model.Denoiser(prompts, _shape), scheduler, _model.Guidance(_settings, scheduler), conditioning, new RunEveryStep(), StepNoise);
        loop.Run(_shape, latents, Compare, cancel);

        void Compare(DenoiseStep step) => _report.Steps = Math.Max(
            _report.Steps, Error(Packed(_shape, step.Latents.ToArray()), expected.AsSpan(step.Index * _shape.Length, _shape.Length)));

        void StepNoise(int i, Span<float> noise) => drawn.AsSpan(i * _shape.Length, _shape.Length).CopyTo(noise);
    }

    private void Decode(float[] latents, CancellationToken cancel)
    {
        var (width, height) = (_shape.Width * _model.Folder.Geometry.PixelsPerLatent, _shape.Height * _model.Folder.Geometry.PixelsPerLatent);
        var frames = new float[_model.Folder.Geometry.VideoFrames(_shape.Frames) * height * width * 3];
        var noise = _golden.Has("decode_noise") ? _golden.Array("decode_noise").Floats : null;
        foreach (var decoded in _model.Decode(_settings, _shape, latents, n => noise?.AsSpan().CopyTo(n), cancel))
            Interleave(decoded.Sample, frames.AsSpan(decoded.First * height * width * 3));
        var expected = _golden.Array("frames").Floats;
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

using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.Schedulers;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Video;

namespace ChatVideoBot.Inference.Replay;

/// <summary>Runs a golden case from its prompt and noise on, each stage on what the stage before made here.</summary>
public static class GoldenReplay
{
    /// <returns>
    /// The error of each stage: the largest difference divided by the reference's largest value; for ids, how many differ.
    /// </returns>
    public static async Task<IReadOnlyDictionary<string, double>> RunAsync(
        LoadedModel model, GoldenCase golden, InferenceOptions options, CancellationToken cancel)
    {
        var errors = new Dictionary<string, double>();
        long[] ids = [
            .. model.Window.Fit(model.Tokenizer.Encode(golden.Prompt)),
            .. model.Window.Fit(model.Tokenizer.Encode(golden.NegativePrompt))];
        errors["input_ids"] = ids.Zip(golden.Array("input_ids").Integers).Count(p => p.First != p.Second);

        var prompts = model.Prompts.Encode(ids, cancel);
        errors["encoder_hidden_states"] = Error(prompts.Values, golden.Array("encoder_hidden_states").Floats);

        var scheduler = model.Scheduler(golden.NumInferenceSteps);
        errors["sigmas"] = Error([.. Enumerable.Range(0, scheduler.Steps + 1).Select(scheduler.Sigma)], golden.Array("sigmas").Floats);

        var shape = model.Folder.Geometry.Latents(golden.NumFrames, golden.Width, golden.Height);
        IConditioning conditioning = new PromptOnly();
        if (golden.Image is { } image)
        {
            var picture = await PictureReader.DecodeAsync(
                await File.ReadAllBytesAsync(Path.Combine(golden.Folder, image), cancel), golden.Width, golden.Height, options, cancel);
            conditioning = new LeadingFrames(model.Vae.Encode(picture, 1, golden.Width, golden.Height, cancel), 1);
            errors["condition"] = Error(conditioning.Condition(shape), golden.Array("condition").Floats);
        }

        var latents = golden.Array("noise").Floats;
        var expected = golden.Array("latents_steps").Floats;
        var worst = 0.0;
        new DenoiseLoop(model.Denoiser(prompts), scheduler, LoadedModel.Guidance(golden.GuidanceScale), conditioning, new RunEveryStep()).Run(
            shape, latents, s => worst = Math.Max(worst, Error(s.Latents.Span, expected.AsSpan(s.Index * shape.Length, shape.Length))), cancel);
        errors["latents_steps"] = worst;

        var frames = new float[golden.NumFrames * golden.Height * golden.Width * 3];
        foreach (var decoded in model.Vae.Decode(shape, latents, cancel))
            Interleave(decoded.Sample, decoded.Frames, frames.AsSpan(decoded.First * golden.Height * golden.Width * 3));
        errors["frames"] = Error(frames, golden.Array("frames").Floats);
        return errors;
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

    /// <summary>[3, F, H, W] to [F, H, W, 3], clamped to -1..1 as the reference is.</summary>
    private static void Interleave(float[] sample, int frames, Span<float> interleaved)
    {
        var channel = sample.Length / 3;
        for (var i = 0; i < channel; i++)
        {
            for (var c = 0; c < 3; c++)
                interleaved[i * 3 + c] = Math.Clamp(sample[c * channel + i], -1, 1);
        }
    }
}

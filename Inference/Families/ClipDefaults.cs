using System.Globalization;
using ChatVideoBot.Inference.Diffusion.Schedulers;
using ChatVideoBot.Inference.Diffusion.StepSkipping;
using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.Families;

/// <summary>
/// Size and settings of a clip. A family has its own; a model folder may change them in <c>clip_defaults.json</c>, because a distilled
/// checkpoint looks like any other but wants other steps and no guidance.
/// </summary>
public sealed record ClipDefaults
{
    public const string File = "clip_defaults.json";

    public required double FramesPerSecond { get; init; }

    /// <summary>With the height: the pixels of one frame that the model makes best, and its own shape.</summary>
    public required int WidthPixels { get; init; }

    public required int HeightPixels { get; init; }

    /// <summary>Denoising steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Guidance scale g; 1 and less = none.</summary>
    public required double Guidance { get; init; }

    /// <summary>The longest clip that still looks right in one go.</summary>
    public required double MaxSeconds { get; init; }

    /// <summary>The negative prompt when none is given.</summary>
    public string Negative { get; init; } = "";

    /// <summary>g of the first frame, where g rises over the frames to <see cref="Guidance"/>.</summary>
    public double? FirstGuidance { get; init; }

    /// <summary>g of a second network for the fine steps.</summary>
    public double? FineGuidance { get; init; }

    /// <summary>φ of rescaled guidance, 0 to 1.</summary>
    public double GuidanceRescale { get; init; }

    /// <summary>The share of the steps, 0 to 1, from which on they are guided: those before cost one call, not two.</summary>
    public double GuidedFrom { get; init; }

    /// <summary>The share of the steps from which on they are guided no more.</summary>
    public double GuidedUntil { get; init; } = 1;

    /// <summary>Unshifted σ of each step, instead of <see cref="Steps"/>.</summary>
    public float[]? Sigmas { get; init; }

    /// <summary>Timesteps of each step, instead of <see cref="Steps"/>.</summary>
    public float[]? Timesteps { get; init; }

    /// <summary>How model calls are saved, where the owner does not say.</summary>
    public StepSkipOptions StepSkip { get; init; } = new();

    /// <summary>How much moves, 1 to 255: Stable Video Diffusion.</summary>
    public double MotionBucket { get; init; } = 127;

    /// <summary>Noise on the picture before it is encoded: Stable Video Diffusion.</summary>
    public double NoiseAugmentation { get; init; } = 0.02;

    /// <summary>What LTX-Video's decoder is told of the noise left in the latents, 0 to 1.</summary>
    public double DecodeTimestep { get; init; } = 0.05;

    /// <summary>The share of noise mixed into the latents before LTX-Video's decoder.</summary>
    public double DecodeNoiseScale { get; init; } = 0.025;

    /// <summary>Frames that a decoder of pictures gets in one run.</summary>
    public int DecodeChunk { get; init; } = 16;

    /// <summary>These with what a folder's file changes.</summary>
    /// <exception cref="ModelException">A value cannot be.</exception>
    internal ClipDefaults With(JsonFile file) => this with
    {
        FramesPerSecond = Between(file, "frames_per_second", FramesPerSecond, 1, 120),
        WidthPixels = file.Whole("width", WidthPixels),
        HeightPixels = file.Whole("height", HeightPixels),
        Steps = file.Whole("num_inference_steps", Steps, 1, 1000),
        Guidance = Between(file, "guidance_scale", Guidance, 0, 100),
        MaxSeconds = Between(file, "max_seconds", MaxSeconds, 0.1, 60),
        Negative = file.Text("negative_prompt", Negative),
        FirstGuidance = file.Has("min_guidance_scale") ? Between(file, "min_guidance_scale", 1, 0, 100) : FirstGuidance,
        FineGuidance = file.Has("guidance_scale_2") ? Between(file, "guidance_scale_2", 1, 0, 100) : FineGuidance,
        GuidanceRescale = Between(file, "guidance_rescale", GuidanceRescale, 0, 1),
        GuidedFrom = Between(file, "guided_from", GuidedFrom, 0, 1),
        GuidedUntil = Between(file, "guided_until", GuidedUntil, 0, 1),
        Sigmas = file.OptionalNumbers("sigmas") ?? Sigmas,
        Timesteps = file.OptionalNumbers("timesteps") ?? Timesteps,
        StepSkip = file.Object("step_skip") is { } skip ? Skip(skip) : StepSkip,
        MotionBucket = Between(file, "motion_bucket_id", MotionBucket, 0, 255),
        NoiseAugmentation = Between(file, "noise_aug_strength", NoiseAugmentation, 0, 10),
        DecodeTimestep = Between(file, "decode_timestep", DecodeTimestep, 0, 1),
        DecodeNoiseScale = Between(file, "decode_noise_scale", DecodeNoiseScale, 0, 1),
        DecodeChunk = file.Whole("decode_chunk_size", DecodeChunk, 1, 1000),
    };

    private static StepSkipOptions Skip(JsonFile file) => new()
    {
        Policy = file.Choice("policy", "", StepSkipOptions.Policies),
        Threshold = Between(file, "threshold", 0.05, 0, 10),
        MostInARow = (int)Between(file, "most_in_a_row", 4, 0, 100),
        Ratios = file.OptionalNumbers("ratios") ?? [],
        Changes = file.OptionalNumbers("changes") ?? [],
        Polynomial = [.. (file.OptionalNumbers("polynomial") ?? [1, 0]).Select(c => (double)c)],
        Computed = [.. (file.OptionalNumbers("computed") ?? []).Select(i => (int)i)],
    };

    private static double Between(JsonFile file, string key, double otherwise, double least, double most)
    {
        if (!file.Has(key))
            return otherwise;
        var value = Math.Round((double)file.Number(key), 6); // 0.1f is 0.1 to the reader of a file
        return value >= least && value <= most ? value : throw file.Wrong(key, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}, not {value}"));
    }
}

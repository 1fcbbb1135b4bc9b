namespace ChatVideoBot.Inference.Families;

/// <summary>What a model folder does not say about the models of its kind: how they were trained and what suits them.</summary>
/// <param name="Name">As people call it: "Wan 2.1".</param>
/// <param name="PipelineClasses"><c>_class_name</c> of model_index.json.</param>
public sealed record Family(string Name, params string[] PipelineClasses)
{
    /// <summary>Size and settings of a clip unless told otherwise.</summary>
    public required ClipDefaults Defaults { get; init; }

    /// <summary>Ids that the denoiser's text states have room for; 0 = the folder says.</summary>
    public int PromptWindow { get; init; }

    /// <summary>Prompts are tidied, and their states past the prompt are zeros: the denoiser has no mask.</summary>
    public bool IsWan { get; init; }

    /// <summary>The pipeline gives the schedule's σ itself, evenly from 1 to 1/n.</summary>
    public bool GivesSigmas { get; init; }

    /// <summary>Latent frames that the VAE's decoder looks back at, where a clip may be decoded in pieces; 0 = whole clips.</summary>
    public int DecoderLookBack { get; init; }

    /// <summary>Latent frames that a window of a long clip shares with the one before it.</summary>
    public int OverlapLatents { get; init; } = 2;

    /// <summary>Makes clips from a picture alone and reads no words.</summary>
    public bool ReadsNoWords { get; init; }

    public static readonly Family Pocket = new("pocket", "PocketPipeline")
    {
        Defaults = new() { FramesPerSecond = 8, WidthPixels = 64, HeightPixels = 64, Steps = 16, Guidance = 4, MaxSeconds = 4 },
        GivesSigmas = true,
        DecoderLookBack = 14,
    };

    /// <summary>Wan-Video/Wan2.1, generate.py and wan/configs: 81 frames at 16/s. The negative prompt is theirs, shared_config.py.</summary>
    public static readonly Family Wan = new("Wan 2.1", "WanPipeline", "WanImageToVideoPipeline")
    {
        Defaults = new() { FramesPerSecond = 16, WidthPixels = 832, HeightPixels = 480, Steps = 50, Guidance = 5, MaxSeconds = 5, Negative = WanNegative },
        PromptWindow = 512,
        IsWan = true,
    };

    /// <summary>Wan-Video/Wan2.2, wan/configs/wan_ti2v_5B.py: 121 frames at 24/s.</summary>
    public static readonly Family WanTokens = new("Wan 2.2 TI2V", "WanPipeline", "WanImageToVideoPipeline")
    {
        Defaults = new() { FramesPerSecond = 24, WidthPixels = 1280, HeightPixels = 704, Steps = 50, Guidance = 5, MaxSeconds = 5, Negative = WanNegative },
        PromptWindow = 512,
        IsWan = true,
    };

    /// <summary>Wan-Video/Wan2.2, wan/configs/wan_t2v_A14B.py: one network for the noisy steps, one for the fine ones.</summary>
    public static readonly Family WanExperts = new("Wan 2.2 A14B", "WanPipeline", "WanImageToVideoPipeline")
    {
        Defaults = new()
        {
            FramesPerSecond = 16,
            WidthPixels = 832,
            HeightPixels = 480,
            Steps = 40,
            Guidance = 4,
            FineGuidance = 3,
            MaxSeconds = 5,
            Negative = WanNegative,
        },
        PromptWindow = 512,
        IsWan = true,
    };

    /// <summary>Lightricks/LTX-Video, README and configs: 8k + 1 frames up to 257.</summary>
    public static readonly Family Ltx = new("LTX-Video", "LTXPipeline", "LTXImageToVideoPipeline", "LTXConditionPipeline")
    {
        Defaults = new()
        {
            FramesPerSecond = 24,
            WidthPixels = 704,
            HeightPixels = 512,
            Steps = 40,
            Guidance = 3,
            MaxSeconds = 10,
            Negative = "worst quality, inconsistent motion, blurry, jittery, distorted",
        },
        PromptWindow = 128,
        GivesSigmas = true,
    };

    /// <summary>diffusers, pipelines/stable_video_diffusion: the picture at 7 frames a second, guidance rising from 1 to 3.</summary>
    public static readonly Family Svd = new("Stable Video Diffusion", "StableVideoDiffusionPipeline")
    {
        Defaults = new() { FramesPerSecond = 7, WidthPixels = 1024, HeightPixels = 576, Steps = 25, Guidance = 3, FirstGuidance = 1, MaxSeconds = 3.6, DecodeChunk = 8 },
        ReadsNoWords = true,
    };

    /// <summary>diffusers, pipelines/animatediff: 16 frames at 8/s.</summary>
    public static readonly Family AnimateDiff = new("AnimateDiff", "AnimateDiffPipeline", "AnimateDiffVideoToVideoPipeline")
    {
        Defaults = new() { FramesPerSecond = 8, WidthPixels = 512, HeightPixels = 512, Steps = 25, Guidance = 7.5, MaxSeconds = 2, Negative = "bad quality, worse quality" },
    };

    public static readonly IReadOnlyList<Family> All = [Pocket, Wan, WanTokens, WanExperts, Ltx, Svd, AnimateDiff];

    private const string WanNegative =
        "色调艳丽，过曝，静态，细节模糊不清，字幕，风格，作品，画作，画面，静止，整体发灰，最差质量，低质量，JPEG压缩残留，丑陋的，残缺的，多余的手指，画得不好的手部，"
        + "画得不好的脸部，畸形的，毁容的，形态畸形的肢体，手指融合，静止不动的画面，杂乱的背景，三条腿，背景人很多，倒着走";

    /// <param name="expandsTimesteps">Whether model_index.json has expand_timesteps.</param>
    /// <param name="experts">Whether it names a second transformer.</param>
    /// <exception cref="ModelException">No family has that class.</exception>
    public static Family Of(string pipelineClass, bool expandsTimesteps, bool experts) =>
        All.FirstOrDefault(f => f.PipelineClasses.Contains(pipelineClass)) is not { } family
            ? throw new ModelException($"model_index.json: _class_name \"{pipelineClass}\" is unknown here; known are {string.Join(", ", All.SelectMany(f => f.PipelineClasses).Distinct())}.")
            : !family.IsWan ? family : expandsTimesteps ? WanTokens : experts ? WanExperts : Wan;
}

using ChatVideoBot.Inference.Diffusion.Schedulers;
using ChatVideoBot.Inference.Families;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Planning;

namespace ChatVideoBot.Inference.Replay;

/// <summary>A case under a model's <c>golden/</c>: what a user gives, and what the reference made of it at every stage.</summary>
public sealed class GoldenCase
{
    private readonly JsonFile _case;

    private GoldenCase(string folder, JsonFile read) => (Folder, _case) = (folder, read);

    public string Folder { get; }

    public string Prompt => _case.Text("prompt", "");

    public string NegativePrompt => _case.Text("negative_prompt", "");

    /// <summary>The file of the picture that the clip begins with, or null.</summary>
    public string? Image => _case.Has("image") ? _case.Text("image") : null;

    /// <summary>The file of the picture that it ends with, or null.</summary>
    public string? LastImage => _case.Has("last_image") ? _case.Text("last_image") : null;

    public int Height => _case.Whole("height", null, 1, ClipPlan.MaxSidePixels);

    public int Width => _case.Whole("width", null, 1, ClipPlan.MaxSidePixels);

    public int NumFrames => _case.Whole("num_frames", null, 1, 4096);

    /// <summary>The prompt's window, or null: the model's own.</summary>
    public int? MaxSequenceLength => _case.Has("max_sequence_length") ? _case.Whole("max_sequence_length", null, 1, 8192) : null;

    /// <summary>The scheduler's config in force, the model's own unless the case has one.</summary>
    internal SchedulerSettings Scheduler(SchedulerSettings own)
    {
        var scheduler = _case.Object("scheduler") is { } config ? SchedulerSettings.Read(config) : own;
        if (scheduler is not DdimSettings ddim || !_case.Has("eta"))
            return scheduler;
        return _case.Number("eta") is >= 0 and <= 1 and var eta ? ddim with { Eta = eta } : throw _case.Wrong("eta", "a number from 0 to 1");
    }

    /// <exception cref="ModelException">The folder holds no case.</exception>
    public static GoldenCase Read(string folder)
    {
        var file = Path.Combine(folder, "case.json");
        if (!File.Exists(file))
            throw new ModelException($"case.json is missing in {folder}; name a folder like models/pocket/golden/square.");
        try
        {
            return new GoldenCase(folder, JsonFile.Read(folder, "case.json"));
        }
        catch (ModelException e)
        {
            throw new ModelException($"{file} is no case: {e.Message}", e);
        }
    }

    /// <summary>The model's settings with those of the case.</summary>
    public ClipDefaults Settings(ClipDefaults own)
    {
        // What diffusers' pipelines do without being told; a user's clip has the model's own settings instead.
        var bare = own with { GuidanceRescale = 0, GuidedFrom = 0, GuidedUntil = 1, Sigmas = null, Timesteps = null };
        var rising = _case.Has("max_guidance_scale");
        return bare with
        {
            Steps = _case.Whole("num_inference_steps", null, 1, 1000),
            Guidance = _case.Number(rising ? "max_guidance_scale" : "guidance_scale", (float)own.Guidance),
            FirstGuidance = rising ? _case.Number("min_guidance_scale", 1) : own.FirstGuidance,
            FineGuidance = _case.Has("guidance_scale_2") ? _case.Number("guidance_scale_2") : own.FineGuidance is null ? null : _case.Number("guidance_scale", (float)own.Guidance),
            GuidanceRescale = _case.Number("guidance_rescale", 0),
            FramesPerSecond = Rate(_case.Has("frame_rate") ? "frame_rate" : "fps", own.FramesPerSecond),
            MotionBucket = _case.Number("motion_bucket_id", (float)own.MotionBucket),
            NoiseAugmentation = _case.Number("noise_aug_strength", (float)own.NoiseAugmentation),
            DecodeTimestep = _case.Number("decode_timestep", 0),
            DecodeNoiseScale = _case.Has("decode_noise_scale") ? _case.Number("decode_noise_scale") : _case.Number("decode_timestep", 0),
            DecodeChunk = _case.Whole("decode_chunk_size", rising ? NumFrames : own.DecodeChunk),
            Timesteps = _case.OptionalNumbers("timesteps"),
        };
    }

    private double Rate(string key, double own) => _case.Number(key, (float)own) is > 0 and <= 1000 and var rate
        ? rate
        : throw _case.Wrong(key, "a number above 0 and up to 1000");

    /// <summary>Whether the reference kept this array.</summary>
    /// <param name="name">Without ".npy".</param>
    public bool Has(string name) => File.Exists(Path.Combine(Folder, name + ".npy"));

    /// <param name="name">Without ".npy".</param>
    /// <exception cref="InvalidDataException">It is missing or damaged.</exception>
    public NpyArray Array(string name) => NpyArray.Read(Path.Combine(Folder, name + ".npy"));

    /// <summary>An array of float32, of a certain length where one is due.</summary>
    /// <exception cref="InvalidDataException">It is missing, damaged, or of whole numbers.</exception>
    /// <exception cref="ModelException">It has another length.</exception>
    public float[] Floats(string name, int? length = null)
    {
        var read = Array(name);
        if (read.Integers.Length > 0)
            throw new InvalidDataException(Sentence.Of($"{Path.Combine(Folder, name)}.npy holds <i8, but <f4 is needed; save it as float32."));
        return length is null || read.Floats.Length == length ? read.Floats : throw new ModelException(
            $"{Path.Combine(Folder, name)}.npy has {read.Floats.Length} values, but {length} fit the case's size; the case is of another model.");
    }
}

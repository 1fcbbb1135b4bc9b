using System.ComponentModel.DataAnnotations;
using System.Globalization;
using ChatVideoBot.Inference.Checking;
using ChatVideoBot.Inference.Diffusion.StepSkipping;
using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Provenance;
using ChatVideoBot.Queue.Pictures;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Inference;

/// <summary>How clips are made: the "Inference" section of the settings.</summary>
public sealed class InferenceOptions : IValidatableObject
{
    /// <summary>The folder of the model to load; empty = <c>models/pocket</c>, looked for from the working directory and the program upwards.</summary>
    public string ModelFolder { get; set; } = "";

    /// <summary>
    /// Where graphs compute: "cpu", or "cuda" for NVIDIA's CUDA, which never falls back to the processor in silence. Without the setting
    /// it is "cuda" where the environment has CHATVIDEOBOT_GPU=1, with which the program is built for it.
    /// </summary>
    public string Provider { get; set; } = DefaultProvider(Environment.GetEnvironmentVariable("CHATVIDEOBOT_GPU"));

    /// <summary>Threads that one graph computes with; 0 = one for each processor.</summary>
    [Range(0, 256)]
    public int Threads { get; set; }

    /// <summary>
    /// What a model's weights may take of memory together, in MiB; 0 = on a processor most of what is free, on a device all there is. Where they
    /// do not fit, components are loaded as they are needed and let go again.
    /// </summary>
    [Range(0, 10_000_000)]
    public int WeightsMiB { get; set; }

    /// <summary>What the states of prompts may take that are kept because they may be asked again, in MiB.</summary>
    [Range(0, 100_000)]
    public int PromptCacheMiB { get; set; } = 64;

    /// <summary>
    /// How both prompts of guidance go through the network: in "one" run, in "two" (half the memory), in two in "parallel", or "auto": two where
    /// one alone fills the device, else parallel on a processor and one on a device.
    /// </summary>
    public string GuidanceRuns { get; set; } = "auto";

    /// <summary>The side of the tiles that a picture's latents are decoded in, in pixels; 0 = whole pictures, and tiles only where memory does not suffice.</summary>
    [Range(0, 8192)]
    public int VaeTilePixels { get; set; }

    /// <summary>How model calls are saved.</summary>
    [ValidateObjectMembers]
    public StepSkipOptions StepSkip { get; set; } = new();

    /// <summary>How the CUDA provider works.</summary>
    [ValidateObjectMembers]
    public CudaOptions Cuda { get; set; } = new();

    /// <summary>Denoising steps; 0 = the model's own.</summary>
    [Range(0, 200)]
    public int Steps { get; set; }

    /// <summary>Guidance scale g in v = v_u + g (v_c - v_u); 0 = the model's own, 1 = none (half the time).</summary>
    [Range(0.0, 30.0)]
    public double Guidance { get; set; }

    /// <summary>The shortest clip that may be asked for, in seconds.</summary>
    [Range(0.1, 60)]
    public double MinSeconds { get; set; } = 0.5;

    /// <summary>The longest clip that may be asked for, in seconds; 0 = the model's own.</summary>
    [Range(0.0, 60)]
    public double MaxSeconds { get; set; }

    /// <summary>The longest prompt and negative prompt, in characters.</summary>
    [Range(1, 100_000)]
    public int MaxPromptCharacters { get; set; } = 1500;

    /// <summary>The largest clip, in bytes: Discord's limit for a guild without boosts.</summary>
    [Range(100_000, 1_000_000_000)]
    public int MaxClipBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>H.264 quality: 1 = nearly without loss, 51 = worst.</summary>
    [Range(1, 51)]
    public int Crf { get; set; } = 18;

    /// <summary>The shorter side that a clip is enlarged to at least, in pixels, by a whole factor.</summary>
    [Range(16, 2160)]
    public int MinShortSidePixels { get; set; } = 256;

    /// <summary>The largest width and height of a picture that is decoded, in pixels.</summary>
    [Range(16, 65_535)]
    public int MaxPictureSidePixels { get; set; } = PictureLimits.MaxSidePixels;

    /// <summary>The largest picture that is decoded, in pixels.</summary>
    [Range(256, 1_000_000_000)]
    public long MaxPicturePixels { get; set; } = PictureLimits.MaxPixels;

    /// <summary>Model calls from one preview to the next; 0 = none.</summary>
    [Range(0, 200)]
    public int PreviewEverySteps { get; set; } = 4;

    /// <summary>The ffmpeg program: a name in the path, or a file.</summary>
    [Required]
    public string Ffmpeg { get; set; } = "ffmpeg";

    /// <summary>How long ffmpeg may take to read a picture, to accept frames, and to finish a file once it has every frame.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan FfmpegTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The memory that ffmpeg may address while it reads a user's file, in MiB; of no effect where the system knows no such limit.</summary>
    [Range(512, 1_000_000)]
    public int FfmpegMiB { get; set; } = 2048;

    /// <summary>The longest clip of a user's that is read, in seconds.</summary>
    [Range(1.0, 600)]
    public double MaxClipSeconds { get; set; } = 60;

    /// <summary>The largest file of a user's clip that is read, in bytes.</summary>
    [Range(100_000, 1_000_000_000)]
    public int MaxSourceBytes { get; set; } = 50 * 1024 * 1024;

    /// <summary>The largest width and height of a user's clip, in pixels.</summary>
    [Range(16, 16_384)]
    public int MaxSourceSidePixels { get; set; } = 4096;

    /// <summary>How finished clips are looked at.</summary>
    [ValidateObjectMembers]
    public CheckOptions Check { get; set; } = new();

    /// <summary>Where clips lie while they are read and written; empty = the system's (TMPDIR). A clip of a minute may take some hundred MiB there.</summary>
    public string TemporaryFolder { get; set; } = "";

    /// <summary>Clips carry the letters "AI" in a corner, small and half transparent.</summary>
    public bool Watermark { get; set; } = true;

    /// <summary>The folder of a network that finds what is in front in a clip, with its config.json; empty = <c>models/matte</c>.</summary>
    public string MatteFolder { get; set; } = "";

    /// <summary>Who signs that a clip was made by AI.</summary>
    [ValidateObjectMembers]
    public ProvenanceOptions Provenance { get; set; } = new();

    /// <summary>
    /// Where a worker's process computes, a clip at a time on each: "cpu", "cuda" or "cuda:1". Each holds the model for itself; processors share
    /// <see cref="Threads"/> and memory. Empty = one, as <see cref="Provider"/> says.
    /// </summary>
    public IReadOnlyList<string> Devices { get; set; } = [];

    /// <summary>Which of CUDA's devices; 0 = the first.</summary>
    internal int CudaDevice { get; private set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Provider is not ("cpu" or "cuda"))
            yield return new($"Inference:Provider: \"{Provider}\" is not known; it is \"cpu\" or \"cuda\".");
        if (GuidanceRuns is not ("auto" or "one" or "two" or "parallel"))
            yield return new($"Inference:GuidanceRuns: \"{GuidanceRuns}\" is not known; it is \"auto\", \"one\", \"two\" or \"parallel\".");
        if (Devices.Count > 64)
            yield return new($"Inference:Devices: {Devices.Count} are too many; at most 64.");
        foreach (var device in Devices.Where(device => !TryRead(device, out _, out _)))
            yield return new($"Inference:Devices: \"{device}\" is not known; each is \"cpu\", \"cuda\" or, for one of several, \"cuda:1\".");
        if (MaxSeconds > 0 && MaxSeconds < MinSeconds)
            yield return new($"MaxSeconds ({MaxSeconds}) must be at least MinSeconds ({MinSeconds}).");
    }

    /// <summary>The options of each device by its name: itself alone where <see cref="Devices"/> is empty.</summary>
    /// <param name="processors">Threads to share where <see cref="Threads"/> is 0.</param>
    internal IReadOnlyList<(string Device, InferenceOptions Options)> EachDevice(int processors)
    {
        if (Devices.Count == 0)
            return [(Provider, this)];
        var sharing = Devices.Count(device => device == "cpu");
        return [.. Devices.Select(device =>
        {
            TryRead(device, out var provider, out var index);
            var one = (InferenceOptions)MemberwiseClone();
            (one.Provider, one.CudaDevice, one.Devices) = (provider, index, []);
            if (provider == "cpu" && sharing > 1)
            {
                one.Threads = Math.Max(1, (Threads == 0 ? processors : Threads) / sharing);
                one.Sharing = sharing;
            }

            return (device, one);
        })];
    }

    /// <summary>How many models share the processor's memory.</summary>
    internal int Sharing { get; private set; } = 1;

    private static bool TryRead(string device, out string provider, out int index)
    {
        var parts = device.Split(':');
        (provider, index) = (parts[0], 0);
        return device is "cpu" or "cuda"
            || parts is ["cuda", var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index < 1024;
    }

    /// <param name="gpu">CHATVIDEOBOT_GPU; null = not set.</param>
    internal static string DefaultProvider(string? gpu) => gpu == "1" ? "cuda" : "cpu";
}

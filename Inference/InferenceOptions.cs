using System.ComponentModel.DataAnnotations;
using ChatVideoBot.Queue.Pictures;

namespace ChatVideoBot.Inference;

/// <summary>How clips are made: the "Inference" section of the settings.</summary>
public sealed class InferenceOptions : IValidatableObject
{
    /// <summary>The folder of the model to load; empty = <c>models/pocket</c>, looked for from the working directory and the program upwards.</summary>
    public string ModelFolder { get; set; } = "";

    /// <summary>Threads that one graph computes with; 0 = one for each processor.</summary>
    [Range(0, 256)]
    public int Threads { get; set; }

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

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaxSeconds > 0 && MaxSeconds < MinSeconds)
            yield return new($"MaxSeconds ({MaxSeconds}) must be at least MinSeconds ({MinSeconds}).");
    }
}

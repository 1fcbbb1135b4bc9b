using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference;

/// <summary>A finished clip.</summary>
/// <param name="Mp4">H.264, yuv420p, faststart; no sound.</param>
/// <param name="Info">The size and length of what was made, which may have been snapped to what the model can do.</param>
/// <param name="Timings">Where the time went.</param>
public sealed record MadeClip(byte[] Mp4, ClipInfo Info, ClipTimings Timings)
{
    /// <summary>What was changed to make it possible (snapped size, cut prompt), one sentence each; empty as a rule.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>Where the time of one clip went. The parts do not overlap: <see cref="Encode"/> is only the waiting for ffmpeg.</summary>
/// <param name="TextEncoder">Tokenizer and text encoder.</param>
/// <param name="Picture">Probing, decoding and VAE-encoding the picture.</param>
/// <param name="Denoiser">The denoiser's graph and nothing else.</param>
/// <param name="Vae">The VAE decoder's graph: frames and previews.</param>
/// <param name="Encode">Waiting for ffmpeg: while it takes frames and until the file is whole.</param>
/// <param name="Whole">From call to clip.</param>
public sealed record ClipTimings(
    TimeSpan TextEncoder, TimeSpan Picture, TimeSpan Denoiser, TimeSpan Vae, TimeSpan Encode, TimeSpan Whole)
{
    /// <summary>Calls of the denoiser's graph.</summary>
    public int Steps { get; init; }

    /// <summary>Everything else: noise, scheduler, copying, planning.</summary>
    public TimeSpan Rest => Whole - TextEncoder - Picture - Denoiser - Vae - Encode;
}

namespace ChatVideoBot.Inference;

/// <summary>What is being done for a clip, in this order. <see cref="Decode"/> and <see cref="Encode"/> overlap.</summary>
public enum ClipStage
{
    /// <summary>The prompt is turned into ids and the text encoder's states.</summary>
    Prompt,

    /// <summary>The picture is read, cropped and encoded into latents. Passed over when there is none.</summary>
    Picture,

    /// <summary>The denoiser runs: most of the time. Previews come in this stage.</summary>
    Denoise,

    /// <summary>Latents become frames, which ffmpeg encodes as they come.</summary>
    Decode,

    /// <summary>The last frame is with ffmpeg, which finishes the file.</summary>
    Encode,
}

/// <summary>How far a clip is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Fraction">Of the whole clip, 0 to 1; never falls.</param>
/// <param name="PreviewPng">A look at the middle of the clip as the model sees it now, or null: keep the last.</param>
public sealed record ClipProgress(ClipStage Stage, double Fraction, byte[]? PreviewPng);

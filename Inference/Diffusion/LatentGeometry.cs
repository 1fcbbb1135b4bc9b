using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Diffusion;

/// <summary>How a family's latents lie over its pixels. The first latent frame holds the first video frame alone.</summary>
/// <param name="Channels">Channels of a latent.</param>
/// <param name="FramesPerLatent">Video frames in every latent frame but the first.</param>
/// <param name="PixelsPerLatent">Pixels of one latent, each way.</param>
/// <param name="Patch">Latents of one token of the denoiser, each way.</param>
public sealed record LatentGeometry(int Channels, int FramesPerLatent, int PixelsPerLatent, int Patch)
{
    /// <summary>Latents that a width and a height are multiples of for good: a U-Net halves them again and again.</summary>
    public int StepLatents { get; init; } = Patch;

    /// <summary>Widths and heights are multiples of this, in pixels.</summary>
    public int PixelStep => PixelsPerLatent * StepLatents;

    /// <summary>The nearest possible number of video frames, FramesPerLatent·k + 1 with k at least 1.</summary>
    public int SnapFrames(double frames) =>
        Math.Max(1, (int)Math.Round((frames - 1) / FramesPerLatent, MidpointRounding.AwayFromZero)) * FramesPerLatent + 1;

    /// <summary>Latents for a clip of legal size.</summary>
    /// <exception cref="ArgumentException">The size is none the model can make.</exception>
    public LatentShape Latents(int frames, int widthPixels, int heightPixels)
    {
        if (frames < 1 || (frames - 1) % FramesPerLatent != 0)
            throw new ArgumentException($"{frames} frames are not {FramesPerLatent}k + 1.", nameof(frames));
        var step = PixelsPerLatent * Patch;
        if (widthPixels <= 0 || heightPixels <= 0 || widthPixels % step != 0 || heightPixels % step != 0)
            throw new ArgumentException($"{widthPixels}x{heightPixels} pixels are no multiples of {step}.", nameof(widthPixels));
        return new LatentShape(
            Channels, (frames - 1) / FramesPerLatent + 1, heightPixels / PixelsPerLatent, widthPixels / PixelsPerLatent);
    }

    /// <summary>Video frames that <paramref name="latentFrames"/> decode to when they begin a clip.</summary>
    public int VideoFrames(int latentFrames) => (latentFrames - 1) * FramesPerLatent + 1;

    /// <summary>The size nearest to an aspect ratio that the model can make within a pixel budget.</summary>
    /// <param name="aspect">Width divided by height.</param>
    /// <param name="pixels">The most pixels of one frame.</param>
    public (int WidthPixels, int HeightPixels) SnapSize(double aspect, int pixels) => SizeSnap.Nearest(aspect, pixels, PixelStep);
}

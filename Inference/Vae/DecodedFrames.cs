namespace ChatVideoBot.Inference.Vae;

/// <summary>Frames in the order of the clip: float32 [1, 3, Frames, H, W], flat, nominally in -1 to 1.</summary>
/// <param name="First">The frame of the clip that these begin with.</param>
public sealed record DecodedFrames(float[] Sample, int First, int Frames, int WidthPixels, int HeightPixels)
{
    /// <summary>RGB, one byte each, frame after frame, row by row.</summary>
    /// <param name="first">Counted from <see cref="First"/>.</param>
    public byte[] ToRgb(int first, int count)
    {
        var plane = WidthPixels * HeightPixels;
        var rgb = new byte[count * plane * 3];
        for (var channel = 0; channel < 3; channel++)
        {
            var from = Sample.AsSpan((channel * Frames + first) * plane, count * plane);
            for (var i = 0; i < from.Length; i++)
                rgb[i * 3 + channel] = (byte)((Math.Clamp(from[i], -1f, 1f) + 1) * 127.5f + 0.5f);
        }

        return rgb;
    }
}

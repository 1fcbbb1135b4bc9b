namespace ChatVideoBot.Inference.Diffusion;

/// <summary>The shape of one clip's latents: float32 [1, Channels, Frames, Height, Width], flat in C order.</summary>
public readonly record struct LatentShape(int Channels, int Frames, int Height, int Width)
{
    /// <summary>Values of one channel of one frame.</summary>
    public int Plane => Height * Width;

    public int Length => Channels * Frames * Plane;

    /// <summary>The dimensions for ONNX Runtime, with <paramref name="batch"/> clips.</summary>
    public long[] Dimensions(int batch = 1) => [batch, Channels, Frames, Height, Width];

    /// <summary>The frames from <paramref name="first"/> on, copied out of every channel.</summary>
    public float[] Slice(ReadOnlySpan<float> latents, int first, int count)
    {
        var slice = new float[Channels * count * Plane];
        for (var c = 0; c < Channels; c++)
            latents.Slice((c * Frames + first) * Plane, count * Plane).CopyTo(slice.AsSpan(c * count * Plane));
        return slice;
    }
}

namespace ChatVideoBot.Inference.Diffusion;

/// <summary>The order in which a denoiser's graph has its latents. Everything else here has them as [C, f, h, w].</summary>
public enum LatentLayout
{
    /// <summary>[B, C, f, h, w]: Wan, AnimateDiff, pocket.</summary>
    ChannelsFirst,

    /// <summary>[B, f, C, h, w]: Stable Video Diffusion.</summary>
    FramesFirst,

    /// <summary>[B, f·h·w, C], frame by frame, row by row: LTX-Video.</summary>
    Tokens,
}

/// <summary>Moves latents between [C, f, h, w] and a graph's own order.</summary>
public static class LatentOrder
{
    /// <summary>The dimensions of a graph's tensor.</summary>
    public static long[] Dimensions(this LatentLayout layout, LatentShape shape, int batch) => layout switch
    {
        LatentLayout.ChannelsFirst => [batch, shape.Channels, shape.Frames, shape.Height, shape.Width],
        LatentLayout.FramesFirst => [batch, shape.Frames, shape.Channels, shape.Height, shape.Width],
        _ => [batch, shape.Frames * shape.Plane, shape.Channels],
    };

    /// <summary>Writes the latents' channels among the channels of a graph's tensor.</summary>
    /// <param name="latents">[C, f, h, w], flat.</param>
    /// <param name="into">One clip of the graph's tensor, which has <paramref name="allChannels"/> channels.</param>
    /// <param name="firstChannel">The tensor's channel that the latents' first goes to.</param>
    public static void Pack(
        this LatentLayout layout, LatentShape shape, ReadOnlySpan<float> latents, Span<float> into, int allChannels, int firstChannel = 0)
    {
        if (layout == LatentLayout.ChannelsFirst)
        {
            latents.CopyTo(into[(firstChannel * shape.Frames * shape.Plane)..]);
            return;
        }

        for (var c = 0; c < shape.Channels; c++)
        {
            for (var f = 0; f < shape.Frames; f++)
            {
                var plane = latents.Slice((c * shape.Frames + f) * shape.Plane, shape.Plane);
                if (layout == LatentLayout.FramesFirst)
                {
                    plane.CopyTo(into[((f * allChannels + firstChannel + c) * shape.Plane)..]);
                    continue;
                }

                var to = into[(f * shape.Plane * allChannels + firstChannel + c)..];
                for (var i = 0; i < plane.Length; i++)
                    to[i * allChannels] = plane[i];
            }
        }
    }

    /// <summary>The way back, for a tensor with the latents' channels alone.</summary>
    public static void Unpack(this LatentLayout layout, LatentShape shape, ReadOnlySpan<float> packed, Span<float> latents)
    {
        if (layout == LatentLayout.ChannelsFirst)
        {
            packed.CopyTo(latents);
            return;
        }

        for (var c = 0; c < shape.Channels; c++)
        {
            for (var f = 0; f < shape.Frames; f++)
            {
                var plane = latents.Slice((c * shape.Frames + f) * shape.Plane, shape.Plane);
                if (layout == LatentLayout.FramesFirst)
                {
                    packed.Slice((f * shape.Channels + c) * shape.Plane, shape.Plane).CopyTo(plane);
                    continue;
                }

                var from = packed[(f * shape.Plane * shape.Channels + c)..];
                for (var i = 0; i < plane.Length; i++)
                    plane[i] = from[i * shape.Channels];
            }
        }
    }
}

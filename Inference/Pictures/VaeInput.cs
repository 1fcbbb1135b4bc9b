namespace ChatVideoBot.Inference.Pictures;

/// <summary>A picture as a video autoencoder takes it: diffusers' <c>VaeImageProcessor.preprocess</c> of a PIL image.</summary>
public static class VaeInput
{
    /// <summary>Resizes with Lanczos if the size differs (no crop), then maps 0..255 to -1..1.</summary>
    /// <returns>float32 [1, 3, 1, H, W], flat.</returns>
    public static float[] ToSample(this RgbPicture picture, int widthPixels, int heightPixels)
    {
        var rgb = PillowResize.Resize(picture, widthPixels, heightPixels, PillowFilter.Lanczos).Rgb;
        var plane = widthPixels * heightPixels;
        var sample = new float[3 * plane];
        for (var i = 0; i < plane; i++)
        {
            for (var c = 0; c < 3; c++)
                sample[c * plane + i] = 2 * (rgb[i * 3 + c] / 255f) - 1;
        }

        return sample;
    }
}

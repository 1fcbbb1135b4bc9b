using ChatVideoBot.Inference.Vae;
using ChatVideoBot.Inference.Video;

namespace ChatVideoBot.Inference.Pictures;

/// <summary>A user's picture at its own size, for preprocessing that does its own resizing.</summary>
public static class PictureFile
{
    /// <summary>Decodes the first frame, upright and on white, without scaling.</summary>
    /// <exception cref="ClipRefusedException">The picture cannot be used.</exception>
    /// <exception cref="ModelException">ffmpeg is missing.</exception>
    public static async Task<RgbPicture> ReadAsync(ReadOnlyMemory<byte> file, InferenceOptions options, CancellationToken cancel)
    {
        var header = PictureReader.Probe(file.Span, options);
        var (width, height) = header.Orientation >= 5 ? (header.HeightPixels, header.WidthPixels) : (header.WidthPixels, header.HeightPixels);
        return await CropAsync(file, width, height, options, cancel); // of its own size: nothing is cropped or scaled
    }

    /// <summary>Decodes the first frame, upright and on white, cropped around its centre and scaled.</summary>
    /// <exception cref="ClipRefusedException">The picture cannot be used.</exception>
    /// <exception cref="ModelException">ffmpeg is missing.</exception>
    public static async Task<RgbPicture> CropAsync(ReadOnlyMemory<byte> file, int widthPixels, int heightPixels, InferenceOptions options, CancellationToken cancel)
    {
        var sample = await PictureReader.DecodeAsync(file, widthPixels, heightPixels, options, cancel);
        return new RgbPicture(widthPixels, heightPixels, new DecodedFrames(sample, 0, 1, widthPixels, heightPixels).ToRgb(0, 1)); // the bytes that it was made of
    }
}

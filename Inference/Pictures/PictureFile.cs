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
        var sample = await PictureReader.DecodeAsync(file, width, height, options, cancel); // of its own size: nothing is cropped or scaled
        var plane = width * height;
        var rgb = new byte[checked(3 * plane)];
        for (var i = 0; i < plane; i++)
        {
            for (var c = 0; c < 3; c++)
                rgb[i * 3 + c] = (byte)MathF.Round((sample[c * plane + i] + 1) * 127.5f); // the bytes that it was made of
        }

        return new RgbPicture(width, height, rgb);
    }
}

using System.Numerics.Tensors;

namespace ChatVideoBot.Inference.Previews;

/// <summary>A few colours become many pixels: between the centres linearly, beyond the outermost as there.</summary>
internal static class SmoothEnlarging
{
    /// <param name="colours">Red, green and blue planes, 0 to 1: [3, h, w].</param>
    /// <param name="factor">Pixels a colour, each way.</param>
    /// <returns>RGB, one byte each, row by row.</returns>
    public static byte[] ToRgb(ReadOnlySpan<float> colours, int width, int height, int factor)
    {
        var (wide, high) = (width * factor, height * factor);
        var rows = new float[height * wide * 3]; // wide already, not yet high; a row's colours beside each other
        for (var x = 0; x < wide; x++)
        {
            var (left, right, share) = Between(x, width, factor);
            for (var y = 0; y < height; y++)
            {
                for (var c = 0; c < 3; c++)
                {
                    var row = colours.Slice((c * height + y) * width, width);
                    rows[(y * wide + x) * 3 + c] = Math.Clamp(float.Lerp(row[left], row[right], share), 0, 1) * 255;
                }
            }
        }

        var rgb = new byte[high * wide * 3];
        var line = new float[wide * 3];
        for (var y = 0; y < high; y++)
        {
            var (top, bottom, share) = Between(y, height, factor);
            TensorPrimitives.Lerp(rows.AsSpan(top * wide * 3, wide * 3), rows.AsSpan(bottom * wide * 3, wide * 3), share, line);
            TensorPrimitives.Add(line, 0.5f, line);
            TensorPrimitives.ConvertSaturating<float, byte>(line, rgb.AsSpan(y * wide * 3, wide * 3));
        }

        return rgb;
    }

    private static (int Before, int After, float Share) Between(int at, int length, int factor)
    {
        var centre = Math.Clamp((at + 0.5f) / factor - 0.5f, 0, length - 1);
        var before = (int)centre;
        return (before, Math.Min(before + 1, length - 1), centre - before);
    }
}

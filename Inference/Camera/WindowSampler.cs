using System.Numerics.Tensors;

namespace ChatVideoBot.Inference.Camera;

/// <summary>Draws what the camera's window sees, between pixels too, by Catmull and Rom's cubic: sharper than lines between pixels, and it does not shimmer as they do when the window creeps.</summary>
/// <remarks>Keys 1981, "Cubic convolution interpolation for digital image processing", a = −1/2.</remarks>
/// <param name="widthPixels">Of the frames that are looked at.</param>
/// <param name="newWidthPixels">Of the frames that are drawn.</param>
public sealed class WindowSampler(int widthPixels, int heightPixels, int newWidthPixels, int newHeightPixels)
{
    /// <summary>Below so many pixels to draw one processor is as fast as two.</summary>
    private const int SmallPixels = 1 << 15;

    /// <param name="rgb">Three bytes a pixel, row by row.</param>
    /// <returns>A frame of the new size.</returns>
    public byte[] Draw(byte[] rgb, CameraWindow window)
    {
        var drawn = new byte[newWidthPixels * newHeightPixels * 3];
        Action<int> draw = window.Turn == 0 ? Straight(rgb, window, drawn) : y => Turned(rgb, window, drawn, y);
        if (newWidthPixels * newHeightPixels < SmallPixels)
        {
            for (var y = 0; y < newHeightPixels; y++)
                draw(y);
        }
        else
        {
            Parallel.For(0, newHeightPixels, draw);
        }

        return drawn;
    }

    /// <summary>A row of the frame at a time: what is above and below is mixed first, and then left and right.</summary>
    private Action<int> Straight(byte[] rgb, CameraWindow window, byte[] drawn)
    {
        var taps = new (int First, float A, float B, float C, float D)[newWidthPixels];
        for (var x = 0; x < newWidthPixels; x++)
            taps[x] = Taps(window.CentreX * widthPixels + ((x + 0.5) / newWidthPixels - 0.5) * widthPixels * window.Scale - 0.5);
        var last = widthPixels - 1;
        return y =>
        {
            var (first, a, b, c, d) = Taps(window.CentreY * heightPixels + ((y + 0.5) / newHeightPixels - 0.5) * heightPixels * window.Scale - 0.5);
            var row = new float[widthPixels * 3];
            var one = new float[widthPixels * 3];
            for (var k = 0; k < 4; k++)
            {
                var line = Math.Clamp(first + k, 0, heightPixels - 1);
                TensorPrimitives.ConvertTruncating<byte, float>(rgb.AsSpan(line * widthPixels * 3, widthPixels * 3), one);
                TensorPrimitives.MultiplyAdd(one, k switch { 0 => a, 1 => b, 2 => c, _ => d }, row, row);
            }

            var into = drawn.AsSpan(y * newWidthPixels * 3, newWidthPixels * 3);
            for (var x = 0; x < newWidthPixels; x++)
            {
                ref readonly var tap = ref taps[x];
                var (i, j, k, l) = (Math.Clamp(tap.First, 0, last) * 3, Math.Clamp(tap.First + 1, 0, last) * 3, Math.Clamp(tap.First + 2, 0, last) * 3, Math.Clamp(tap.First + 3, 0, last) * 3);
                for (var channel = 0; channel < 3; channel++)
                    into[x * 3 + channel] = Byte(tap.A * row[i + channel] + tap.B * row[j + channel] + tap.C * row[k + channel] + tap.D * row[l + channel]);
            }
        };
    }

    private void Turned(byte[] rgb, CameraWindow window, byte[] drawn, int y)
    {
        var (cos, sin) = (Math.Cos(window.Turn), Math.Sin(window.Turn));
        var down = ((y + 0.5) / newHeightPixels - 0.5) * heightPixels * window.Scale;
        Span<float> across = stackalloc float[4], along = stackalloc float[4];
        Span<int> columns = stackalloc int[4];
        for (var x = 0; x < newWidthPixels; x++)
        {
            // The picture is turned one way, so it is looked up the other way. Downwards is positive here, so that is clockwise.
            var right = ((x + 0.5) / newWidthPixels - 0.5) * widthPixels * window.Scale;
            var (left, above) = (window.CentreX * widthPixels + right * cos + down * sin - 0.5, window.CentreY * heightPixels - right * sin + down * cos - 0.5);
            var (firstColumn, firstRow) = (0, 0);
            (firstColumn, across[0], across[1], across[2], across[3]) = Taps(left);
            (firstRow, along[0], along[1], along[2], along[3]) = Taps(above);
            for (var k = 0; k < 4; k++)
                columns[k] = Math.Clamp(firstColumn + k, 0, widthPixels - 1) * 3;
            float red = 0, green = 0, blue = 0;
            for (var k = 0; k < 4; k++)
            {
                var line = rgb.AsSpan(Math.Clamp(firstRow + k, 0, heightPixels - 1) * widthPixels * 3, widthPixels * 3);
                for (var l = 0; l < 4; l++)
                {
                    var weight = along[k] * across[l];
                    var at = columns[l];
                    red += weight * line[at];
                    green += weight * line[at + 1];
                    blue += weight * line[at + 2];
                }
            }

            var into = (y * newWidthPixels + x) * 3;
            (drawn[into], drawn[into + 1], drawn[into + 2]) = (Byte(red), Byte(green), Byte(blue));
        }
    }

    /// <summary>The four pixels that a place between pixels is made of: the first of them, and the share of each.</summary>
    private static (int First, float A, float B, float C, float D) Taps(double at)
    {
        var whole = (int)Math.Floor(at);
        var t = (float)(at - whole);
        return (whole - 1, t * (-0.5f + t * (1 - 0.5f * t)), 1 + t * t * (-2.5f + 1.5f * t), t * (0.5f + t * (2 - 1.5f * t)), t * t * (-0.5f + 0.5f * t));
    }

    private static byte Byte(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);
}

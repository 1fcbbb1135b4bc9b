namespace ChatVideoBot.Inference.Pictures;

/// <summary>Pillow's <c>Image.resize(size, resample)</c> for 8-bit RGB, bit for bit: models were trained on what it gives.</summary>
/// <remarks>Pillow's src/libImaging/Resample.c and Geometry.c (nearest): two passes, across and then down, 8 bits between them.</remarks>
public static class PillowResize
{
    private const int Half = 1 << (PillowTaps.FractionBits - 1);

    /// <param name="widthPixels">Of the result, 1 or more.</param>
    /// <param name="heightPixels">Of the result, 1 or more.</param>
    /// <returns>The same picture when it has that size.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1, or no filter of Pillow's.</exception>
    public static RgbPicture Resize(RgbPicture picture, int widthPixels, int heightPixels, PillowFilter filter) =>
        Resize(picture, widthPixels, heightPixels, filter, new PixelWindow(0, 0, widthPixels, heightPixels));

    /// <summary>The part of the resized picture within a window, which lies inside it.</summary>
    internal static RgbPicture Resize(RgbPicture picture, int width, int height, PillowFilter filter, PixelWindow window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (!Enum.IsDefined(filter))
            throw new ArgumentOutOfRangeException(nameof(filter), filter, "0 to 5.");
        if (filter == PillowFilter.Nearest || (width, height) == (picture.WidthPixels, picture.HeightPixels))
            return Pick(picture, width, height, window);
        var down = height == picture.HeightPixels ? null : PillowTaps.Of(filter, picture.HeightPixels, height, window.Top, window.HeightPixels);
        var (top, bottom) = down is null
            ? (window.Top, window.Top + window.HeightPixels)
            : (down.First.Min(), Enumerable.Range(0, window.HeightPixels).Max(i => down.First[i] + down.Weights(i).Length));
        var across = Across(picture, top, bottom, width, filter, window);
        return down is null ? across : Down(across, top, down);
    }

    /// <summary>The first pass, over the rows that the second needs.</summary>
    private static RgbPicture Across(RgbPicture picture, int top, int bottom, int width, PillowFilter filter, PixelWindow window)
    {
        if (width == picture.WidthPixels)
            return Pick(picture, width, picture.HeightPixels, window with { Top = top, HeightPixels = bottom - top });
        var taps = PillowTaps.Of(filter, picture.WidthPixels, width, window.Left, window.WidthPixels);
        var result = new byte[checked((bottom - top) * window.WidthPixels * 3)];
        for (var y = top; y < bottom; y++)
        {
            var row = picture.Rgb.AsSpan(y * picture.WidthPixels * 3, picture.WidthPixels * 3);
            var into = result.AsSpan((y - top) * window.WidthPixels * 3, window.WidthPixels * 3);
            for (var x = 0; x < window.WidthPixels; x++)
            {
                var weights = taps.Weights(x);
                var from = row.Slice(taps.First[x] * 3, weights.Length * 3);
                var (red, green, blue) = (Half, Half, Half);
                for (var k = 0; k < weights.Length; k++)
                {
                    red += from[k * 3] * weights[k];
                    green += from[k * 3 + 1] * weights[k];
                    blue += from[k * 3 + 2] * weights[k];
                }

                (into[x * 3], into[x * 3 + 1], into[x * 3 + 2]) = (Byte(red), Byte(green), Byte(blue));
            }
        }

        return new RgbPicture(window.WidthPixels, bottom - top, result);
    }

    /// <summary>The second pass.</summary>
    /// <param name="top">The row of the source that is this picture's first.</param>
    private static RgbPicture Down(RgbPicture picture, int top, PillowTaps taps)
    {
        var stride = picture.WidthPixels * 3;
        var height = taps.First.Length;
        var result = new byte[checked(height * stride)];
        var sums = new int[stride];
        for (var y = 0; y < height; y++)
        {
            Array.Fill(sums, Half);
            var weights = taps.Weights(y);
            for (var k = 0; k < weights.Length; k++)
            {
                var weight = weights[k];
                var row = picture.Rgb.AsSpan((taps.First[y] - top + k) * stride, stride);
                for (var x = 0; x < row.Length; x++)
                    sums[x] += row[x] * weight;
            }

            var into = result.AsSpan(y * stride, stride);
            for (var x = 0; x < into.Length; x++)
                into[x] = Byte(sums[x]);
        }

        return new RgbPicture(picture.WidthPixels, height, result);
    }

    /// <summary>The nearest pixel of each; that of the same size is a copy.</summary>
    private static RgbPicture Pick(RgbPicture picture, int width, int height, PixelWindow window)
    {
        if ((width, height) == (picture.WidthPixels, picture.HeightPixels) && window == new PixelWindow(0, 0, width, height))
            return picture;
        var columns = Nearest(picture.WidthPixels, width);
        var rows = Nearest(picture.HeightPixels, height);
        var result = new byte[checked(window.WidthPixels * window.HeightPixels * 3)];
        for (var y = 0; y < window.HeightPixels; y++)
        {
            var row = picture.Rgb.AsSpan(rows[window.Top + y] * picture.WidthPixels * 3, picture.WidthPixels * 3);
            for (var x = 0; x < window.WidthPixels; x++)
                row.Slice(columns[window.Left + x] * 3, 3).CopyTo(result.AsSpan((y * window.WidthPixels + x) * 3));
        }

        return new RgbPicture(window.WidthPixels, window.HeightPixels, result);
    }

    // Pillow adds the step up rather than multiply: the last bit of a double decides between two pixels.
    private static int[] Nearest(int source, int target)
    {
        var (indices, step) = (new int[target], (double)source / target);
        var at = step * 0.5;
        for (var i = 0; i < target; i++, at += step)
            indices[i] = Math.Min((int)at, source - 1);
        return indices;
    }

    private static byte Byte(int sum) => (byte)Math.Clamp(sum >> PillowTaps.FractionBits, 0, 255);
}

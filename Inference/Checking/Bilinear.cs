namespace ChatVideoBot.Inference.Checking;

/// <summary>TensorFlow.js' <c>resizeBilinear</c> with <c>alignCorners</c>: the corner pixels' centres stay in the corners; nothing is averaged when a picture shrinks.</summary>
/// <remarks>tfjs-backend-cpu 4.22, kernels/ResizeBilinear: a channel's values are divided by 255 first, and weighed in double precision.</remarks>
internal static class Bilinear
{
    private static readonly float[] Unit = [.. Enumerable.Range(0, 256).Select(b => b / 255f)];

    /// <param name="rgb">One byte each, row by row.</param>
    /// <returns>[3, side, side], flat, 0 to 1.</returns>
    public static float[] Planes(ReadOnlySpan<byte> rgb, int widthPixels, int heightPixels, int side)
    {
        var (planes, plane) = (new float[3 * side * side], side * side);
        var columns = Places(widthPixels, side);
        var rows = Places(heightPixels, side);
        for (var y = 0; y < side; y++)
        {
            var row = rows[y];
            var above = rgb.Slice(row.Before * widthPixels * 3, widthPixels * 3);
            var below = rgb.Slice(row.After * widthPixels * 3, widthPixels * 3);
            for (var x = 0; x < side; x++)
            {
                var column = columns[x];
                var (left, right) = (column.Before * 3, column.After * 3);
                for (var channel = 0; channel < 3; channel++)
                {
                    var top = Mix(Unit[above[left + channel]], Unit[above[right + channel]], column.Share);
                    var bottom = Mix(Unit[below[left + channel]], Unit[below[right + channel]], column.Share);
                    planes[channel * plane + y * side + x] = (float)Mix(top, bottom, row.Share);
                }
            }
        }

        return planes;
    }

    private static double Mix(double from, double to, double share) => from + (to - from) * share;

    private static (int Before, int After, double Share)[] Places(int length, int side) => [.. Enumerable.Range(0, side).Select(i =>
    {
        var at = i * ((length - 1) / (side - 1.0));
        var before = (int)Math.Floor(at);
        return (before, Math.Min(length - 1, (int)Math.Ceiling(at)), at - before);
    })];
}

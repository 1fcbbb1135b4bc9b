namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>Evenly spaced numbers, rounded as the reference's (NumPy's) are: a schedule must agree to the last bit.</summary>
internal static class Spacing
{
    /// <summary>n numbers from first to last, both included; only the first when n is 1.</summary>
    public static double[] Line(double first, double last, int n)
    {
        var step = n > 1 ? (last - first) / (n - 1) : 0;
        var line = new double[n];
        for (var i = 0; i < n; i++)
            line[i] = i * step + first;
        if (n > 1)
            line[^1] = last;
        return line;
    }

    /// <summary>The same in float32: the second half is counted from the end.</summary>
    public static float[] LineFloat32(double first, double last, int n)
    {
        float from = (float)first, to = (float)last;
        var step = n > 1 ? (to - from) / (n - 1) : 0;
        var line = new float[n];
        for (var i = 0; i < n; i++)
            line[i] = i < n / 2 || n == 1 ? (float)(from + (double)step * i) : (float)(to - (double)step * (n - 1 - i));
        return line;
    }

    /// <summary>The timesteps T, T − T/n, … to above 0, rounded to even and one less: the "trailing" spacing.</summary>
    public static double[] Trailing(int trainTimesteps, int n)
    {
        // The step is the difference of the first two, as the reference's range has it, not T/n itself.
        var step = trainTimesteps - (double)trainTimesteps / n - trainTimesteps;
        var line = new double[n];
        for (var i = 0; i < n; i++)
            line[i] = Math.Round(trainTimesteps + i * step) - 1;
        return line;
    }

    /// <summary>(n − 1)·ratio, …, ratio, 0 and the offset: the "leading" spacing.</summary>
    public static double[] Leading(int ratio, int n, int offset)
    {
        var line = new double[n];
        for (var i = 0; i < n; i++)
            line[i] = (long)(n - 1 - i) * ratio + offset;
        return line;
    }

    /// <summary>The table's value between two of its places; its end beyond them.</summary>
    public static double Interpolate(double at, float[] table)
    {
        if (at <= 0)
            return table[0];
        if (at >= table.Length - 1)
            return table[^1];
        var low = (int)at;
        return ((double)table[low + 1] - table[low]) * (at - low) + table[low];
    }
}

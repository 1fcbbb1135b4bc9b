using System.Globalization;
using System.IO.Compression;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Inference.Tests.Matting;

/// <summary>A clip drawn by <c>training/matte/golden.py</c> of an object that the network never saw, and what is in front in it.</summary>
internal sealed record DrawnClip(int Width, int Height, List<byte[]> Frames, List<float[]> Truth)
{
    /// <param name="name">"bus.9x96x64": frames, width and height.</param>
    public static DrawnClip Read(string name)
    {
        var size = name.Split('.')[1].Split('x').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        var (pixels, frames, truth) = (size[1] * size[2], new List<byte[]>(), new List<float[]>());
        using var file = new GZipStream(File.OpenRead(Path.Combine(Repository.Root, "tests", "Inference.Tests", "Matting", "golden", name + ".rgba.gz")), CompressionMode.Decompress);
        for (var f = 0; f < size[0]; f++)
        {
            var rgba = new byte[pixels * 4];
            file.ReadExactly(rgba);
            frames.Add([.. Enumerable.Range(0, pixels * 3).Select(i => rgba[i / 3 * 4 + i % 3])]);
            truth.Add([.. Enumerable.Range(0, pixels).Select(i => rgba[i * 4 + 3] / 255f)]);
        }

        return new DrawnClip(size[1], size[2], frames, truth);
    }

    /// <summary>What two mattes share of what either has, of the pixels above one half; 1 = the same.</summary>
    public static double Overlap(float[] one, float[] other) =>
        one.Zip(other).Count(p => p.First > 0.5f && p.Second > 0.5f) / Math.Max(1.0, one.Zip(other).Count(p => p.First > 0.5f || p.Second > 0.5f));
}

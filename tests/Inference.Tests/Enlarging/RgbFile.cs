using System.Globalization;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Inference.Tests.Enlarging;

/// <summary>A golden picture: "NAME.WIDTHxHEIGHT.rgb", bytes without a header.</summary>
internal sealed record RgbFile(string Name, int Width, int Height, byte[] Rgb)
{
    /// <param name="room">"Enlarging" or "Checking".</param>
    /// <param name="name">"photo.25x19".</param>
    public static RgbFile Read(string room, string name)
    {
        var size = name.Split('.')[1].Split('x').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        return new RgbFile(name, size[0], size[1], File.ReadAllBytes(PathOf(room, name + ".rgb")));
    }

    public static string PathOf(string room, string file) => Path.Combine(Repository.Root, "tests", "Inference.Tests", room, "golden", file);

    /// <summary>Soft shapes under a little noise, the same at every run.</summary>
    public static byte[] Drawn(int width, int height, int seed = 1)
    {
        var (random, rgb) = (new Random(seed), new byte[3 * width * height]);
        for (var i = 0; i < rgb.Length; i++)
        {
            var (x, y, channel) = (i / 3 % width, i / 3 / width, i % 3);
            var wave = 127 + 90 * Math.Sin((x * (channel + 1) + y * 2) / 7.0) + ((x - width / 3) * (x - width / 3) + (y - height / 2) * (y - height / 2) < 200 ? 60 : 0);
            rgb[i] = (byte)Math.Clamp(wave + random.Next(-12, 13), 0, 255);
        }

        return rgb;
    }

    /// <summary>The largest difference of two pictures' bytes, and the share of bytes that differ.</summary>
    public static (int Largest, double Share) Differ(byte[] one, byte[] other)
    {
        Assert.Equal(one.Length, other.Length);
        var differences = one.Zip(other, (a, b) => Math.Abs(a - b)).ToList();
        return (differences.Max(), differences.Average(d => d > 0 ? 1 : 0));
    }
}

using ChatVideoBot.Inference.Pictures;

namespace ChatVideoBot.Inference.Tests.Pictures;

/// <summary>Pictures that the reference drew, too, by the same arithmetic, so that only hashes of results need be stored.</summary>
internal static class DrawnPicture
{
    /// <param name="kind">"noise", "hard" (noise of 0 and 255 alone, where filters overshoot), or "smooth".</param>
    public static RgbPicture Draw(int width, int height, int seed, string kind)
    {
        var rgb = new byte[width * height * 3];
        for (var i = 0; i < rgb.Length; i++)
            rgb[i] = kind == "smooth" ? Smooth(i / 3 % width, i / 3 / width, i % 3, seed) : Noise((uint)i + (uint)(seed * 7919), kind);
        return new RgbPicture(width, height, rgb);
    }

    private static byte Noise(uint i, string kind)
    {
        var v = unchecked(i * 2654435761u);
        v ^= v >> 15;
        v = unchecked(v * 2246822519u);
        v ^= v >> 13;
        return kind == "noise" ? (byte)v : (byte)((v & 255) < 128 ? 0 : 255);
    }

    private static byte Smooth(int x, int y, int channel, int seed) => (byte)(channel switch
    {
        0 => (x * 7 + y * 3 + seed) / 5,
        1 => (x * y + seed) / 16,
        _ => 255 - (x * 3 + y * 11) / 9,
    } & 255);
}

namespace ChatVideoBot.Inference.Pictures;

/// <summary>A picture of 8 bits a channel, sRGB, without transparency.</summary>
/// <param name="WidthPixels">1 or more.</param>
/// <param name="HeightPixels">1 or more.</param>
/// <param name="Rgb">Red, green, blue of each pixel, row by row from the top left.</param>
public sealed record RgbPicture(int WidthPixels, int HeightPixels, byte[] Rgb)
{
    public int WidthPixels { get; } = WidthPixels >= 1 ? WidthPixels : throw new ArgumentOutOfRangeException(nameof(WidthPixels), WidthPixels, "At least 1.");

    public int HeightPixels { get; } = HeightPixels >= 1 ? HeightPixels : throw new ArgumentOutOfRangeException(nameof(HeightPixels), HeightPixels, "At least 1.");

    public byte[] Rgb { get; } = Rgb.LongLength == 3L * WidthPixels * HeightPixels
        ? Rgb
        : throw new ArgumentException($"{WidthPixels} x {HeightPixels} pixels are {3L * WidthPixels * HeightPixels} bytes, not {Rgb.Length}.", nameof(Rgb));
}

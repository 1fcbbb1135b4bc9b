namespace ChatVideoBot.Inference.Pictures;

/// <summary>What an image encoder takes.</summary>
/// <param name="Values">float32 [1, 3, H, W], flat.</param>
public sealed record PixelValues(float[] Values, int WidthPixels, int HeightPixels);

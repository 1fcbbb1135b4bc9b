namespace ChatVideoBot.Inference.Pictures;

/// <summary>The part of a picture that is wanted; what lies outside is not computed.</summary>
internal readonly record struct PixelWindow(int Left, int Top, int WidthPixels, int HeightPixels);

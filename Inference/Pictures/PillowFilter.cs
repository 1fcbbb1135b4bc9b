namespace ChatVideoBot.Inference.Pictures;

/// <summary>Pillow's resampling filters under its own numbers, as a <c>preprocessor_config.json</c> names them.</summary>
public enum PillowFilter
{
    Nearest = 0,
    Lanczos = 1,
    Bilinear = 2,
    Bicubic = 3,
    Box = 4,
    Hamming = 5,
}

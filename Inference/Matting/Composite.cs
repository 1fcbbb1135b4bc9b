namespace ChatVideoBot.Inference.Matting;

/// <summary>Pictures laid over each other.</summary>
public static class Composite
{
    /// <summary>Keeps of a generated picture what the mask M marks: M·generated + (1 − M)·original, in place.</summary>
    /// <param name="generated">RGB, 3 bytes for each pixel. Where M is 1 or more not a bit of it changes.</param>
    /// <param name="original">As large. Where M is 0, less or no number, exactly this is what remains.</param>
    /// <param name="mask">One value for each pixel.</param>
    /// <exception cref="ArgumentException">The three differ in size.</exception>
    public static void Blend(Span<byte> generated, ReadOnlySpan<byte> original, ReadOnlySpan<float> mask)
    {
        if (generated.Length != original.Length)
            throw new ArgumentException($"The pictures differ in size: {generated.Length} bytes and {original.Length}.", nameof(original));
        if (mask.Length * 3L != generated.Length)
            throw new ArgumentException($"A picture of {generated.Length} bytes needs a mask of {generated.Length / 3} values, not {mask.Length}.", nameof(mask));
        for (var pixel = 0; pixel < mask.Length; pixel++)
        {
            var m = mask[pixel];
            if (m >= 1)
                continue;
            for (var i = pixel * 3; i < pixel * 3 + 3; i++)
                generated[i] = m > 0 ? (byte)MathF.Round(m * generated[i] + (1 - m) * original[i]) : original[i];
        }
    }
}

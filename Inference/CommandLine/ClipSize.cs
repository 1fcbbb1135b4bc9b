using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatVideoBot.Inference.CommandLine;

/// <summary>"832x480": the value of <c>--size</c>. Whether a model makes it, the plan knows.</summary>
internal static partial class ClipSize
{
    /// <exception cref="UsageException">It is no width and height.</exception>
    public static (int WidthPixels, int HeightPixels)? Read(string? text)
    {
        if (text is null)
            return null;
        var match = Pattern().Match(text.Trim());
        return match.Success && Side(match.Groups[1]) is { } width && Side(match.Groups[2]) is { } height
            ? (width, height)
            : throw new UsageException($"--size: \"{Sentence.Short(text)}\" is not WxH in pixels, for example 832x480.");
    }

    private static int? Side(Group digits) =>
        int.TryParse(digits.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var side) ? side : null;

    [GeneratedRegex("^([-+]?[0-9]{1,10})[xX×]([-+]?[0-9]{1,10})$")]
    private static partial Regex Pattern();
}

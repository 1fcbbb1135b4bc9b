using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatVideoBot.Queue;

/// <summary>A shape as a request spells it: "16:9".</summary>
public static partial class AspectText
{
    /// <returns>Width divided by height; null when it is none.</returns>
    public static double? Read(string text)
    {
        var match = Pattern().Match(text.Trim());
        return match.Success && Number(match.Groups[1]) is > 0 and var width && Number(match.Groups[2]) is > 0 and var height ? width / height : null;
    }

    private static double Number(Group group) => double.Parse(group.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^([0-9]{1,5}(?:\.[0-9]{1,4})?)\s*[:x/]\s*([0-9]{1,5}(?:\.[0-9]{1,4})?)$")]
    private static partial Regex Pattern();
}

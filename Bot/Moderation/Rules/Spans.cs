using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatVideoBot.Bot.Moderation.Rules;

/// <summary>Lengths of time as moderators type them: "10m", "2h", "3d", "1w", "1d 12h".</summary>
internal static partial class Spans
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>Null when it is none, or longer than a year.</summary>
    public static TimeSpan? Parse(string text)
    {
        var match = Whole().Match(text.Trim().ToLowerInvariant());
        if (!match.Success) return null;
        var sum = TimeSpan.Zero;
        for (var i = 0; i < match.Groups[1].Captures.Count; i++)
        {
            var number = double.Parse(match.Groups[1].Captures[i].ValueSpan, CultureInfo.InvariantCulture);
            sum += match.Groups[2].Captures[i].Value[0] switch
            {
                'm' => TimeSpan.FromMinutes(number),
                'h' => TimeSpan.FromHours(number),
                'd' => TimeSpan.FromDays(number),
                _ => TimeSpan.FromDays(7 * number),
            };
            if (sum > Longest) return null;
        }
        return sum;
    }

    /// <summary>What was meant, of all that <see cref="Parse"/> reads: the nearest whole minutes from none to <see cref="Longest"/>. A number alone is minutes.</summary>
    /// <returns>Null when there is no number in it.</returns>
    public static TimeSpan? Nearest(string text)
    {
        var parts = Loose().Matches(text.ToLowerInvariant());
        if (parts.Count == 0) return null;
        var minutes = parts.Sum(part => double.Parse(part.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * (part.Groups[2].Value switch
        {
            "s" => 1 / 60d,
            "h" => 60,
            "d" => 24 * 60,
            "w" => 7 * 24 * 60,
            "y" => 365 * 24 * 60,
            _ => 1,
        }));
        return TimeSpan.FromMinutes(Math.Clamp(Math.Round(minutes), 0, Longest.TotalMinutes));
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public static string Write(TimeSpan span)
    {
        string[] parts =
        [
            span.Days > 0 ? $"{span.Days.ToString(CultureInfo.InvariantCulture)}d" : "",
            span.Hours > 0 ? $"{span.Hours.ToString(CultureInfo.InvariantCulture)}h" : "",
            span.Minutes > 0 ? $"{span.Minutes.ToString(CultureInfo.InvariantCulture)}m" : "",
        ];
        var text = string.Join(' ', parts.Where(part => part.Length > 0));
        return text.Length > 0 ? text : "0m";
    }

    [GeneratedRegex(@"^(?:([0-9]{1,5})\s*(m|min|h|d|w)\s*)+$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"(-?[0-9]{1,9}(?:\.[0-9]{1,9})?)[0-9]*\s*([smhdwy])?")]
    private static partial Regex Loose();
}

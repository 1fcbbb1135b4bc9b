using System.Globalization;
using ChatVideoBot.Bot.Wording;

namespace ChatVideoBot.Bot.Orders;

/// <summary>What may be asked for, decided before anything is queued. Each answer is the sentence that refuses, or null.</summary>
public static class ClipRules
{
    public static string? RefusePrompt(string prompt, BotOptions limits, Tongue tongue)
    {
        if (string.IsNullOrWhiteSpace(prompt)) return tongue.Say("order.prompt.empty");
        return prompt.Length > limits.LongestPrompt
            ? tongue.Say("order.prompt.long", ("count", prompt.Length), ("most", limits.LongestPrompt), ("over", prompt.Length - limits.LongestPrompt))
            : null;
    }

    public static string? RefuseSeconds(double seconds, BotOptions limits, Tongue tongue)
    {
        if (!double.IsFinite(seconds)) return tongue.Say("order.number", ("option", "seconds"), ("value", "?"));
        if (seconds < limits.ShortestSeconds) return tongue.Say("order.seconds.short", ("value", seconds), ("nearest", limits.ShortestSeconds));
        return seconds > limits.LongestSeconds ? tongue.Say("order.seconds.long", ("value", seconds), ("nearest", limits.LongestSeconds)) : null;
    }

    public static string? RefuseSeed(long seed, Tongue tongue) => seed is < 0 or > uint.MaxValue
        ? tongue.Say("order.seed.range", ("value", seed.ToString(CultureInfo.InvariantCulture)), ("most", uint.MaxValue.ToString(CultureInfo.InvariantCulture)),
            ("nearest", seed < 0 ? "0" : uint.MaxValue.ToString(CultureInfo.InvariantCulture)))
        : null;
}

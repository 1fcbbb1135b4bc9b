using System.Globalization;
using System.Net.Http.Headers;

namespace ChatVideoBot.Discord.Rest.RateLimits;

/// <summary>What an answer says about its bucket.</summary>
/// <param name="Bucket">Discord's name for the limit; unique only together with the major id.</param>
/// <param name="Limit">Requests a window.</param>
/// <param name="Remaining">Requests left in this window.</param>
/// <param name="ResetAfter">Until the next window. Taken instead of X-RateLimit-Reset, which needs equal clocks.</param>
internal sealed record RateLimitHeaders(string Bucket, int Limit, int Remaining, TimeSpan ResetAfter)
{
    /// <summary>Discord gives milliseconds, and clocks are coarse: a window never ends before this much more.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(2);

    /// <summary>Null when the answer names no bucket, or not all of it can be read.</summary>
    public static RateLimitHeaders? Read(HttpResponseHeaders headers)
    {
        if (Text(headers, "X-RateLimit-Bucket") is not { Length: > 0 } bucket
            || !int.TryParse(Text(headers, "X-RateLimit-Limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit < 1
            || !int.TryParse(Text(headers, "X-RateLimit-Remaining"), NumberStyles.None, CultureInfo.InvariantCulture, out var remaining)
            || Seconds(Text(headers, "X-RateLimit-Reset-After")) is not { } resetAfter)
            return null;
        return new(bucket, limit, Math.Min(remaining, limit), resetAfter + Rounding);
    }

    /// <summary>Whether the answer says anything of a limit, even if it cannot be read.</summary>
    public static bool Any(HttpResponseHeaders headers) =>
        headers.NonValidated.Any(header => header.Key.StartsWith("X-RateLimit-", StringComparison.OrdinalIgnoreCase));

    public static string? Text(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    /// <summary>Seconds with decimals, up to a day; null when it is no such number.</summary>
    public static TimeSpan? Seconds(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && double.IsFinite(seconds) && seconds >= 0
            ? TimeSpan.FromSeconds(Math.Min(seconds, 86_400))
            : null;
}

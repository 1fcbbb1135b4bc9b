using System.Net.Http.Headers;
using System.Text.Json;
using ChatVideoBot.Discord.Json;

namespace ChatVideoBot.Discord.Rest.RateLimits;

/// <summary>Whom a 429 stops.</summary>
internal enum RefusalScope
{
    /// <summary>The request's bucket.</summary>
    Bucket,

    /// <summary>Only this request: a limit that others share, or one within the bucket.</summary>
    Request,

    /// <summary>Everything but interactions.</summary>
    Bot,

    /// <summary>Everything: not Discord's application but the network before it.</summary>
    Address,
}

/// <summary>A 429: whom it stops, for how long, and whether it counts as invalid.</summary>
internal sealed record Refusal(RefusalScope Scope, TimeSpan RetryAfter, bool IsInvalid)
{
    private static readonly TimeSpan WhenNotSaid = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AtLeast = TimeSpan.FromMilliseconds(100); // "0" must not make us knock ten times in a row

    public static Refusal Read(HttpResponseHeaders headers, ReadOnlyMemory<byte> body)
    {
        var (fromBody, isGlobal, isDiscords) = ReadBody(body);
        var wait = fromBody ?? RateLimitHeaders.Seconds(RateLimitHeaders.Text(headers, "Retry-After")) ?? WhenNotSaid;
        wait = wait < AtLeast ? AtLeast : wait;
        var scope = RateLimitHeaders.Text(headers, "X-RateLimit-Scope");
        if (scope == "shared")
            return new(RefusalScope.Request, wait, IsInvalid: false);
        if (scope == "global" || isGlobal || RateLimitHeaders.Text(headers, "X-RateLimit-Global") is "true")
            return new(RefusalScope.Bot, wait, IsInvalid: true);
        if (!isDiscords && scope is null)
            return new(RefusalScope.Address, wait, IsInvalid: true);
        return RateLimitHeaders.Read(headers) is { Remaining: > 0 }
            ? new(RefusalScope.Request, wait, IsInvalid: true) // a limit within the bucket, such as a channel's renaming
            : new(RefusalScope.Bucket, wait, IsInvalid: true);
    }

    private static (TimeSpan? RetryAfter, bool IsGlobal, bool IsDiscords) ReadBody(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return (null, false, false);
            var wait = Field.Of(root, "retry_after") is { ValueKind: JsonValueKind.Number or JsonValueKind.String } seconds
                ? RateLimitHeaders.Seconds(Field.Text(seconds))
                : null;
            return (wait, Field.Of(root, "global") is { ValueKind: JsonValueKind.True }, true);
        }
        catch (JsonException)
        {
            return (null, false, false); // a page of HTML
        }
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>How many requests a bucket takes in a time.</summary>
internal sealed record Limit(int Requests, TimeSpan Per)
{
    public static readonly Limit Ordinary = new(50, TimeSpan.FromSeconds(1));
    public static readonly Limit Messages = new(5, TimeSpan.FromSeconds(5));
    public static readonly Limit Deletes = new(5, TimeSpan.FromSeconds(1));
    public static readonly Limit Webhooks = new(5, TimeSpan.FromSeconds(2));
    public static readonly Limit Reactions = new(1, TimeSpan.FromSeconds(0.25));
    public static readonly Limit Commands = new(20, TimeSpan.FromSeconds(20));
}

/// <summary>What a bucket says after a request: its headers, and whether the request was one too many.</summary>
internal sealed record BucketState(string Bucket, int Limit, int Remaining, DateTimeOffset Reset, TimeSpan ResetAfter, bool Exceeded)
{
    public void WriteTo(IHeaderDictionary headers)
    {
        headers["X-RateLimit-Limit"] = Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = (Reset.ToUnixTimeMilliseconds() / 1000.0).ToString("0.000", CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset-After"] = ResetAfter.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
        headers["X-RateLimit-Bucket"] = Bucket;
    }
}

/// <summary>Counts requests by caller, bucket and major parameter, and all of a caller by the second. Called under the house's lock.</summary>
internal sealed class RateLimits(TimeProvider time)
{
    private const int GlobalPerSecond = 50;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan InvalidWindow = TimeSpan.FromMinutes(10);
    private readonly Dictionary<(ulong Caller, string Bucket, string Major), (int Used, DateTimeOffset Reset)> _windows = [];
    private readonly Dictionary<ulong, Queue<DateTimeOffset>> _global = [];
    private readonly Queue<DateTimeOffset> _invalid = new();

    /// <summary>The name that the bucket's header carries: short, opaque and the same in every run.</summary>
    public static string NameOf(string route) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(route)))[..32];

    /// <param name="caller">The bot; 0 for whoever comes without its token.</param>
    public BucketState Count(ulong caller, string bucket, string major, Limit limit)
    {
        var now = time.GetUtcNow();
        if (_windows.Count > 5000)
        {
            foreach (var (old, _) in _windows.Where(w => w.Value.Reset <= now).ToArray())
                _windows.Remove(old);
        }
        if (!_windows.TryGetValue((caller, bucket, major), out var window) || window.Reset <= now)
            window = (0, now + limit.Per);
        var exceeded = window.Used >= limit.Requests;
        if (!exceeded)
            window.Used++;
        _windows[(caller, bucket, major)] = window;
        return new BucketState(bucket, limit.Requests, limit.Requests - window.Used, window.Reset, window.Reset - now, exceeded);
    }

    /// <summary>How long to wait when this second's requests are used up; null when it is not.</summary>
    public TimeSpan? CountGlobal(ulong caller)
    {
        var now = time.GetUtcNow();
        if (!_global.TryGetValue(caller, out var sent))
            _global[caller] = sent = new();
        while (sent.TryPeek(out var first) && now - first >= Second)
            sent.Dequeue();
        if (sent.Count >= GlobalPerSecond)
            return Second - (now - sent.Peek());
        sent.Enqueue(now);
        return null;
    }

    /// <summary>Counts an answer of 401, 403 or 429 that was not shared.</summary>
    public void CountInvalid() => _invalid.Enqueue(time.GetUtcNow());

    /// <summary>How long this machine is banned for too many invalid requests; null when it is not.</summary>
    public TimeSpan? Banned(int most)
    {
        var now = time.GetUtcNow();
        while (_invalid.TryPeek(out var first) && now - first >= InvalidWindow)
            _invalid.Dequeue();
        return _invalid.Count >= most ? InvalidWindow - (now - _invalid.Peek()) : null;
    }
}

namespace ChatVideoBot.Discord.Rest.RateLimits;

/// <summary>
/// What is known of one limit at Discord, and whether a request may be sent now. Not safe for threads; moments are on one monotonic clock.
/// </summary>
/// <remarks>
/// Never sends more than the limit within a window of the server's, in whatever order requests and answers travel: every answer can only
/// move the window's end back; when the end has passed, the requests still under way count in the next window, because they may be
/// counted there; and all others have been answered, with an end that is now past.
/// </remarks>
internal sealed class Bucket
{
    /// <summary>A request that was given up may still be on its way to Discord.</summary>
    public static readonly TimeSpan Travel = TimeSpan.FromSeconds(0.5);

    private int? _limit; // null: nothing is known yet; int.MaxValue: there is none
    private int _sent; // in this window, as far as we can tell: what was under way at its start included
    private TimeSpan? _windowEnds; // null: no answer of this window has come yet
    private TimeSpan _longestWindow = TimeSpan.FromSeconds(1);
    private TimeSpan _blockedUntil;

    /// <summary>Requests sent and not yet answered.</summary>
    public int UnderWay { get; private set; }

    /// <summary>Whether forgetting it now would lose nothing.</summary>
    public bool IsIdle(TimeSpan now) => UnderWay == 0 && (_windowEnds is null || _windowEnds <= now) && _blockedUntil <= now;

    /// <summary>
    /// Takes a place for a request, which must end in <see cref="Answered"/>, <see cref="Lost"/> or <see cref="GiveBack"/>.
    /// </summary>
    /// <returns>Zero when taken; else how long to wait before asking again, infinite when only an answer can tell.</returns>
    public TimeSpan TryTake(TimeSpan now)
    {
        if (_blockedUntil > now)
            return _blockedUntil - now;
        if (_windowEnds <= now)
        {
            _windowEnds = null;
            _sent = UnderWay;
        }
        var free = _limit is { } limit ? _sent < limit : UnderWay == 0; // unknown: one goes ahead to find out
        if (!free)
            return _windowEnds is { } ends && _limit is not null ? ends - now : Timeout.InfiniteTimeSpan;
        _sent++;
        UnderWay++;
        return TimeSpan.Zero;
    }

    /// <summary>The request was answered.</summary>
    /// <param name="now">When.</param>
    /// <param name="headers">What the answer said; null when it said nothing.</param>
    /// <param name="proves">Whether an answer without headers proves that there is no limit (one of a proxy's does not).</param>
    public void Answered(TimeSpan now, RateLimitHeaders? headers, bool proves)
    {
        UnderWay--;
        if (headers is not null)
            Learn(now, headers);
        else if (_limit is null && proves)
            _limit = int.MaxValue;
        else
            Close(now);
    }

    /// <summary>The request was sent, and no answer came or it named another bucket: it may have been counted here.</summary>
    public void Lost(TimeSpan now)
    {
        UnderWay--;
        Close(now);
    }

    /// <summary>The request was never sent.</summary>
    public void GiveBack()
    {
        UnderWay--;
        _sent--;
    }

    /// <summary>A request that is under way, sent in another bucket's place, turned out to be counted here.</summary>
    public void Join()
    {
        _sent++;
        UnderWay++;
    }

    /// <summary>Lets nothing through until then.</summary>
    public void Block(TimeSpan until) => _blockedUntil = until > _blockedUntil ? until : _blockedUntil;

    private void Learn(TimeSpan now, RateLimitHeaders headers)
    {
        var used = headers.Limit - headers.Remaining;
        _sent = Math.Max(_sent, _limit is null ? used + UnderWay : used); // those that came along from another bucket may not be counted yet
        _limit = headers.Limit;
        _longestWindow = Later(_longestWindow, headers.ResetAfter);
        _windowEnds = Later(_windowEnds ?? TimeSpan.Zero, now + headers.ResetAfter);
    }

    /// <summary>Without word of the window's end, it is as long as the longest seen.</summary>
    private void Close(TimeSpan now)
    {
        if (_limit is not null)
            _windowEnds = Later(_windowEnds ?? TimeSpan.Zero, now + _longestWindow + Travel);
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
}

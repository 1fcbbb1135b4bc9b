using System.Net;

namespace ChatVideoBot.Discord.Rest;

/// <summary>What to do after a try.</summary>
internal enum RestVerdict
{
    Succeed,
    WaitAndRepeat,
    BackOffAndRepeat,
    Fail,
}

/// <summary>How a try ended, as far as the next step depends on it.</summary>
internal static class RestTry
{
    /// <summary>What to do after the try.</summary>
    /// <param name="status">The answer's status; null when none came.</param>
    /// <param name="sent">Whether the request may have reached Discord.</param>
    /// <param name="repeatable">Whether doing it twice is as good as once.</param>
    /// <param name="isDelete">A delete that is repeated and finds nothing has been done.</param>
    /// <param name="triesBefore">How many tries failed before this one.</param>
    /// <param name="triesLeft">How many may follow.</param>
    public static RestVerdict Decide(HttpStatusCode? status, bool sent, bool repeatable, bool isDelete, int triesBefore, int triesLeft) => status switch
    {
        { } ok when (int)ok is >= 200 and < 300 => RestVerdict.Succeed,
        HttpStatusCode.TooManyRequests => RestVerdict.WaitAndRepeat,
        HttpStatusCode.NotFound when isDelete && triesBefore > 0 => RestVerdict.Succeed,
        HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or null
            or >= (HttpStatusCode)520 and <= (HttpStatusCode)524 => // Cloudflare, when it does not reach Discord
            triesLeft > 0 && (repeatable || !sent) ? RestVerdict.BackOffAndRepeat : RestVerdict.Fail,
        _ => RestVerdict.Fail,
    };
}

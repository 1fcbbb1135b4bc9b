namespace ChatVideoBot.Queue.Redis;

/// <summary>Says in a sentence what an error reply means.</summary>
internal static class RedisRefusal
{
    public static RedisException Of(RespError error, string asked, RedisAddress address) => error.Code switch
    {
        "LOADING" => new RedisAwayException($"Redis at {address} is still loading its data; {asked} did not run."),
        "MASTERDOWN" or "CLUSTERDOWN" or "TRYAGAIN" =>
            new RedisAwayException($"Redis at {address} cannot serve now; {asked} did not run. {error.Said}"),
        _ => new RedisRefusedException(error.Code, error.Said, $"{Sentence(error, asked, address)} ({error.Said})"),
    };

    /// <summary>Connecting again will not help until somebody changes the settings.</summary>
    public static bool IsForGood(RedisException e) => e is RedisRefusedException;

    private static string Sentence(RespError error, string asked, RedisAddress address) => error.Code switch
    {
        "WRONGPASS" => $"Redis at {address} does not accept the user or password of Redis:Url (or REDIS_URL).",
        "NOAUTH" => $"Redis at {address} wants a password: put it in Redis:Url (or REDIS_URL), as redis://user:password@host.",
        "NOPERM" => $"The user of Redis:Url (or REDIS_URL) may not run {asked} at {address}: its ACL needs ~vq:* &vq:* +@all -@admin.",
        "OOM" => $"Redis at {address} is full (maxmemory), so {asked} did not run: give it more memory or wait until clips are delivered.",
        "READONLY" => $"Redis at {address} is a replica, so {asked} did not run: Redis:Url (or REDIS_URL) must name the primary.",
        "MISCONF" => $"Redis at {address} cannot write to its disk, so {asked} did not run.",
        "MOVED" => $"Redis at {address} is one node of a cluster: Redis:Url (or REDIS_URL) must name the node of the queue's slot.",
        "WRONGTYPE" => $"A key that {asked} uses at {address} holds something else: is the queue's name used by another program?",
        _ when error.Said.Contains("unknown command 'HELLO'", StringComparison.OrdinalIgnoreCase) =>
            $"The server at {address} does not know HELLO: Redis 7 or later is needed.",
        _ => $"Redis at {address} refused {asked}.",
    };
}

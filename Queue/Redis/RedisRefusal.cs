namespace ChatVideoBot.Queue.Redis;

/// <summary>What to do after an error reply.</summary>
internal enum AfterError
{
    /// <summary>Tell the caller.</summary>
    Tell,

    /// <summary>It did not run and will after a while: send it again.</summary>
    WaitAndSend,

    /// <summary>It did not run, and this server will not run it: look for the one that does.</summary>
    LookAnew,

    /// <summary>A cluster says which node is to be asked.</summary>
    Follow,
}

/// <summary>Says in a sentence what an error reply means, and what follows from it.</summary>
internal static class RedisRefusal
{
    public static AfterError Then(RespError error) => error.Code switch
    {
        "MOVED" or "ASK" => AfterError.Follow,
        "READONLY" or "MASTERDOWN" or "CLUSTERDOWN" or "UNBLOCKED" => AfterError.LookAnew,
        "LOADING" or "TRYAGAIN" or "BUSY" or "NOREPLICAS" or "GATED" => AfterError.WaitAndSend,
        "ERR" when error.Said.Contains("max number of clients", StringComparison.Ordinal) => AfterError.LookAnew,
        _ => AfterError.Tell,
    };

    public static RedisException Of(RespError error, string asked, RedisAddress address) => Then(error) switch
    {
        AfterError.Tell => new RedisRefusedException(error.Code, error.Said, $"{Sentence(error, asked, address)} ({error.Said})"),
        _ => new RedisAwayException($"{Passing(error.Code, asked, address)} ({error.Said})"),
    };

    /// <summary>Connecting again will not help until somebody changes the settings.</summary>
    public static bool IsForGood(RedisException e) => e is RedisRefusedException;

    private static string Passing(string code, string asked, RedisAddress address) => code switch
    {
        "LOADING" => $"Redis at {address} is still loading its data; {asked} did not run.",
        "READONLY" or "UNBLOCKED" =>
            $"Redis at {address} is a replica, so {asked} did not run: Redis:Url (or REDIS_URL) must lead to the primary.",
        "NOREPLICAS" => $"Redis at {address} has too few replicas to write to (min-replicas-to-write), so {asked} did not run.",
        "BUSY" => $"Redis at {address} is held up by a script, so {asked} did not run.",
        "GATED" => $"Nobody may write to the queue at {address} now, so {asked} did not run.",
        "MOVED" or "ASK" or "TRYAGAIN" => $"The cluster of {address} is moving the queue's slot; {asked} did not run.",
        _ => $"Redis at {address} cannot serve now; {asked} did not run.",
    };

    private static string Sentence(RespError error, string asked, RedisAddress address) => error.Code switch
    {
        "WRONGPASS" => $"Redis at {address} does not accept the user or password of Redis:Url (or REDIS_URL).",
        "NOAUTH" => $"Redis at {address} wants a password: put it in Redis:Url (or REDIS_URL), as redis://user:password@host.",
        "NOPERM" => $"The user of Redis:Url (or REDIS_URL) may not run {asked} at {address}: its ACL needs ~vq:* &vq:* +@all -@admin.",
        "CLOSED" => $"The queue is not kept at {address} any more.",
        "OOM" => $"Redis at {address} is full (maxmemory), so {asked} did not run: give it more memory or wait until clips are delivered.",
        "MISCONF" => $"Redis at {address} cannot write to its disk, so {asked} did not run.",
        "CROSSSLOT" => $"{asked} uses keys of several slots, which the cluster of {address} does not run.",
        "WRONGTYPE" => $"A key that {asked} uses at {address} holds something else: is the queue's name used by another program?",
        _ when error.Said.Contains("The user executing the script can't", StringComparison.Ordinal) => // NOPERM of what a script does
            $"The user of Redis:Url (or REDIS_URL) may not do all that {asked} does at {address}: its ACL needs ~vq:* &vq:* +@all -@admin.",
        _ when error.Said.Contains("unknown command 'HELLO'", StringComparison.OrdinalIgnoreCase) =>
            $"The server at {address} does not know HELLO: Redis 7 or later is needed.",
        _ when error.Said.Contains("SELECT is not allowed in cluster mode", StringComparison.Ordinal) =>
            $"The cluster of {address} has no database but 0: leave the number out of Redis:Url (or REDIS_URL).",
        _ => $"Redis at {address} refused {asked}.",
    };
}

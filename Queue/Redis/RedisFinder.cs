using System.Globalization;

namespace ChatVideoBot.Queue.Redis;

/// <summary>
/// Finds the server that serves a connection's keys, anew at each dial: the given hosts say themselves whether they are a server,
/// nodes of a cluster or sentinels.
/// </summary>
/// <param name="key">Any key of the connection's slot; empty = the slot of the first key that is used.</param>
internal sealed class RedisFinder(
    RedisOptions options, IReadOnlyList<RedisAddress> given, string key, RedisDial dial)
{
    private readonly Lock _gate = new();
    private List<RedisAddress> _given = [.. given]; // the one that answered last comes first
    private IReadOnlyList<RedisAddress> _learned = []; // other nodes or sentinels, told by those we reached
    private RedisAddress? _hint;
    private int _slot = key.Length == 0 ? -1 : ClusterMap.SlotOf(key);

    /// <summary>The given hosts, for messages.</summary>
    public string Hosts { get; } = string.Join(", ", given);

    /// <summary>Takes a MOVED answer. False when the slot is not this connection's: its key is of another one.</summary>
    public bool TakeMoved(Redirect moved)
    {
        lock (_gate)
        {
            if (_slot < 0)
                _slot = moved.Slot;
            if (_slot == moved.Slot)
                _hint = moved.To;
            return _slot == moved.Slot;
        }
    }

    /// <summary>Opens a link to the server of the slot, which is a master and has loaded its data.</summary>
    /// <exception cref="Exception">None of the hosts could be used; the most telling of their reasons.</exception>
    public async Task<RedisLink> OpenAsync(CancellationToken cancel)
    {
        Exception? told = null;
        var tried = new Dictionary<RedisAddress, Exception>(); // of all sentinels' one dead master the time-out is waited for once
        foreach (var address in Candidates())
        {
            try
            {
                var link = await FollowAsync(address, tried, cancel);
                lock (_gate)
                    _given = [.. _given.OrderBy(host => host != address)];
                return link;
            }
            catch (Exception e) when (!cancel.IsCancellationRequested) // whatever it was: the next host may do better
            {
                tried.TryAdd(address, e);
                if (told is not RedisRefusedException && (told is not RedisException || e is RedisException))
                    told = e;
            }
        }
        throw told!;
    }

    /// <summary>Opens a link to a node that one call was sent to.</summary>
    public async Task<RedisLink> OpenAsideAsync(RedisAddress address, CancellationToken cancel) =>
        (await dial.OpenAsync(address, isAside: true, cancel)).Link;

    private List<RedisAddress> Candidates()
    {
        lock (_gate)
        {
            List<RedisAddress> all = [.. _given, .. _learned];
            if (_hint is { } hint)
                all.Insert(0, hint);
            _hint = null;
            return [.. all.Distinct()];
        }
    }

    private async Task<RedisLink> FollowAsync(RedisAddress address, Dictionary<RedisAddress, Exception> tried, CancellationToken cancel)
    {
        if (tried.TryGetValue(address, out var known))
            throw known;
        var (link, hello) = await dial.OpenAsync(address, isAside: false, cancel);
        try
        {
            var fresh = new FreshLink(link, options.ConnectTimeout);
            if (hello.Mode == "sentinel" || (hello.Mode == "cluster" && _slot >= 0))
            {
                var master = hello.Mode == "sentinel" ? await AskSentinelAsync(fresh, cancel) : await AskNodeAsync(fresh, cancel);
                if (master is not null)
                {
                    var asked = link;
                    (link, hello) = await OpenMasterAsync(master, tried, cancel);
                    asked.Close(new IOException("It told where to go."));
                    fresh = new FreshLink(link, options.ConnectTimeout);
                }
            }
            if (!hello.IsMaster || hello.Mode == "sentinel")
            {
                var what = hello.IsMaster ? "sentinel" : "replica";
                throw new RedisAwayException($"{fresh.Address} is a {what}, and no host of Redis:Url (or REDIS_URL) is the primary.");
            }
            if (fresh.Address.Database != 0)
                await fresh.CallAsync(["SELECT", fresh.Address.Database], cancel);
            await fresh.CallAsync(["PING"], cancel); // a server that still reads its data in answers LOADING
            return link;
        }
        catch (Exception e)
        {
            link.Close(e);
            throw;
        }
    }

    private async Task<(RedisLink Link, RedisHello Hello)> OpenMasterAsync(
        RedisAddress master, Dictionary<RedisAddress, Exception> tried, CancellationToken cancel)
    {
        if (tried.TryGetValue(master, out var known))
            throw known;
        try
        {
            return await dial.OpenAsync(master, isAside: false, cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            tried[master] = e;
            throw;
        }
    }

    private async Task<RedisAddress> AskSentinelAsync(FreshLink sentinel, CancellationToken cancel)
    {
        if (await sentinel.CallAsync(["SENTINEL", "GET-MASTER-ADDR-BY-NAME", options.Master], cancel)
            is not (object?[] and [string host, string port]))
        {
            throw new RedisAwayException($"The sentinel at {sentinel.Address} knows no servers called '{options.Master}' (Redis:Master).");
        }
        var others = await sentinel.CallAsync(["SENTINEL", "SENTINELS", options.Master], cancel) as object?[] ?? [];
        _learned = [.. others.OfType<object?[]>().Select(facts => Named(facts, sentinel.Address)).OfType<RedisAddress>()];
        return sentinel.Address with { Host = host, Port = int.Parse(port, CultureInfo.InvariantCulture) };
    }

    private static RedisAddress? Named(object?[] facts, RedisAddress like) =>
        RedisDial.Fact(facts, "ip") is { Length: > 0 } host && int.TryParse(RedisDial.Fact(facts, "port"), out var port)
            ? like with { Host = host, Port = port }
            : null;

    /// <summary>The owner of our slot; null when it is the node itself.</summary>
    private async Task<RedisAddress?> AskNodeAsync(FreshLink node, CancellationToken cancel)
    {
        var map = new ClusterMap(await node.CallAsync(["CLUSTER", "SLOTS"], cancel), node.Address);
        _learned = [.. map.Nodes];
        var owner = map.OwnerOf(_slot)
            ?? throw new RedisAwayException($"No node of the cluster at {node.Address} serves slot {_slot}, that of the queue.");
        return owner.Id == await node.CallAsync(["CLUSTER", "MYID"], cancel) as string ? null : owner.Address;
    }
}

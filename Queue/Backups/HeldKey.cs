using System.Diagnostics;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Backups;

/// <summary>A key that says who is at work, and goes by itself soon after its holder has died.</summary>
internal sealed class HeldKey : IAsyncDisposable
{
    // ARGV: value, ms. Returns '' or what stands there.
    private static readonly RedisScript Take = new("the taking of a key", """
        local held = redis.call('GET', KEYS[1])
        if held and held ~= ARGV[1] then return held end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return ''
        """);

    private static readonly RedisScript Renew = new(
        "the renewal of a key", "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end return redis.call('PEXPIRE', KEYS[1], ARGV[2])");

    private static readonly RedisScript Release = new(
        "the release of a key", "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end return redis.call('DEL', KEYS[1])");

    private readonly RedisConnection _redis;
    private readonly string _key;
    private readonly TimeSpan _life;
    private readonly CancellationTokenSource _done = new(), _lost = new();
    private readonly Task _renewing;

    private HeldKey(RedisConnection redis, string key, string value, TimeSpan life)
    {
        (_redis, _key, Value, _life) = (redis, key, value, life);
        _renewing = Task.Run(RenewAsync);
    }

    public string Value { get; }

    /// <summary>It is another's now, or may be.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Takes the key; where it is held, waits for as long as one lives that nobody renews.</summary>
    /// <returns>The key, or what stands in it.</returns>
    public static async Task<(HeldKey? Mine, string Other)> TakeAsync(RedisConnection redis, string key, string value, TimeSpan life, bool wait, CancellationToken cancel)
    {
        for (var since = Stopwatch.GetTimestamp(); ;)
        {
            var other = await redis.EvalAsync(Take, [key], [value, RedisArg.Milliseconds(life)], cancel) as string ?? "";
            if (other.Length == 0)
                return (new HeldKey(redis, key, value, life), "");
            if (!wait || Stopwatch.GetElapsedTime(since) > life * 1.1)
                return (null, other);
            await Task.Delay(life / 20, cancel);
        }
    }

    /// <summary>Whether it is still ours at this moment; if so, for another whole life.</summary>
    public Task<bool> IsMineAsync(CancellationToken cancel) => RenewOnceAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _renewing;
        try
        {
            await _redis.EvalAsync(Release, [_key], [Value], CancellationToken.None, timeout: _life);
        }
        catch (RedisException)
        {
            // It goes by itself.
        }
        _done.Dispose();
        _lost.Dispose();
    }

    private async Task<bool> RenewOnceAsync(CancellationToken cancel) =>
        await _redis.EvalAsync(Renew, [_key], [Value, RedisArg.Milliseconds(_life)], cancel) is 1L;

    private async Task RenewAsync()
    {
        var since = Stopwatch.GetTimestamp();
        while (!_done.IsCancellationRequested)
        {
            await Task.Delay(_life / 5, _done.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_done.IsCancellationRequested)
                return;
            try
            {
                var asked = Stopwatch.GetTimestamp();
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(_done.Token);
                limit.CancelAfter(_life / 2);
                if (!await RenewOnceAsync(limit.Token))
                    break;
                since = asked;
            }
            catch (Exception e) when (e is RedisException or OperationCanceledException)
            {
                if (Stopwatch.GetElapsedTime(since) > _life)
                    break;
            }
        }
        if (!_done.IsCancellationRequested)
            await _lost.CancelAsync();
    }
}

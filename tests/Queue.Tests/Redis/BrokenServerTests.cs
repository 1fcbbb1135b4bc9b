using System.Diagnostics;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatVideoBot.Queue.Tests.Redis;

public sealed class BrokenServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static RedisConnection Connect(Uri url, TimeSpan? timeout = null) => new(
        new RedisOptions
        {
            Url = url.OriginalString,
            CallTimeout = timeout ?? TimeSpan.FromSeconds(5),
            LongestBackOff = TimeSpan.FromMilliseconds(200),
        },
        NullLogger.Instance);

    [Fact]
    public async Task A_silent_server_fails_a_call_in_its_time_and_mends()
    {
        await using var server = await OwnServer.StartAsync();
        await using var redis = Connect(server.Url, TimeSpan.FromSeconds(0.5));
        var before = await redis.CallAsync(["CLIENT", "ID"], Cancel);
        await server.SignalAsync("STOP");
        var since = Stopwatch.GetTimestamp();

        var silent = await Assert.ThrowsAsync<RedisMayHaveRunException>(() => redis.CallAsync(["INCR", "n"], Cancel));

        Assert.InRange(Stopwatch.GetElapsedTime(since).TotalSeconds, 0.4, 4.5); // 0.5 asked, 5 if nobody had; the rest is for a busy machine
        Assert.Contains("INCR", silent.Message, StringComparison.Ordinal);
        await server.SignalAsync("CONT");
        Assert.NotEqual(before, await redis.CallAsync(["CLIENT", "ID"], Cancel)); // the silent connection was dropped
    }

    [Fact]
    public async Task Calls_made_while_the_server_is_away_wait_for_it()
    {
        await using var server = await OwnServer.StartAsync();
        await using var redis = Connect(server.Url);
        await redis.CallAsync(["SET", "kept", "1"], Cancel);
        var blocked = redis.CallBlockingAsync(["BZPOPMIN", "nothing", 60], TimeSpan.FromSeconds(60), Cancel);
        await UntilBlockedAsync(server.Url);
        await server.Redis.KillAsync();
        await Assert.ThrowsAsync<RedisMayHaveRunException>(() => blocked); // the client knows by now
        var waiting = Task.WhenAll(Enumerable.Range(0, 100).Select(_ => redis.CallAsync(["INCR", "n"], Cancel)));

        await server.Redis.RestartAsync();

        Assert.Equal(100, (await waiting).Distinct().Count());
        Assert.Equal("1", await redis.CallAsync(["GET", "kept"], Cancel));
    }

    [Fact]
    public async Task A_call_under_way_when_the_server_dies_may_have_run()
    {
        await using var server = await OwnServer.StartAsync();
        await using var redis = Connect(server.Url);
        var blocked = redis.CallBlockingAsync(["BZPOPMIN", "nothing", 60], TimeSpan.FromSeconds(60), Cancel);
        await UntilBlockedAsync(server.Url);

        await server.Redis.KillAsync();

        await Assert.ThrowsAsync<RedisMayHaveRunException>(() => blocked);
    }

    [Fact]
    public async Task Listeners_hear_again_after_a_restart()
    {
        await using var server = await OwnServer.StartAsync();
        await using var redis = Connect(server.Url);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var messages = redis.SubscribeAsync("news", stop.Token).GetAsyncEnumerator(Cancel);
        var next = messages.MoveNextAsync().AsTask();
        await RedisConnectionTests.UntilListenedAsync(redis, "news");

        await server.Redis.KillAsync();
        await server.Redis.RestartAsync();
        await RedisConnectionTests.UntilListenedAsync(redis, "news");
        await redis.CallAsync(["PUBLISH", "news", "again"], Cancel);

        Assert.True(await next);
        Assert.Equal("again", messages.Current);
    }

    [Fact]
    public async Task A_cancelled_wait_leaves_its_connection_usable_and_takes_no_mark()
    {
        await using var server = await OwnServer.StartAsync();
        await using var redis = Connect(server.Url);
        using var stop = new CancellationTokenSource();
        var blocked = redis.CallBlockingAsync(["BZPOPMIN", "mark", 60], TimeSpan.FromSeconds(60), stop.Token);
        await UntilBlockedAsync(server.Url);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocked);

        Assert.Equal("PONG", await redis.CallAsync(["PING"], Cancel));
        await redis.CallAsync(["ZADD", "mark", 0, "m"], Cancel);
        Assert.Equal(1L, await redis.CallAsync(["ZCARD", "mark"], Cancel));
    }

    /// <summary>Waits until one client of the server is blocked.</summary>
    private static async Task UntilBlockedAsync(Uri url)
    {
        await using var look = Connect(url);
        while (!((string)(await look.CallAsync(["INFO", "clients"], Cancel))!).Contains("blocked_clients:1", StringComparison.Ordinal))
            await Task.Delay(10, Cancel);
    }
}

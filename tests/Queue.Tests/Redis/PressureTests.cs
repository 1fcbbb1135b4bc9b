using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Tests.Redis;

public sealed class PressureTests(RedisServer server)
{
    private const int Bound = 1 << 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_megabytes_go_beside_small_calls_and_each_gets_its_own()
    {
        await using var redis = RedisProcess.Connect(server.Redis.Url.OriginalString, change: options =>
        {
            options.MostBufferedBytes = Bound; // less than one of the values: each goes alone
            options.CallTimeout = TimeSpan.FromSeconds(30);
        });
        var key = $"test:{Guid.NewGuid():N}";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var small = Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            for (; !stop.IsCancellationRequested; i += 20)
                Assert.Equal(i.ToString(CultureInfo.InvariantCulture), await redis.CallAsync(["ECHO", i], Cancel));
        }));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            var bytes = new byte[(10 << 20) + i];
            new Random(i).NextBytes(bytes);
            await redis.CallAsync(["SET", key + i, bytes, "EX", 60], Cancel);
            var read = (byte[]?)await redis.CallAsync(["GET", key + i], Cancel, text: false);
            Assert.True(bytes.AsSpan().SequenceEqual(read));
            await redis.CallAsync(["UNLINK", key + i], Cancel);
        }));

        await stop.CancelAsync();
        await small;
    }

    [Fact]
    public async Task What_does_not_fit_into_the_buffer_of_a_silent_server_waits_and_is_then_not_sent()
    {
        await using var own = await OwnServer.StartAsync();
        await using var redis = RedisProcess.Connect(own.Url.OriginalString, change: options =>
        {
            options.MostBufferedBytes = Bound;
            options.WaitForConnection = TimeSpan.FromMilliseconds(300);
            options.CallTimeout = TimeSpan.FromSeconds(20);
        });
        await redis.CallAsync(["PING"], Cancel);
        await own.SignalAsync("STOP");
        var bytes = new byte[100_000];
        var outcomes = new ConcurrentDictionary<string, string>();
        var since = Stopwatch.GetTimestamp();

        // Far more than the sockets between hold; the first ones of them are under way.
        var calls = Enumerable.Range(0, 400)
            .Select(async i => outcomes[$"{i}"] = await Outcome.OfAsync(() => redis.CallAsync(["SET", $"{i}", bytes], Cancel))).ToArray();
        using var stop = new CancellationTokenSource();
        var cancelled = redis.CallAsync(["SET", "cancelled", bytes], stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        var one = await Assert.ThrowsAsync<RedisAwayException>(() => redis.CallAsync(["SET", "one", bytes], Cancel));

        Assert.Contains("Redis:MostBufferedBytes", one.Message, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(since).TotalSeconds, 0.25, 5); // 0.3 asked; the rest is for a busy machine
        await own.SignalAsync("CONT");
        await Task.WhenAll(calls);
        Assert.Contains(Outcome.DidNotRun, outcomes.Values);
        foreach (var (key, outcome) in outcomes)
            Assert.Equal(outcome == Outcome.Ran ? 1L : 0L, await redis.CallAsync(["EXISTS", key], Cancel));
        Assert.Equal(0L, await redis.CallAsync(["EXISTS", "cancelled", "one"], Cancel));
        Assert.Equal("OK", await redis.CallAsync(["SET", "large", new byte[3 * Bound]], Cancel));
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Tests.Redis;

public sealed class MeterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_client_tells_what_is_in_flight_how_long_it_took_and_what_failed()
    {
        var seen = new ConcurrentQueue<(string Name, double Value, string Tag)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "ChatVideoBot.Redis")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();
        await using var own = await OwnServer.StartAsync();
        await using var redis = RedisProcess.Connect(own.Url.OriginalString);
        await redis.EvalAsync(new RedisScript("measured.lua", "return 1"), [], [], Cancel);
        var blocked = redis.CallBlockingAsync(["BZPOPMIN", "nothing", 60], TimeSpan.FromSeconds(60), Cancel);

        listener.RecordObservableInstruments();
        await own.Redis.KillAsync();
        await Assert.ThrowsAsync<RedisMayHaveRunException>(() => blocked);
        await own.Redis.RestartAsync();
        await redis.CallAsync(["PING"], Cancel);
        await Assert.ThrowsAsync<RedisRefusedException>(() => redis.CallAsync(["NONSENSE"], Cancel));

        // Other tests of this program are counted as well.
        Assert.Contains(seen, row => row is ("db.client.operation.duration", > 0 and < 10, "measured.lua"));
        Assert.Contains(seen, row => row is ("chatvideobot.redis.calls.in_flight", >= 1, _));
        Assert.Contains(seen, row => row is ("chatvideobot.redis.reconnects", >= 1, _));
        Assert.Contains(seen, row => row is ("chatvideobot.redis.calls.failed", >= 1, "may_have_run"));
        Assert.Contains(seen, row => row is ("chatvideobot.redis.calls.failed", >= 1, "refused"));
        Assert.Contains(seen, row => row is ("chatvideobot.redis.sent", > 100, _));
        Assert.Contains(seen, row => row is ("chatvideobot.redis.received", > 100, _));

        void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            seen.Enqueue((instrument.Name, value, tags.Length == 0 ? "" : $"{tags[0].Value}"));
    }
}

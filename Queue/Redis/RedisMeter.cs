using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ChatVideoBot.Queue.Redis;

/// <summary>
/// What the client tells about itself, under the meter "ChatVideoBot.Redis"; nearly free while nobody listens. The round trip has OpenTelemetry's
/// own name for calls of a database.
/// </summary>
internal static class RedisMeter
{
    private static readonly Meter Meter = new("ChatVideoBot.Redis");
    private static readonly Histogram<double> RoundTrip = Meter.CreateHistogram<double>(
        "db.client.operation.duration", "s", "From a call's last sending to its answer, by what was called.",
        advice: new() { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10] });
    private static readonly Counter<long> Failed = Meter.CreateCounter<long>(
        "chatvideobot.redis.calls.failed", "{call}", "By outcome: did_not_run, may_have_run, refused or cancelled.");
    private static readonly Counter<long> Reconnected = Meter.CreateCounter<long>(
        "chatvideobot.redis.reconnects", "{connection}", "Connections made anew after one was lost.");
    private static long _inFlight;
    private static long _sent;
    private static long _received;

    static RedisMeter()
    {
        Meter.CreateObservableUpDownCounter("chatvideobot.redis.calls.in_flight", () => InFlight, "{call}", "Calls made and not over.");
        Meter.CreateObservableCounter("chatvideobot.redis.sent", () => Volatile.Read(ref _sent), "By");
        Meter.CreateObservableCounter("chatvideobot.redis.received", () => Volatile.Read(ref _received), "By");
    }

    /// <summary>Calls of this program that are not over; 0 when it is at rest.</summary>
    public static long InFlight => Volatile.Read(ref _inFlight);

    public static void CallBegins() => Interlocked.Increment(ref _inFlight);

    /// <param name="why">Null when it succeeded.</param>
    public static void CallEnds(RedisCall call, Exception? why)
    {
        Interlocked.Decrement(ref _inFlight);
        if (why is null)
        {
            if (RoundTrip.Enabled && !call.IsBlocking) // that one waits on purpose
                RoundTrip.Record(Stopwatch.GetElapsedTime(call.Since).TotalSeconds,
                    new("db.operation.name", call.What), new KeyValuePair<string, object?>("db.system.name", "redis"));
            return;
        }
        var outcome = why switch
        {
            RedisRefusedException => "refused",
            RedisMayHaveRunException => "may_have_run",
            OperationCanceledException => "cancelled",
            _ => "did_not_run",
        };
        Failed.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
    }

    public static void Reconnects() => Reconnected.Add(1);

    public static void Sent(long bytes) => Interlocked.Add(ref _sent, bytes);

    public static void Received(long bytes) => Interlocked.Add(ref _received, bytes);
}

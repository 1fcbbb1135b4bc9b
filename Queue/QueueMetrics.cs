using System.Diagnostics.Metrics;

namespace ChatVideoBot.Queue;

/// <summary>
/// What the queue looked like last, as instruments of the meter "ChatVideoBot.Queue"; seconds and bytes are units, all else are numbers.
/// </summary>
internal sealed class QueueMetrics : IDisposable
{
    private readonly Meter _meter = new("ChatVideoBot.Queue");
    private volatile QueueLook? _look;

    public QueueMetrics()
    {
        _meter.CreateObservableGauge("queue.waiting", () => Lines(), "{job}", "Jobs in line, by lane and band");
        Gauge("queue.running", look => look.Running, "{job}", "Jobs at workers");
        Gauge("queue.held", look => look.Held, "{job}", "Jobs that wait for a moderator");
        Gauge("queue.workers", look => look.Workers.Count(worker => worker is { IsAlive: true, Standing: WorkerStanding.Serving }), "{worker}", "Living workers");
        Gauge("queue.outbox", look => look.Outbox, "{end}", "Ends that are not told yet");
        Gauge("queue.outbox.age", look => look.OutboxAge.TotalSeconds, "s", "How long the outbox's first end has been due");
        Gauge("queue.clips", look => look.ClipBytes, "By", "Clips that are not delivered yet");
        Gauge("queue.eta.error.p50", look => look.EtaErrorMedian, "1", "Half of the estimates were off by less");
        Gauge("queue.eta.error.p90", look => look.EtaErrorP90, "1", "Nine in ten estimates were off by less");
        Counter("queue.claims", look => look.Claims, "Jobs claimed");
        Counter("queue.crashes", look => look.Crashes, "Leases that ended without a word, or without progress");
        Counter("queue.stale", look => look.StaleRefused, "Late writes refused");
        Counter("queue.expired", look => look.Expired, "Jobs that no worker took in time");
    }

    public void Show(QueueLook look) => _look = look;

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> Lines() => _look?.Lines.Select(line => new Measurement<int>(
        line.Waiting, new("lane", line.Lane), new("band", line.Band?.ToString() ?? "Promoted"))) ?? [];

    private void Gauge(string name, Func<QueueLook, double?> of, string unit, string description) =>
        _meter.CreateObservableGauge(name, () => Measured(of), unit, description);

    private void Counter(string name, Func<QueueLook, long> of, string description) =>
        _meter.CreateObservableCounter(name, () => _look is { } look ? [new Measurement<long>(of(look))] : Array.Empty<Measurement<long>>(), null, description);

    private Measurement<double>[] Measured(Func<QueueLook, double?> of) =>
        _look is { } look && of(look) is { } value ? [new Measurement<double>(value)] : [];
}

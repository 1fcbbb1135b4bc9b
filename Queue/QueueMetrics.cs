using System.Diagnostics.Metrics;

namespace ChatVideoBot.Queue;

/// <summary>
/// What the queue looked like last, as instruments of the meter "ChatVideoBot.Queue". Every program that may sweep it, which
/// bots may and workers with a user of their own may not, sees the same one: take the greatest of theirs, never the sum.
/// </summary>
internal sealed class QueueMetrics : IDisposable
{
    private readonly Meter _meter = new("ChatVideoBot.Queue");
    private volatile QueueLook? _look;

    public QueueMetrics()
    {
        _meter.CreateObservableGauge("chatvideobot.queue.waiting", () => Lines(), "{job}", "Jobs in line, by lane and band");
        _meter.CreateObservableGauge("chatvideobot.queue.waiting_time", () => Work(), "s", "Workers' time that waiting jobs want, by model");
        Gauge("chatvideobot.queue.running", look => look.Running, "{job}", "Jobs at workers");
        Gauge("chatvideobot.queue.held", look => look.Held, "{job}", "Jobs that wait for a moderator");
        _meter.CreateObservableGauge("chatvideobot.queue.workers", () => Workers(), "{worker}", "Living workers, by how they stand: serving, maintenance or setaside");
        Gauge("chatvideobot.queue.outbox", look => look.Outbox, "{end}", "Ends that are not told yet");
        Gauge("chatvideobot.queue.outbox.age", look => look.OutboxAge.TotalSeconds, "s", "How long the outbox's first end has been due");
        Gauge("chatvideobot.queue.clips", look => look.ClipBytes, "By", "Clips that are not delivered yet");
        _meter.CreateObservableGauge("chatvideobot.queue.eta.error", () => Errors(), "1", "How far estimates were off, by what it really took: half of them by less (quantile 0.5), nine in ten (0.9)");
        Counter("chatvideobot.queue.claims", look => look.Claims, "{job}", "Jobs claimed");
        Counter("chatvideobot.queue.crashes", look => look.Crashes, "{lease}", "Leases that ended without a word, or without progress");
        Counter("chatvideobot.queue.stale", look => look.StaleRefused, "{write}", "Late writes refused");
        Counter("chatvideobot.queue.expired", look => look.Expired, "{job}", "Jobs that no worker took in time");
    }

    public void Show(QueueLook look) => _look = look;

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> Lines() => _look?.Lines.Select(line => new Measurement<int>(
        line.Waiting, new("lane", line.Lane), new("band", line.Band?.ToString().ToLowerInvariant() ?? "promoted"))) ?? [];

    private IEnumerable<Measurement<double>> Work() =>
        _look?.WaitingTime.Select(model => new Measurement<double>(model.Value.TotalSeconds, new KeyValuePair<string, object?>("model", model.Key))) ?? [];

    private IEnumerable<Measurement<int>> Workers() => _look is not { } look ? [] : Enum.GetValues<WorkerStanding>().Select(standing => new Measurement<int>(
        look.Workers.Count(worker => worker.IsAlive && worker.Standing == standing), new KeyValuePair<string, object?>("standing", standing.ToString().ToLowerInvariant())));

    private IEnumerable<Measurement<double>> Errors()
    {
        if (_look?.EtaErrorMedian is { } half) yield return new(half, new KeyValuePair<string, object?>("quantile", "0.5"));
        if (_look?.EtaErrorP90 is { } most) yield return new(most, new KeyValuePair<string, object?>("quantile", "0.9"));
    }

    private void Gauge(string name, Func<QueueLook, double> of, string unit, string description) =>
        _meter.CreateObservableGauge(name, () => _look is { } look ? [new Measurement<double>(of(look))] : Array.Empty<Measurement<double>>(), unit, description);

    private void Counter(string name, Func<QueueLook, long> of, string unit, string description) =>
        _meter.CreateObservableCounter(name, () => _look is { } look ? [new Measurement<long>(of(look))] : Array.Empty<Measurement<long>>(), unit, description);
}

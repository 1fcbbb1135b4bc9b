using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ChatVideoBot.Telemetry.Tests;

/// <summary>Hears all spans and all figures of our rooms, as an exporter would.</summary>
internal sealed class Everything : IDisposable
{
    private readonly ActivityListener _spans;
    private readonly MeterListener _figures = new();
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _measured = new();

    public Everything()
    {
        _spans = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("ChatVideoBot.", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_spans);
        _figures.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("ChatVideoBot.", StringComparison.Ordinal)) listener.EnableMeasurementEvents(instrument);
        };
        _figures.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _figures.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _figures.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _figures.Start();
    }

    public IReadOnlyList<Activity> Spans => [.. _ended];

    public IReadOnlyList<(string Name, double Value, string Tags)> Figures
    {
        get
        {
            _figures.RecordObservableInstruments();
            return [.. _measured];
        }
    }

    public void Dispose()
    {
        _spans.Dispose();
        _figures.Dispose();
    }

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured.Enqueue((instrument.Name, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
}

namespace ChatVideoBot.Inference.Checking;

/// <summary>
/// Which frames of a clip are looked at, said while they come: the first, the last, the first of each second and the one of each second that
/// differs most from the one before it. When these become too many, two seconds become one, and so on: a clip of any length keeps a bounded number.
/// </summary>
/// <param name="most">The most frames, at least 3.</param>
internal sealed class FrameSampler(int most)
{
    private readonly List<Span> _spans = [];
    private double _seconds = 1;
    private int _frames;

    /// <summary>The frames to look at, of those that came: numbers from 0, rising.</summary>
    public IReadOnlyList<int> Picked => _frames == 0 ? [] : [.. _spans.SelectMany(s => (int[])[s.First, s.Liveliest]).Append(_frames - 1).Distinct().Order()];

    /// <summary>The next frame.</summary>
    /// <param name="atSeconds">When it is shown; never before the frame before it.</param>
    /// <param name="change">How much it differs from the frame before it; more is more.</param>
    public void Add(double atSeconds, double change)
    {
        var (frame, number) = (_frames++, Number(atSeconds));
        if (_spans is [.., var open] && open.Number >= number)
        {
            _spans[^1] = change > open.Change ? open with { Liveliest = frame, Change = change } : open;
            return;
        }

        _spans.Add(new Span(number, atSeconds, frame, frame, _spans.Count == 0 ? double.NegativeInfinity : change));
        while (_spans.Count > 1 && 2 * _spans.Count + 1 > most)
            Double();
    }

    private long Number(double atSeconds) => (long)Math.Min(atSeconds / _seconds, 1e15);

    private void Double()
    {
        _seconds *= 2;
        var joined = new List<Span>();
        foreach (var span in _spans)
        {
            var number = Number(span.StartSeconds);
            if (joined is not [.., var last] || last.Number != number)
                joined.Add(span with { Number = number });
            else if (span.Change > last.Change)
                joined[^1] = last with { Liveliest = span.Liveliest, Change = span.Change };
        }

        _spans.Clear();
        _spans.AddRange(joined);
    }

    /// <summary>A second, or several.</summary>
    private readonly record struct Span(long Number, double StartSeconds, int First, int Liveliest, double Change);
}

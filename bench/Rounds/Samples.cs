namespace ChatVideoBot.Bench.Rounds;

/// <summary>Figures by who, jobs in flight and metric: one a round.</summary>
internal sealed class Samples
{
    private readonly Dictionary<(string Who, int InFlight, string Metric), List<double>> _rounds = [];

    public void Add(string who, int inFlight, IEnumerable<(string Metric, double Value)> values)
    {
        foreach (var (metric, value) in values)
        {
            if (!_rounds.TryGetValue((who, inFlight, metric), out var rounds))
                _rounds[(who, inFlight, metric)] = rounds = [];
            rounds.Add(value);
        }
    }

    public void Add(string who, int inFlight, IEnumerable<KeyValuePair<string, double>> values) =>
        Add(who, inFlight, values.Select(one => (one.Key, one.Value)));

    public double Median(string who, int inFlight, string metric) =>
        _rounds.TryGetValue((who, inFlight, metric), out var rounds) ? Row.Median(rounds) : double.NaN;

    /// <summary>The median of each round's first by second.</summary>
    public double Ratio(int inFlight, (string Who, string Metric) first, (string Who, string Metric) second) =>
        _rounds.TryGetValue((first.Who, inFlight, first.Metric), out var above)
        && _rounds.TryGetValue((second.Who, inFlight, second.Metric), out var below)
            ? Row.Median(above.Zip(below, (a, b) => a / b))
            : double.NaN;
}

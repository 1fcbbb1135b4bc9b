using System.Globalization;

namespace ChatVideoBot.Queue.Scripts;

/// <summary>How wrong past estimates were: how often the actual time was 2^(k / 4) times the told one, for k from -20 to 20.</summary>
internal sealed class EtaError
{
    private const int Half = 20, Enough = 20;

    private readonly long[] _times = new long[2 * Half + 1];
    private readonly long _all;

    public static readonly EtaError None = new([]);

    private EtaError(IEnumerable<KeyValuePair<string, string>> rows)
    {
        foreach (var (k, n) in rows)
        {
            if (int.TryParse(k, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var step) && Math.Abs(step) <= Half
                && long.TryParse(n, CultureInfo.InvariantCulture, out var times) && times > 0)
            {
                _times[step + Half] += times;
                _all += times;
            }
        }
    }

    public static EtaError Read(object? hash) => hash is object?[] { Length: 0 } ? None : new(LookReading.Fields(hash));

    /// <summary>The range in which eight of ten actual times lay; a wide one until enough were measured.</summary>
    public Eta Around(TimeSpan typical)
    {
        var (low, high) = _all < Enough ? (0.7, 1.6) : (Math.Min(1, Times(0.1)), Math.Max(1, Times(0.9)));
        return new Eta(typical, typical * low, typical * high);
    }

    /// <summary>|told - actual| / actual, which this part of all estimates did not exceed; null before the first.</summary>
    public double? Relative(double part)
    {
        if (_all == 0)
            return null;
        var errors = _times.Select((n, i) => (Error: Math.Abs(Math.Pow(2, -(i - Half) / 4.0) - 1), Times: n)).OrderBy(row => row.Error);
        long seen = 0;
        foreach (var (error, times) in errors)
        {
            seen += times;
            if (seen >= part * _all)
                return error;
        }
        return null;
    }

    private double Times(double part)
    {
        long seen = 0;
        for (var i = 0; i < _times.Length; i++)
        {
            seen += _times[i];
            if (seen >= part * _all)
                return Math.Pow(2, (i - Half) / 4.0);
        }
        return 1;
    }
}

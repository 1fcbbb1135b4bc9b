using System.Diagnostics;

namespace ChatVideoBot.Bench.Queues;

/// <summary>
/// When each job was added and how long it took until it was completed, from many loops at once. The arrays are made beforehand, so that
/// the bench allocates nothing while it counts what the queue allocates.
/// </summary>
internal sealed class Stopwatches
{
    private const int Most = 1 << 20;

    private readonly long[] _added = new long[Most];
    private readonly float[] _milliseconds = new float[Most];
    private int _next;
    private int _done;

    /// <summary>Jobs completed so far.</summary>
    public int Done => Volatile.Read(ref _done);

    /// <summary>The number of a new job, whose time begins.</summary>
    public int Begin()
    {
        var n = Interlocked.Increment(ref _next) - 1;
        _added[n % Most] = Stopwatch.GetTimestamp();
        return n;
    }

    public void End(int n)
    {
        var taken = Stopwatch.GetElapsedTime(_added[n % Most]);
        _milliseconds[(Interlocked.Increment(ref _done) - 1) % Most] = (float)taken.TotalMilliseconds;
    }

    /// <summary>The times of jobs completed between two readings of <see cref="Done"/> (the last million of them), sorted.</summary>
    public List<double> Between(int first, int end) =>
        [.. Enumerable.Range(Math.Max(first, end - Most), Math.Min(Most, end - first)).Select(i => (double)_milliseconds[i % Most]).Order()];
}

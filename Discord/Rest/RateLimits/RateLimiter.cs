namespace ChatVideoBot.Discord.Rest.RateLimits;

/// <summary>Lets requests through as their buckets allow, in the order they came.</summary>
internal sealed class RateLimiter(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Line> _byRoute = []; // method, template and major id
    private readonly Dictionary<(string Bucket, string Major), Line> _byBucket = [];
    private readonly long _start = time.GetTimestamp();
    private int _sweepAt = 512;

    /// <summary>The monotonic clock of all moments here.</summary>
    public TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>How many routes are remembered.</summary>
    public int Remembered => _byRoute.Count;

    /// <summary>Waits for a place.</summary>
    /// <param name="route">What to ask.</param>
    /// <param name="patience">How long to wait at most; zero only takes what is free now.</param>
    /// <param name="again">A request that was sent back goes before those that came after it.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The place; or null, at once, when it would take longer than that, and then how long as far as known.</returns>
    public async Task<(Place? Place, TimeSpan? Wait)> TakeAsync(Route route, TimeSpan patience, bool again, CancellationToken cancel)
    {
        var waiter = new Waiter(route);
        lock (_gate)
        {
            var line = LineOf(route);
            var wait = line.Waiting.Count == 0 || again ? line.Bucket.TryTake(Now) : Timeout.InfiniteTimeSpan;
            if (wait == TimeSpan.Zero)
                return (new(route, line), null);
            if (wait > patience || patience <= TimeSpan.Zero)
                return (null, wait == Timeout.InfiniteTimeSpan ? null : wait);
            if (again)
                line.Waiting.AddFirst(waiter);
            else
                line.Waiting.AddLast(waiter);
            waiter.Line = line;
            Pump(line);
        }
        try
        {
            return (await waiter.Granted.Task.WaitAsync(patience, time, cancel), null);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            lock (_gate)
            {
                waiter.Line!.Waiting.Remove(waiter);
                if (waiter.Granted.Task is { IsCompletedSuccessfully: true } granted) // granted just now, and not wanted any more
                {
                    granted.Result.Line.Bucket.GiveBack();
                    Pump(granted.Result.Line);
                }
            }
            if (e is OperationCanceledException)
                throw;
            return (null, null);
        }
    }

    /// <summary>Reports what became of the request.</summary>
    public void Answered(Place place, RateLimitHeaders? headers, bool proves)
    {
        lock (_gate)
        {
            var line = place.Line;
            var key = (headers?.Bucket ?? "", place.Route.Major);
            if (headers is null || line.Key == key)
            {
                line.Bucket.Answered(Now, headers, proves);
            }
            else if (line.Key is null && !_byBucket.ContainsKey(key)) // the first answer: now we know its name
            {
                line.Key = key;
                _byBucket[key] = line;
                line.Bucket.Answered(Now, headers, proves);
            }
            else // another route's bucket, or the limit changed its name
            {
                line.Bucket.Answered(Now, null, proves: false);
                MoveTo(place.Route, line, key, headers);
            }
            Pump(place.Line);
        }
    }

    /// <summary>No answer came.</summary>
    public void Lost(Place place)
    {
        lock (_gate)
        {
            place.Line.Bucket.Lost(Now);
            Pump(place.Line);
        }
    }

    /// <summary>It was not sent after all.</summary>
    public void GiveBack(Place place)
    {
        lock (_gate)
        {
            place.Line.Bucket.GiveBack();
            Pump(place.Line);
        }
    }

    /// <summary>Lets nothing of the route's bucket through for that long.</summary>
    public void Block(Route route, TimeSpan length)
    {
        lock (_gate)
            LineOf(route).Bucket.Block(Now + length);
    }

    private void MoveTo(Route route, Line from, (string, string) key, RateLimitHeaders headers)
    {
        if (!_byBucket.TryGetValue(key, out var line))
            line = _byBucket[key] = new Line { Key = key };
        line.Bucket.AnsweredElsewhere(Now, headers);
        _byRoute[KeyOf(route)] = line;
        for (var node = from.Waiting.First; node is not null;)
        {
            var next = node.Next;
            if (KeyOf(node.Value.Route) == KeyOf(route))
            {
                from.Waiting.Remove(node);
                line.Waiting.AddLast(node.Value);
                node.Value.Line = line;
            }
            node = next;
        }
        Pump(line);
    }

    /// <summary>Grants places to those who wait, and sets the alarm for the next.</summary>
    private void Pump(Line line)
    {
        while (line.Waiting.First is { Value: var first })
        {
            var wait = line.Bucket.TryTake(Now);
            if (wait == TimeSpan.Zero)
            {
                line.Waiting.RemoveFirst();
                first.Granted.TrySetResult(new(first.Route, line));
                continue;
            }
            if (wait != Timeout.InfiniteTimeSpan)
                line.Wake(time, wait + TimeSpan.FromMilliseconds(1), () => { lock (_gate) Pump(line); }); // timers drop fractions
            return;
        }
    }

    private Line LineOf(Route route)
    {
        if (_byRoute.TryGetValue(KeyOf(route), out var line))
            return line;
        if (_byRoute.Count >= _sweepAt)
            Sweep();
        return _byRoute[KeyOf(route)] = new();
    }

    /// <summary>Every interaction brings routes of its own: forgets those that nothing hangs on.</summary>
    private void Sweep()
    {
        var now = Now;
        foreach (var (key, line) in _byRoute.Where(pair => pair.Value.IsIdle(now)).ToList())
        {
            _byRoute.Remove(key);
            line.Dispose();
        }
        foreach (var (key, _) in _byBucket.Where(pair => pair.Value.IsIdle(now)).ToList())
            _byBucket.Remove(key);
        _sweepAt = Math.Max(512, _byRoute.Count * 2);
    }

    private static string KeyOf(Route route) => $"{route.Method} {route.Template} {route.Major}";

    /// <summary>A place taken in a bucket; to be reported on once.</summary>
    internal sealed record Place(Route Route, Line Line);

    internal sealed class Line : IDisposable
    {
        private ITimer? _alarm;

        public Bucket Bucket { get; } = new();
        public LinkedList<Waiter> Waiting { get; } = [];
        public (string Bucket, string Major)? Key { get; set; }

        public bool IsIdle(TimeSpan now) => Waiting.Count == 0 && Bucket.IsIdle(now);

        public void Wake(TimeProvider time, TimeSpan wait, Action wake)
        {
            _alarm?.Dispose();
            _alarm = time.CreateTimer(_ => wake(), null, wait, Timeout.InfiniteTimeSpan);
        }

        public void Dispose() => _alarm?.Dispose();
    }

    internal sealed class Waiter(Route route)
    {
        public Route Route { get; } = route;
        public Line? Line { get; set; }
        public TaskCompletionSource<Place> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

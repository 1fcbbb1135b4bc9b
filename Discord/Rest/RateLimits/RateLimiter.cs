namespace ChatVideoBot.Discord.Rest.RateLimits;

/// <summary>Lets requests through as their buckets allow, in the order they came.</summary>
/// <remarks>
/// <see cref="Enter"/>, <see cref="Leave"/> and the reports are the whole of it and never wait; <see cref="TakeAsync"/> adds the waiting.
/// </remarks>
internal sealed class RateLimiter(TimeProvider time)
{
    private const int MostRemembered = 512; // before those that nothing hangs on are forgotten
    private readonly Lock _gate = new();
    private readonly Dictionary<RouteKey, Line> _byRoute = [];
    private readonly Dictionary<(string Bucket, string Major), Line> _byBucket = [];
    private readonly long _start = time.GetTimestamp();
    private int _sweepAt = MostRemembered;
    private long _tickets;

    /// <summary>The monotonic clock of all moments here.</summary>
    public TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>How many routes and buckets are remembered.</summary>
    public int Remembered
    {
        get
        {
            lock (_gate)
                return Math.Max(_byRoute.Count, _byBucket.Count);
        }
    }

    /// <summary>Waits for a place.</summary>
    /// <param name="route">What to ask.</param>
    /// <param name="patience">How long to wait at most; zero only takes what is free now.</param>
    /// <param name="ticket">That of its first place, for a request that was sent back: it goes before those that came after it.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The place; or null, at once, when it would take longer than that, and then how long as far as known.</returns>
    public async Task<(Place? Place, TimeSpan? Wait)> TakeAsync(Route route, TimeSpan patience, long? ticket, CancellationToken cancel)
    {
        var (place, wait) = Enter(route, patience, ticket);
        if (place is null || place.Turn.HasCome)
            return (place, wait);
        try
        {
            await place.Turn.WaitAsync(patience, time, cancel);
            return (place, null);
        }
        catch (TimeoutException)
        {
            Leave(place);
            return (null, null);
        }
        catch (OperationCanceledException)
        {
            Leave(place);
            throw;
        }
    }

    /// <summary>Takes a place, or gets into line for one; null when it would wait longer than <paramref name="patience"/>.</summary>
    public (Place? Place, TimeSpan? Wait) Enter(Route route, TimeSpan patience, long? ticket)
    {
        lock (_gate)
        {
            var key = KeyOf(route);
            var line = LineOf(key);
            var place = new Place(route, key, new(ticket ?? ++_tickets)) { Line = line };
            var isNext = line.Waiting.First is not { Value.Turn.Ticket: var first } || place.Turn.Ticket < first;
            var wait = isNext ? line.Bucket.TryTake(Now) : Timeout.InfiniteTimeSpan;
            if (wait == TimeSpan.Zero)
                Let(place);
            else if (wait > patience || patience <= TimeSpan.Zero)
                return (null, wait == Timeout.InfiniteTimeSpan ? null : wait);
            else
                line.Queue(place);
            Pump(line);
            return (place, null);
        }
    }

    /// <summary>Gives up waiting, or the place if it has just been given.</summary>
    public void Leave(Place place)
    {
        lock (_gate)
        {
            if (place.Turn.HasCome)
                place.End().GiveBack();
            else
                place.Line.Waiting.Remove(place);
            Pump(place.Line);
        }
    }

    /// <summary>Reports what became of the request.</summary>
    /// <param name="place">Its place.</param>
    /// <param name="headers">What the answer says of its bucket; null when nothing.</param>
    /// <param name="proves">That no limit is said proves that there is none.</param>
    /// <param name="block">How long nothing of the route's bucket may go, for a request that was refused; in force before the next is let through.</param>
    public void Answered(Place place, RateLimitHeaders? headers, bool proves, TimeSpan? block = null)
    {
        lock (_gate)
        {
            var line = place.Line;
            if (headers is not null)
                line = MoveTo(place, (headers.Bucket, place.Route.Major));
            place.End().Answered(Now, headers, proves);
            if (block is { } length)
                line.Bucket.Block(Now + length);
            Pump(line);
        }
    }

    /// <summary>No answer came.</summary>
    public void Lost(Place place)
    {
        lock (_gate)
        {
            place.End().Lost(Now);
            Pump(place.Line);
        }
    }

    /// <summary>It was not sent after all.</summary>
    public void GiveBack(Place place) => Leave(place);

    /// <summary>Makes the answer's bucket that of its route, with everything of that route: who waits, and what is under way.</summary>
    private Line MoveTo(Place answered, (string, string) key)
    {
        var from = answered.Line;
        if (from.Key == key)
            return from;
        if (!_byBucket.TryGetValue(key, out var to))
        {
            if (_byBucket.Count >= _sweepAt)
                Sweep();
            if (from.Key is null) // the first answer: now we know its name
            {
                from.Key = key;
                return _byBucket[key] = from;
            }
            to = _byBucket[key] = new() { Key = key };
        }
        _byRoute[answered.Key] = to; // another route's bucket, or the limit changed its name
        foreach (var place in from.UnderWay.Where(place => place.Key == answered.Key).ToList())
        {
            from.UnderWay.Remove(place);
            from.Bucket.Lost(Now);
            to.UnderWay.Add(place);
            to.Bucket.Join();
            place.Line = to;
        }
        foreach (var place in from.Waiting.Where(place => place.Key == answered.Key).ToList())
        {
            from.Waiting.Remove(place);
            to.Queue(place);
        }
        Pump(from);
        return to;
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
                Let(first);
                continue;
            }
            if (wait != Timeout.InfiniteTimeSpan)
                line.Wake(time, wait + TimeSpan.FromMilliseconds(1), () => { lock (_gate) Pump(line); }); // timers drop fractions
            return;
        }
    }

    private static void Let(Place place)
    {
        place.Line.UnderWay.Add(place);
        place.Turn.Come();
    }

    private Line LineOf(RouteKey key)
    {
        if (_byRoute.TryGetValue(key, out var line))
            return line;
        if (_byRoute.Count >= _sweepAt)
            Sweep();
        return _byRoute[key] = new();
    }

    /// <summary>Every interaction brings routes of its own, and names of buckets change: forgets those that nothing hangs on.</summary>
    private void Sweep()
    {
        var now = Now;
        foreach (var (key, line) in _byRoute.Where(pair => pair.Value.IsIdle(now)).ToList())
        {
            _byRoute.Remove(key);
            line.Dispose();
        }
        foreach (var (key, line) in _byBucket.Where(pair => pair.Value.IsIdle(now)).ToList())
        {
            _byBucket.Remove(key);
            line.Dispose();
        }
        _sweepAt = Math.Max(MostRemembered, Math.Max(_byRoute.Count, _byBucket.Count) * 2);
    }

    private static RouteKey KeyOf(Route route) => new(route.Method, route.Template, route.Major);

    /// <summary>What a limit is first looked up by.</summary>
    internal readonly record struct RouteKey(HttpMethod Method, string Template, string Major);

    /// <summary>A place in line, then in the bucket; once it is taken it is to be reported on, once.</summary>
    internal sealed class Place(Route route, RouteKey key, Turn turn)
    {
        public Route Route { get; } = route;
        public RouteKey Key { get; } = key;
        public Turn Turn { get; } = turn;
        public required Line Line { get; set; }

        /// <summary>Takes it out; its bucket is then to be told why.</summary>
        public Bucket End()
        {
            if (!Line.UnderWay.Remove(this))
                throw new InvalidOperationException($"{Route} is not under way.");
            return Line.Bucket;
        }
    }

    /// <summary>A bucket, and who waits for it.</summary>
    internal sealed class Line : IDisposable
    {
        private ITimer? _alarm;

        public Bucket Bucket { get; } = new();

        /// <summary>By their tickets.</summary>
        public LinkedList<Place> Waiting { get; } = [];
        public HashSet<Place> UnderWay { get; } = [];
        public (string Bucket, string Major)? Key { get; set; }

        public bool IsIdle(TimeSpan now) => Waiting.Count == 0 && Bucket.IsIdle(now);

        public void Queue(Place place)
        {
            place.Line = this;
            var before = Waiting.Last; // nearly always the place to be
            while (before is not null && before.Value.Turn.Ticket > place.Turn.Ticket)
                before = before.Previous;
            if (before is null)
                Waiting.AddFirst(place);
            else
                Waiting.AddAfter(before, place);
        }

        public void Wake(TimeProvider time, TimeSpan wait, Action wake)
        {
            _alarm?.Dispose();
            _alarm = time.CreateTimer(_ => wake(), null, wait, Timeout.InfiniteTimeSpan);
        }

        public void Dispose() => _alarm?.Dispose();
    }
}

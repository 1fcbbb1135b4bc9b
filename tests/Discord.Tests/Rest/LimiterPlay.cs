using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Discord.Rest.RateLimits;

namespace ChatVideoBot.Discord.Tests.Rest;

/// <summary>
/// One random schedule against a server that counts. Routes share buckets, buckets change their names, limits and routes; requests and
/// answers travel in any order and get lost; callers give up while they wait and while they are served; the clock is coarse.
/// </summary>
/// <remarks>
/// What the limiter must keep: a request that was sent when an answer had told how things stand is never refused, unless the window
/// holds requests of which that is not true (the first of a route, and those under way when the server changed its mind); no second
/// holds more than the global limit; who waits is let through in the order of arrival; nobody waits for ever.
/// </remarks>
internal sealed class LimiterPlay
{
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(25);
    private readonly int _seed;
    private readonly Random _random;
    private readonly SimulatedClock _clock;
    private readonly RateLimiter _limiter;
    private readonly GlobalLimit _global;
    private readonly int _perSecond;
    private readonly double _slowest; // milliseconds one way
    private readonly bool _changes;
    private readonly bool _loses; // a window of which the client never heard may be longer than it can think: then only short ones
    private readonly List<Limit> _limits = [];
    private readonly Limit[] _limitOf; // by template
    private readonly Dictionary<(int Template, ulong Major), Told> _known = [];
    private readonly Dictionary<(Limit Limit, ulong Major), Told> _heard = [];
    private readonly Dictionary<(Limit Limit, ulong Major), Window> _windows = [];
    private readonly Queue<TimeSpan> _lastSecond = [];
    private readonly List<Call> _waiting = [];
    private int _names;

    public LimiterPlay(int seed)
    {
        (_seed, _random) = (seed, new(seed));
        _clock = new(_random, TimeSpan.FromTicks(_random.Next(3) switch { 0 => 1, 1 => 1_000, _ => TimeSpan.TicksPerMillisecond }));
        _limiter = new(_clock);
        _perSecond = _random.Next(2, 30);
        _global = new(_clock, _perSecond);
        _slowest = _random.Next(1, 1_500);
        _changes = _random.Next(2) == 0;
        _loses = _random.Next(3) > 0;
        for (var i = _random.Next(1, 4); i > 0; i--)
            _limits.Add(new() { Name = NewName(), Size = _random.Next(1, 8), Length = Ms(_random.Next(50, _loses ? 1_000 : 3_000)) });
        _limitOf = [.. Enumerable.Range(0, _random.Next(1, 6)).Select(_ => _limits[_random.Next(_limits.Count)])];
    }

    /// <summary>Requests the server got.</summary>
    public int Arrived { get; private set; }

    /// <summary>Those it refused, all of them excused.</summary>
    public int Refused { get; private set; }

    public void Run()
    {
        Come();
        if (_changes)
            _clock.After(Ms(_random.Next(500, 6_000)), Change);
        var steps = 0;
        while (_clock.Step())
        {
            Serve();
            Assert.True(++steps < 200_000, $"Seed {_seed}: it does not end.");
        }
        Assert.True(_waiting.Count == 0, $"Seed {_seed}: {_waiting.Count} wait for ever.");
    }

    /// <summary>Callers come alone and in crowds.</summary>
    private void Come()
    {
        if (_clock.Now > Lasts)
            return;
        for (var n = _random.Next(4) == 0 ? _random.Next(1, 15) : 1; n > 0; n--)
        {
            var template = _random.Next(_limitOf.Length);
            var call = new Call(template, (ulong)_random.Next(1, 3), template == 4, _random.Next(3) == 0 ? Ms(_random.Next(1, 8_000)) : null);
            Enter(call, null);
            if (call.GivesUpAfter is { } patience)
                _clock.After(patience, () => GiveUp(call));
        }
        _clock.After(Ms(_random.NextDouble() * 900), Come);
    }

    /// <summary>The server's owners change something.</summary>
    private void Change()
    {
        var limit = _limits[_random.Next(_limits.Count)];
        limit.Epoch++;
        switch (_random.Next(3))
        {
            case 0:
                limit.Name = NewName();
                break;
            case 1:
                limit.Size = _random.Next(1, 8);
                break;
            default:
                _limitOf[_random.Next(_limitOf.Length)] = limit;
                break;
        }
        if (_clock.Now < Lasts)
            _clock.After(Ms(_random.Next(500, 6_000)), Change);
    }

    private void Enter(Call call, long? ticket)
    {
        (call.Place, _) = _limiter.Enter(RouteOf(call), TimeSpan.FromDays(1), ticket);
        if (call.Place is not null)
            _waiting.Add(call);
    }

    /// <summary>Takes those on who were let through.</summary>
    private void Serve()
    {
        foreach (var call in _waiting.OrderBy(call => call.Place!.Turn.Ticket).ToList())
        {
            if (call.Turn is null && call.Place!.Turn.HasCome)
            {
                foreach (var other in _waiting.Where(other => !other.Place!.Turn.HasCome && other.Place.Line == call.Place.Line))
                    Assert.True(other.Place!.Turn.Ticket > call.Place.Turn.Ticket, $"Seed {_seed}: {call.Place.Turn.Ticket} went before {other.Place.Turn.Ticket}.");
                call.Knew = Known(call);
                (call.Turn, _) = _global.Enter(call.IsInteraction, TimeSpan.FromDays(1));
            }
            if (call.Turn is not { HasCome: true })
                continue;
            _waiting.Remove(call);
            Send(call);
        }
    }

    private void GiveUp(Call call)
    {
        call.IsOver = true;
        if (_waiting.Remove(call))
        {
            if (call.Turn is { } turn)
                _global.Leave(turn, call.IsInteraction);
            _limiter.Leave(call.Place!);
        }
        else if (call.IsUnderWay && _loses)
        {
            Lose(call);
        }
    }

    private void Send(Call call)
    {
        call.IsUnderWay = true;
        var travel = _random.NextDouble() * Math.Min(_slowest, 499);
        var fate = _random.Next(20);
        if (fate > 0 || !_loses)
            _clock.After(Ms(travel), () => Arrive(call, fate == 1));
        else
            _clock.After(Ms(travel + 1 + _random.NextDouble() * 3_000), () => Lose(call)); // it never arrives
    }

    private void Arrive(Call call, bool answerIsLost)
    {
        Arrived++;
        var limit = _limitOf[call.Template];
        if (!call.IsInteraction)
        {
            while (_lastSecond.TryPeek(out var first) && first <= _clock.Now - TimeSpan.FromSeconds(1))
                _lastSecond.Dequeue();
            _lastSecond.Enqueue(_clock.Now);
            Assert.True(_lastSecond.Count <= _perSecond, $"Seed {_seed}: {_lastSecond.Count} of {_perSecond} in one second at {_clock.Now}.");
        }
        if (!_windows.TryGetValue((limit, call.Major), out var window) || window.Ends <= _clock.Now)
            _windows[(limit, call.Major)] = window = new() { Ends = _clock.Now + limit.Length };
        // An old answer that comes late tells the client old things: what was under way meanwhile is excused, too.
        var informed = call.Knew is { } knew && knew == Known(call) && knew.Route.Limit == limit && knew.Route.Epoch == limit.Epoch && knew.Bucket.Epoch == limit.Epoch;
        window.HoldsUninformed |= !informed;
        var refused = window.Used >= limit.Size;
        if (refused)
        {
            Refused++;
            Assert.True(window.HoldsUninformed, $"Seed {_seed} ({(_changes ? "changes" : "as it is")}{(_loses ? ", loses" : "")}): {RouteOf(call)} exceeds {window.Used} of {limit.Size} at {_clock.Now}.");
        }
        else
        {
            window.Used++;
        }
        var back = Ms(_random.NextDouble() * _slowest);
        if (answerIsLost && _loses)
        {
            _clock.After(back, () => Lose(call));
            return;
        }
        var headers = new RateLimitHeaders(limit.Name, limit.Size, Math.Max(0, limit.Size - window.Used), Rounded(window.Ends - _clock.Now) + Ms(2));
        var told = (limit, limit.Epoch);
        _clock.After(back, () => Answer(call, headers, told, refused));
    }

    private void Answer(Call call, RateLimitHeaders headers, (Limit, int) told, bool refused)
    {
        if (!call.IsUnderWay) // given up before
            return;
        call.IsUnderWay = false;
        Learn(_known, (call.Template, call.Major), told);
        Learn(_heard, (told.Item1, call.Major), told);
        var ticket = call.Place!.Turn.Ticket;
        var shared = refused && _random.Next(5) == 0; // "shared": this request alone waits
        _limiter.Answered(call.Place, headers, proves: !refused, block: refused && !shared ? headers.ResetAfter : null);
        _global.Answered(call.IsInteraction);
        call.Turn = null;
        if (!refused)
            return;
        if (call.IsOver || ++call.Refusals == 10)
            return;
        if (shared)
            _clock.After(headers.ResetAfter, () => Again(call, ticket));
        else
            Again(call, ticket);
    }

    private Knowledge? Known(Call call) =>
        _known.TryGetValue((call.Template, call.Major), out var route) ? new(route, _heard[(route.Limit, call.Major)]) : null;

    private static void Learn<TKey>(Dictionary<TKey, Told> known, TKey of, (Limit Limit, int Epoch) told) where TKey : notnull
    {
        var before = known.GetValueOrDefault(of);
        if (before is null || (before.Limit, before.Epoch) != told)
            known[of] = new(told.Limit, told.Epoch, (before?.Version ?? 0) + 1);
    }

    private void Again(Call call, long ticket)
    {
        if (!call.IsOver)
            Enter(call, ticket);
    }

    private void Lose(Call call)
    {
        if (!call.IsUnderWay)
            return;
        call.IsUnderWay = false;
        _limiter.Lost(call.Place!);
        _global.Answered(call.IsInteraction, lost: true);
    }

    private string NewName() => $"b{++_names}";

    private static Route RouteOf(Call call) =>
        Route.Channel(HttpMethod.Post, call.Major, $"/t{call.Template}") with { IsInteraction = call.IsInteraction };

    /// <summary>Discord gives milliseconds.</summary>
    private static TimeSpan Rounded(TimeSpan time) => Ms(Math.Floor(time.TotalMilliseconds));

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private sealed class Limit
    {
        public required string Name { get; set; }
        public int Size { get; set; }
        public TimeSpan Length { get; init; }
        public int Epoch { get; set; }
    }

    /// <summary>What an answer said, and how often answers have said something else.</summary>
    private sealed record Told(Limit Limit, int Epoch, int Version);

    private sealed record Knowledge(Told Route, Told Bucket);

    private sealed class Window
    {
        public TimeSpan Ends { get; init; }
        public int Used { get; set; }
        public bool HoldsUninformed { get; set; }
    }

    private sealed class Call(int template, ulong major, bool isInteraction, TimeSpan? givesUpAfter)
    {
        public int Template => template;
        public ulong Major => major;
        public bool IsInteraction => isInteraction;
        public TimeSpan? GivesUpAfter => givesUpAfter;
        public RateLimiter.Place? Place { get; set; }
        public Turn? Turn { get; set; }
        public Knowledge? Knew { get; set; }
        public bool IsUnderWay { get; set; }
        public bool IsOver { get; set; }
        public int Refusals { get; set; }
    }
}

namespace ChatVideoBot.Discord.Rest.RateLimits;

/// <summary>Discord's limit over all requests of a bot, answers to interactions excepted, and the pauses it orders.</summary>
/// <remarks>
/// A request keeps its place until a second after its answer: whenever Discord counted it, no second holds more than the limit.
/// </remarks>
internal sealed class GlobalLimit(TimeProvider time, int perSecond = 50) : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1) + TimeSpan.FromMilliseconds(2); // a clock may be coarse
    private readonly Lock _gate = new();
    private readonly LinkedList<Turn> _waiting = [];
    private readonly LinkedList<Turn> _interactions = []; // these wait for the edge alone
    private readonly PriorityQueue<TimeSpan, TimeSpan> _comeBack = new(); // when the places of those that were answered are free again
    private readonly long _start = time.GetTimestamp();
    private int _free = perSecond;
    private TimeSpan _pausedUntil;
    private TimeSpan _edgePausedUntil;
    private ITimer? _alarm;

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Waits for the end of the pauses, and for a place.</summary>
    /// <param name="isInteraction">Interactions need no place, and wait only when the network's edge shut us out.</param>
    /// <param name="patience">How long to wait at most; zero only takes what is free now.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>Whether it is taken; if not, how long it would have taken as far as known.</returns>
    public async Task<(bool IsTaken, TimeSpan? Wait)> TakeAsync(bool isInteraction, TimeSpan patience, CancellationToken cancel)
    {
        var (turn, wait) = Enter(isInteraction, patience);
        if (turn is null || turn.HasCome)
            return (turn is not null, wait);
        try
        {
            await turn.WaitAsync(patience, time, cancel);
            return (true, null);
        }
        catch (TimeoutException)
        {
            Leave(turn, isInteraction);
            return (false, null);
        }
        catch (OperationCanceledException)
        {
            Leave(turn, isInteraction);
            throw;
        }
    }

    /// <summary>Takes a place, or gets into line for one; null when it would wait longer than <paramref name="patience"/>.</summary>
    public (Turn? Turn, TimeSpan? Wait) Enter(bool isInteraction, TimeSpan patience)
    {
        lock (_gate)
        {
            var turn = new Turn(0);
            var line = LineOf(isInteraction);
            var wait = line.Count > 0 ? Timeout.InfiniteTimeSpan : TryTake(isInteraction);
            if (wait == TimeSpan.Zero)
            {
                turn.Come();
                return (turn, null);
            }
            if (wait > patience || patience <= TimeSpan.Zero)
                return (null, wait == Timeout.InfiniteTimeSpan ? null : wait);
            line.AddLast(turn);
            Pump();
            return (turn, null);
        }
    }

    /// <summary>Gives up waiting, or the place if it has just been given.</summary>
    public void Leave(Turn turn, bool isInteraction)
    {
        lock (_gate)
        {
            if (turn.HasCome && !isInteraction)
                _free++;
            else
                LineOf(isInteraction).Remove(turn);
            Pump();
        }
    }

    /// <summary>The request is over.</summary>
    /// <param name="isInteraction">As when it was taken.</param>
    /// <param name="lost">It was given up: it may still be on its way.</param>
    public void Answered(bool isInteraction, bool lost = false)
    {
        if (isInteraction)
            return;
        lock (_gate)
        {
            var free = Now + Second + (lost ? Bucket.Travel : TimeSpan.Zero);
            _comeBack.Enqueue(free, free);
            Pump();
        }
    }

    /// <summary>Stops everything but interactions (a "global" 429), or those too (an answer that is not Discord's own).</summary>
    public void PauseFor(TimeSpan length, bool interactionsToo)
    {
        lock (_gate)
        {
            ref var until = ref interactionsToo ? ref _edgePausedUntil : ref _pausedUntil;
            until = Now + length > until ? Now + length : until;
            Pump();
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _alarm?.Dispose();
    }

    private LinkedList<Turn> LineOf(bool isInteraction) => isInteraction ? _interactions : _waiting;

    /// <summary>Zero when taken; else how long to wait, infinite when only an answer can tell.</summary>
    private TimeSpan TryTake(bool isInteraction)
    {
        var now = Now;
        var paused = isInteraction || _edgePausedUntil > _pausedUntil ? _edgePausedUntil : _pausedUntil;
        if (paused > now)
            return paused - now;
        if (isInteraction)
            return TimeSpan.Zero;
        while (_comeBack.TryPeek(out var due, out _) && due <= now)
        {
            _comeBack.Dequeue();
            _free++;
        }
        if (_free == 0)
            return _comeBack.TryPeek(out var next, out _) ? next - now : Timeout.InfiniteTimeSpan;
        _free--;
        return TimeSpan.Zero;
    }

    /// <summary>Lets through who may go, and sets the alarm for the next.</summary>
    private void Pump()
    {
        var soonest = Timeout.InfiniteTimeSpan;
        foreach (var isInteraction in (ReadOnlySpan<bool>)[false, true])
        {
            var line = LineOf(isInteraction);
            while (line.First is { Value: var first })
            {
                var wait = TryTake(isInteraction);
                if (wait != TimeSpan.Zero)
                {
                    if (wait != Timeout.InfiniteTimeSpan && (soonest == Timeout.InfiniteTimeSpan || wait < soonest))
                        soonest = wait;
                    break;
                }
                line.RemoveFirst();
                first.Come();
            }
        }
        _alarm?.Dispose();
        _alarm = soonest == Timeout.InfiniteTimeSpan
            ? null
            : time.CreateTimer(_ => { lock (_gate) Pump(); }, null, soonest + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan); // timers drop fractions
    }
}

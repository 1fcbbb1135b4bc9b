namespace ChatVideoBot.Discord.Tests.Rest;

/// <summary>
/// A clock that jumps from event to event, all on one thread. What it tells is coarse; its timers come late, or early by less than a
/// millisecond, as real ones do.
/// </summary>
internal sealed class SimulatedClock(Random random, TimeSpan grain) : TimeProvider
{
    private readonly PriorityQueue<Action, (TimeSpan At, int Order)> _events = new();
    private int _order;

    /// <summary>The true time.</summary>
    public TimeSpan Now { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks / grain.Ticks * grain.Ticks;

    public void After(TimeSpan wait, Action act) => _events.Enqueue(act, (Now + wait, _order++));

    /// <summary>Moves on to the next event; false when there is none.</summary>
    public bool Step()
    {
        if (!_events.TryDequeue(out var act, out var due))
            return false;
        Now = due.At > Now ? due.At : Now;
        act();
        return true;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer();
        var off = TimeSpan.FromMilliseconds(random.NextDouble() * (random.Next(4) == 0 ? 20 : 2) - 0.9);
        After(dueTime + off > TimeSpan.Zero ? dueTime + off : TimeSpan.Zero, () =>
        {
            if (!timer.IsOver)
                callback(state);
        });
        return timer;
    }

    private sealed class Timer : ITimer
    {
        public bool IsOver { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => IsOver = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

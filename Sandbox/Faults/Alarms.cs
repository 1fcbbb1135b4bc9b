namespace ChatVideoBot.Sandbox.Faults;

/// <summary>Runs actions when the sandbox's clock reaches their time, in order, one at a time, under the house's lock.</summary>
internal sealed class Alarms(SandboxClock clock, Lock gate) : IDisposable
{
    private readonly PriorityQueue<Action, DateTimeOffset> _waiting = new();
    private ITimer? _timer;

    public void Start()
    {
        _timer = clock.Real.CreateTimer(_ => RunDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        clock.Skipped += RunDue;
    }

    /// <summary>Called under the lock.</summary>
    public void At(DateTimeOffset time, Action action)
    {
        _waiting.Enqueue(action, time);
        Arm();
    }

    private void RunDue()
    {
        lock (gate)
        {
            while (_waiting.TryPeek(out _, out var due) && due <= clock.GetUtcNow())
                _waiting.Dequeue()();
            Arm();
        }
    }

    private void Arm()
    {
        if (!_waiting.TryPeek(out _, out var due))
            return;
        var left = due - clock.GetUtcNow();
        _timer?.Change(left > TimeSpan.Zero ? left + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        clock.Skipped -= RunDue;
        _timer?.Dispose();
    }
}

namespace ChatVideoBot.Sandbox.Faults;

/// <summary>A clock that runs as its base does and can be moved on: what would take fifteen minutes happens at once.</summary>
internal sealed class SandboxClock(TimeProvider real) : TimeProvider
{
    private long _skippedTicks;

    public TimeProvider Real => real;

    /// <summary>Told after each move, so that whoever waits looks again.</summary>
    public event Action? Skipped;

    public override DateTimeOffset GetUtcNow() => real.GetUtcNow().AddTicks(Interlocked.Read(ref _skippedTicks));

    public void Skip(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(by.Ticks, nameof(by));
        Interlocked.Add(ref _skippedTicks, by.Ticks);
        Skipped?.Invoke();
    }
}

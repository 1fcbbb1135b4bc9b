namespace ChatVideoBot.Discord.Rest.RateLimits;

/// <summary>Somebody who waits, or has been let through.</summary>
/// <param name="Ticket">The place in the order of arrival; a request that was sent back keeps its own.</param>
internal sealed class Turn(long ticket)
{
    private readonly TaskCompletionSource _come = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Ticket { get; } = ticket;

    /// <summary>Changes only while the owner's lock is held.</summary>
    public bool HasCome { get; private set; }

    public void Come()
    {
        HasCome = true;
        _come.TrySetResult();
    }

    /// <summary>Waits until it has come.</summary>
    /// <exception cref="TimeoutException">Not within <paramref name="patience"/>.</exception>
    public Task WaitAsync(TimeSpan patience, TimeProvider time, CancellationToken cancel) => _come.Task.WaitAsync(patience, time, cancel);
}

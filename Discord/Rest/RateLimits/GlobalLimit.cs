namespace ChatVideoBot.Discord.Rest.RateLimits;

/// <summary>Discord's limit over all requests of a bot, answers to interactions excepted, and the pauses it orders.</summary>
/// <remarks>
/// A request keeps its place until a second after its answer: whenever Discord counted it, no second holds more than the limit.
/// </remarks>
internal sealed class GlobalLimit(TimeProvider time, int perSecond = 50) : IDisposable
{
    private readonly SemaphoreSlim _places = new(perSecond, perSecond);
    private readonly long _start = time.GetTimestamp();
    private long _pausedUntilTicks;
    private long _edgePausedUntilTicks;

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>How long to wait before anything may be sent; zero for now.</summary>
    /// <param name="isInteraction">Interactions wait only when the network's edge shut us out.</param>
    public TimeSpan Pause(bool isInteraction)
    {
        var until = Volatile.Read(ref _edgePausedUntilTicks);
        if (!isInteraction)
            until = Math.Max(until, Volatile.Read(ref _pausedUntilTicks));
        return TimeSpan.FromTicks(Math.Max(0, until - Now.Ticks));
    }

    /// <summary>Takes a place within <paramref name="patience"/>; false when there is none.</summary>
    public async Task<bool> TakeAsync(TimeSpan patience, CancellationToken cancel)
    {
        if (_places.Wait(0, CancellationToken.None))
            return true;
        if (patience <= TimeSpan.Zero)
            return false;
        using var patient = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patient.Token, cancel);
        try
        {
            await _places.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>The request is answered, or given up.</summary>
    public void Answered() => _ = ReleaseLaterAsync();

    /// <summary>The request was never sent.</summary>
    public void GiveBack() => _places.Release();

    /// <summary>Stops everything but interactions (a "global" 429), or those too (an answer that is not Discord's own).</summary>
    public void PauseFor(TimeSpan length, bool interactionsToo)
    {
        ref var until = ref interactionsToo ? ref _edgePausedUntilTicks : ref _pausedUntilTicks;
        var ticks = (Now + length).Ticks;
        long before;
        while ((before = Volatile.Read(ref until)) < ticks && Interlocked.CompareExchange(ref until, ticks, before) != before)
        {
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task ReleaseLaterAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(1), time).ConfigureAwait(false);
        try
        {
            _places.Release();
        }
        catch (ObjectDisposedException)
        {
            // The client was shut down in that second.
        }
    }
}

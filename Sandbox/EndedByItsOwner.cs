namespace ChatVideoBot.Sandbox;

/// <summary>
/// Signals are heard in one place, see <see cref="StopSignal"/>; without this each host would stop on its own, in no order.
/// </summary>
internal sealed class EndedByItsOwner : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

using Microsoft.Extensions.Hosting;

namespace ChatVideoBot.Inference.Worker;

/// <summary>The workers of one process, one for each device. They end together: when one cannot go on, the process ends.</summary>
internal sealed class ClipWorkers(IReadOnlyList<ClipWorker> workers) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var worker in workers)
            await worker.StartAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc cref="ClipWorker.StopAsync"/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(workers.Select(worker => worker.StopAsync(cancellationToken)));
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc cref="ClipWorker.GiveBack"/>
    public void GiveBack()
    {
        foreach (var worker in workers)
            worker.GiveBack();
    }

    public override void Dispose()
    {
        foreach (var worker in workers)
            worker.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken) =>
        await await Task.WhenAny(workers.Select(worker => worker.ExecuteTask!)); // its failure ends the host
}

using System.Text.Json;
using System.Threading.Channels;
using ChatVideoBot.Hosting;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Inference.Worker;

/// <summary>
/// Writes how this process is to <see cref="WorkerOptions.HealthFile"/>, every few seconds and at each change, whole or not at all. It goes
/// by the pool that the workers run on, so that a process whose pool hangs falls silent.
/// </summary>
internal sealed class HealthFile(IOptions<WorkerOptions> options, IOptions<QueueOptions> rules, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<WorkerHealth> _workers = [];
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _done = new();
    private Task? _loop;

    /// <summary>Begins to write, where there is a file to write; the model may still have to be loaded.</summary>
    public void Start()
    {
        lock (_lock)
        {
            if (_loop is null && options.Value.HealthFile.Length > 0)
                _loop = Task.Run(RunAsync);
        }
    }

    /// <param name="device">"cpu", "cuda:1".</param>
    public WorkerHealth Add(string worker, string device)
    {
        var health = new WorkerHealth(worker, device, time, Changed);
        lock (_lock)
            _workers.Add(health);
        Changed();
        return health;
    }

    /// <summary>The process ends in good order: it leaves no file.</summary>
    public void Dispose()
    {
        if (_done.IsCancellationRequested)
            return;
        _done.Cancel();
        if (_loop is not null)
        {
            _loop.Wait();
            ProcessFile.Remove(options.Value.HealthFile);
        }
    }

    private void Changed() => _changes.Writer.TryWrite(true);

    private async Task RunAsync()
    {
        while (!_done.IsCancellationRequested)
        {
            Write();
            using var tick = CancellationTokenSource.CreateLinkedTokenSource(_done.Token);
            tick.CancelAfter(Every);
            Task change = _changes.Reader.ReadAsync(tick.Token).AsTask();
            await change.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Write()
    {
        WorkerLine[] workers;
        lock (_lock)
            workers = [.. _workers.Select(worker => worker.Read())];
        var report = new HealthReport(Environment.ProcessId, time.GetUtcNow(), Every.TotalSeconds, rules.Value.RenewEvery.TotalSeconds * 3, workers);
        ProcessFile.Write(options.Value.HealthFile, JsonSerializer.SerializeToUtf8Bytes(report, HealthReport.Json));
    }
}

using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Worker;

/// <summary>How one worker of this process is, as its parts tell; read by <see cref="HealthFile"/>.</summary>
/// <param name="device">"cpu", "cuda:1".</param>
/// <param name="changed">Called when the state is another.</param>
internal sealed class WorkerHealth(string name, string device, TimeProvider time, Action changed)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _since = time.GetUtcNow();
    private DateTimeOffset? _beat;
    private string? _job;
    private bool _isDraining;
    private bool _isStuck;

    /// <summary>The queue answered.</summary>
    public void Beat() => Change(() => _beat = time.GetUtcNow());

    public void Begin(JobId job) => Change(() => (_job, _isStuck) = (job.Value, false));

    public void End() => Change(() => (_job, _isStuck) = (null, false));

    public void Drain() => Change(() => _isDraining = true);

    /// <summary>The render makes no progress.</summary>
    public void Stick() => Change(() => _isStuck = true);

    public WorkerLine Read()
    {
        lock (_lock)
            return new(name, device, State, _since, _job, _beat);
    }

    private string State => _isStuck ? "stuck" : _isDraining ? "draining" : _job is not null ? "busy" : _beat is not null ? "ready" : "starting";

    private void Change(Action change)
    {
        bool isOther;
        lock (_lock)
        {
            var before = (State, _job);
            change();
            isOther = before != (State, _job);
            if (isOther)
                _since = time.GetUtcNow();
        }

        if (isOther)
            changed();
    }
}

using System.Text.Json;

namespace ChatVideoBot.Inference.Worker;

/// <summary>One worker in a <see cref="HealthReport"/>.</summary>
/// <param name="State">starting, ready, busy, draining or stuck.</param>
/// <param name="Since">When it came into this state.</param>
/// <param name="Beat">When the queue last heard it; null = never.</param>
internal sealed record WorkerLine(string Name, string Device, string State, DateTimeOffset Since, string? Job, DateTimeOffset? Beat);

/// <summary>What a worker's process writes of itself.</summary>
/// <param name="EverySeconds">How often it writes.</param>
/// <param name="BeatWithinSeconds">How long a worker may be silent in the queue and still be ready.</param>
/// <param name="Workers">None while the models are loaded.</param>
internal sealed record HealthReport(int Pid, DateTimeOffset Written, double EverySeconds, double BeatWithinSeconds, IReadOnlyList<WorkerLine> Workers)
{
    private const int WritesMissed = 3;

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <exception cref="ModelException">It is not there, or is none.</exception>
    public static HealthReport Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<HealthReport>(File.ReadAllBytes(file), Json) is { Workers: not null } report
                ? report
                : throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new ModelException($"{file} is no worker's health file.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"Unhealthy: {file} cannot be read, so no worker writes it; see Worker:HealthFile.", e);
        }
    }

    /// <summary>Why the process should be started anew or, with <paramref name="ready"/>, why it takes no work now; null = it is well.</summary>
    public string? Complaint(DateTimeOffset now, bool ready, Func<int, bool> lives)
    {
        if (!lives(Pid))
            return $"the process {Pid} is gone";
        if (now - Written > TimeSpan.FromSeconds(EverySeconds * WritesMissed))
            return $"the process {Pid} has not written for {(now - Written).TotalSeconds:0} s";
        if (Workers.FirstOrDefault(worker => worker.State == "stuck") is { } stuck)
            return $"{stuck.Name} ({stuck.Device}) is stuck over job {stuck.Job} since {stuck.Since:u}";
        if (!ready)
            return null;
        if (Workers.Count == 0)
            return "the model is being loaded";
        if (Workers.FirstOrDefault(worker => worker.State is not ("ready" or "busy")) is { } other)
            return $"{other.Name} ({other.Device}) is {other.State}";
        return Workers.FirstOrDefault(worker => worker.Beat is not { } beat || now - beat > TimeSpan.FromSeconds(BeatWithinSeconds)) is { } silent
            ? $"{silent.Name} ({silent.Device}) was not heard by the queue since {silent.Beat:u}"
            : null;
    }
}

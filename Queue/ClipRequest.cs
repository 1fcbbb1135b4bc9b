namespace ChatVideoBot.Queue;

/// <summary>What to make. Stored as JSON in the job.</summary>
public sealed record ClipRequest
{
    public required string Prompt { get; init; }

    /// <summary>What should not be seen; empty for nothing.</summary>
    public string Negative { get; init; } = "";

    /// <summary>The clip's length in seconds.</summary>
    public double Seconds { get; init; } = 2;

    /// <summary>"W:H", for example "16:9". Empty: as the picture, else the model's own.</summary>
    public string Aspect { get; init; } = "";

    public long Seed { get; init; }

    /// <summary>The model that must make it, and so the lane to wait in. Empty: any, in <see cref="QueueOptions.DefaultModel"/>.</summary>
    public string Model { get; init; } = "";
}

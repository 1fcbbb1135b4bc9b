namespace ChatVideoBot.Queue.Tests.Model;

/// <summary>Where a job stands: in one place at any time.</summary>
internal enum Place
{
    Line,

    /// <summary>It waits for another try.</summary>
    Later,
    Held,
    Worker,
    Outbox,

    /// <summary>Its made clip waits for a moderator.</summary>
    Review,

    /// <summary>Its end was told.</summary>
    Kept,
}

/// <summary>A job as the model has it.</summary>
internal sealed class ModelJob
{
    /// <summary>Of promoted jobs; <see cref="Queue.Band"/> plus 1 of others.</summary>
    public const int Front = 0;

    public required JobId Id { get; init; }
    public required string User { get; init; }
    public required string Group { get; init; }
    public required IReadOnlyList<string> Roles { get; init; }
    public required string Lane { get; init; }
    public required string Kind { get; init; }
    public required double Seconds { get; init; }
    public required long Cost { get; init; }
    public required double Weight { get; init; }

    public JobState State { get; set; }
    public Place Place { get; set; }
    public int Band { get; set; }

    /// <summary>The band it was promoted from.</summary>
    public int Was { get; set; }
    public double Start { get; set; }
    public double Tag { get; set; }

    /// <summary>What its group was charged for the run under way; null for nothing.</summary>
    public double? Share { get; set; }
    public long Token { get; set; }
    public string Worker { get; set; } = "";
    public int Attempt { get; set; }
    public int Failures { get; set; }
    public int Crashes { get; set; }
    public double Progress { get; set; }
    public bool IsCancelWanted { get; set; }

    /// <summary>The last thing that a holder did to it: that again is no late word.</summary>
    public string Did { get; set; } = "";
    public long ClipBytes { get; set; }

    /// <summary>Of a clip that waits for a moderator.</summary>
    public long HeldBytes { get; set; }
    public long Due { get; set; }
    public bool IsDelivering { get; set; }
    public long DeliveryToken { get; set; }
    public int Tries { get; set; }

    public bool Waits => Place is Place.Line or Place.Later;

    /// <summary>What it waits with.</summary>
    public (int Band, string Group) Flow => (Band, Band == Front ? "!" : Group);

    public override string ToString() => $"{Id} {State} {Place} of {User} in {Group}, {Lane}, band {Band}, tag {Tag}";
}

namespace ChatVideoBot.Queue;

public enum CancelResult
{
    /// <summary>The job waited and is gone from the line; or was cancelled before.</summary>
    Cancelled,

    /// <summary>The job runs: its worker hears of it at its next beat.</summary>
    Stopping,

    /// <summary>The job has ended in another way.</summary>
    TooLate,

    /// <summary>There is no such job (any more).</summary>
    Unknown,
}

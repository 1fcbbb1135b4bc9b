using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Worker;

/// <summary>How the work on a job went, before the queue knows.</summary>
internal abstract record JobOutcome
{
    public sealed record Made(MadeClip Clip) : JobOutcome;

    /// <param name="Retry">It may go better later.</param>
    public sealed record Failed(JobFailure Failure, bool Retry) : JobOutcome;

    /// <summary>It found no memory here: what becomes of it depends on the other workers.</summary>
    public sealed record TooLarge : JobOutcome;

    /// <summary>The user does not want it any more.</summary>
    public sealed record Cancelled : JobOutcome;

    /// <summary>This worker shuts down.</summary>
    public sealed record GivenBack : JobOutcome;

    /// <summary>The lease is over: the job is no longer ours to write about.</summary>
    public sealed record Dropped : JobOutcome;
}

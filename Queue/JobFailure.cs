namespace ChatVideoBot.Queue;

/// <summary>What a job failed at.</summary>
public enum FailureStage
{
    /// <summary>The words cannot be used.</summary>
    Prompt,

    /// <summary>The given picture cannot be used.</summary>
    Picture,

    /// <summary>The model, or the machine under it.</summary>
    Model,

    /// <summary>The clip was made but cannot be posted.</summary>
    Delivery,
}

/// <param name="Reason">One sentence for the user.</param>
public sealed record JobFailure(FailureStage Stage, string Reason);

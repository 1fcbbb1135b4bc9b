namespace ChatVideoBot.Inference.Diffusion.Denoisers;

/// <summary>How both prompts of guidance go through the network.</summary>
public enum GuidanceRuns
{
    /// <summary>Together in one run, where the graph's batch is open.</summary>
    One,

    /// <summary>One after the other: half the memory.</summary>
    Two,

    /// <summary>In two runs side by side.</summary>
    Parallel,
}

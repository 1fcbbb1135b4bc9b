namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>What a pipeline asks of a scheduler for one clip.</summary>
/// <param name="Steps">Model calls.</param>
public sealed record ScheduleRequest(int Steps)
{
    /// <summary>Tokens of the denoiser (f·h·w over the patch): moves the shift where the scheduler's is dynamic.</summary>
    public int Tokens { get; init; }

    /// <summary>The unshifted σ of each step, falling from 1, as LTX-Video's pipeline gives them; null = the scheduler's own spacing.</summary>
    public float[]? Sigmas { get; init; }

    /// <summary>The timesteps themselves, as distilled checkpoints want them; null = the scheduler's own.</summary>
    public float[]? Timesteps { get; init; }
}

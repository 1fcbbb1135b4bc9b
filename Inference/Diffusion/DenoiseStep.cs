namespace ChatVideoBot.Inference.Diffusion;

/// <summary>A step that was just made.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Steps">Of how many.</param>
/// <param name="PredictClean">Writes the finished latents as the model sees them now; only while the watcher runs.</param>
/// <param name="Latents">After the step; only while the watcher runs.</param>
public sealed record DenoiseStep(int Index, int Steps, Action<float[]> PredictClean, ReadOnlyMemory<float> Latents);

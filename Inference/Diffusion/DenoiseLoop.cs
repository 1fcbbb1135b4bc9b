using ChatVideoBot.Inference.Diffusion.Schedulers;
namespace ChatVideoBot.Inference.Diffusion;

/// <summary>The one loop of every family: from noise to latents, by the parts that the model folder chose.</summary>
public sealed class DenoiseLoop(
    IDenoiser denoiser, IScheduler scheduler, IGuidance guidance, IConditioning conditioning, IStepSkip skip)
{
    /// <summary>Denoises the latents in place.</summary>
    /// <param name="latents">Noise of the given shape; the finished latents afterwards.</param>
    /// <param name="watch">Told after every step; null = nobody listens.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the latents are then of no use.</exception>
    /// <exception cref="ModelException">The graph failed.</exception>
    public void Run(LatentShape shape, float[] latents, Action<DenoiseStep>? watch, CancellationToken cancel)
    {
        var answers = new float[2 * latents.Length];
        var output = new float[latents.Length];
        var before = watch is null ? [] : new float[latents.Length];
        var memory = new StepMemory((_, _) => throw new InvalidOperationException("This scheduler draws no noise."));
        using var call = denoiser.Prepare(shape, conditioning.Condition(shape), latents, answers);
        for (var i = 0; i < scheduler.Steps; i++)
        {
            cancel.ThrowIfCancellationRequested();
            if (!skip.TryGuess(i, latents, output))
            {
                call.Run(scheduler.Timestep(i), guidance.Branches(i), cancel);
                guidance.Combine(i, answers, output);
                skip.Record(i, latents, output);
            }

            latents.AsSpan(0, before.Length).CopyTo(before);
            scheduler.Step(i, output, latents, memory);
            var step = i;
            watch?.Invoke(new DenoiseStep(
                i, scheduler.Steps, clean => scheduler.PredictClean(step, output, before, clean), latents));
        }

        conditioning.Finish(shape, latents);
    }
}

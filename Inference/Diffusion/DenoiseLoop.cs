using System.Numerics.Tensors;
using ChatVideoBot.Inference.Diffusion.Denoisers;
using ChatVideoBot.Inference.Diffusion.Guidance;
using ChatVideoBot.Inference.Diffusion.Schedulers;
using ChatVideoBot.Inference.Diffusion.StepSkipping;

namespace ChatVideoBot.Inference.Diffusion;

/// <summary>The one loop of every family: from noise to latents, by the parts that the model folder chose.</summary>
public sealed class DenoiseLoop(
    IDenoiser denoiser, IScheduler scheduler, IGuidance guidance, Conditioning conditioning, IStepSkip skip, StepNoise stepNoise)
{
    /// <summary>Denoises the latents in place.</summary>
    /// <param name="latents">N(0, 1) noise of the given shape; the finished latents afterwards.</param>
    /// <param name="watch">Told after every step; null = nobody listens.</param>
    /// <param name="from">Clean latents to begin from instead of nothing, and the step to begin at.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the latents are then of no use.</exception>
    /// <exception cref="ModelException">The graph failed.</exception>
    public void Run(LatentShape shape, float[] latents, Action<DenoiseStep>? watch, CancellationToken cancel, (float[] Clean, int Step)? from = null)
    {
        var answers = new float[2 * latents.Length];
        var output = new float[latents.Length];
        var before = watch is null ? [] : new float[latents.Length];
        var memory = new StepMemory(stepNoise);
        var (known, held) = (conditioning.Known, conditioning.Held);
        var noise = held is null && from is null ? [] : latents.ToArray();
        var first = from?.Step ?? 0;
        if (from is { } begun)
            scheduler.AddNoise(begun.Step, begun.Clean, noise, latents);
        else
            TensorPrimitives.Multiply(latents, scheduler.InitNoiseSigma, latents);
        held?.Hold(scheduler, first, noise, latents);
        if (known?.Use == KnownUse.InLatents)
            known.Restore(latents);
        using var call = denoiser.Prepare(shape, conditioning, latents, answers);
        for (var i = first; i < scheduler.Steps; i++)
        {
            cancel.ThrowIfCancellationRequested();
            if (!skip.TryGuess(i, latents, output))
            {
                call.Run(scheduler.Timestep(i), scheduler.InputScale(i), guidance.Branches(i), cancel);
                guidance.Combine(i, shape, answers, output);
                skip.Record(i, latents, output);
            }

            latents.AsSpan(0, before.Length).CopyTo(before);
            scheduler.Step(i, output, latents, memory);
            held?.Hold(scheduler, i + 1, noise, latents);
            if (known?.Use == KnownUse.InLatents)
                known.Restore(latents);
            cancel.ThrowIfCancellationRequested(); // a clip that was cancelled tells of no more steps
            var step = i;
            watch?.Invoke(new DenoiseStep(
                i, scheduler.Steps, clean => scheduler.PredictClean(step, output, before, clean), latents));
        }

        held?.Settle(latents);
        known?.Restore(latents);
    }
}

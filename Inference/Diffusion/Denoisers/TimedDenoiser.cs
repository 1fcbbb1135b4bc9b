namespace ChatVideoBot.Inference.Diffusion.Denoisers;

/// <summary>Counts the time that another denoiser takes.</summary>
internal sealed class TimedDenoiser(IDenoiser denoiser, StageClock clock) : IDenoiser
{
    public IDenoiserCall Prepare(LatentShape shape, Conditioning conditioning, float[] latents, float[] answers) =>
        new Call(denoiser.Prepare(shape, conditioning, latents, answers), clock);

    private sealed class Call(IDenoiserCall call, StageClock clock) : IDenoiserCall
    {
        public void Run(float timestep, float inputScale, int branches, CancellationToken cancel)
        {
            using var time = clock.Measure(StageClock.Part.Denoiser);
            call.Run(timestep, inputScale, branches, cancel);
        }

        public void Dispose() => call.Dispose();
    }
}

namespace ChatVideoBot.Inference.Diffusion.Denoisers;

/// <summary>Two networks, one for the noisy steps and one for the fine ones, as Wan 2.2's A14B models have.</summary>
/// <param name="noisy">Asked at timesteps of the boundary and above.</param>
/// <param name="boundary">In the scheduler's timesteps, 875 of 1000 for example.</param>
public sealed class ExpertDenoiser(IDenoiser noisy, IDenoiser fine, float boundary) : IDenoiser
{
    public IDenoiserCall Prepare(LatentShape shape, Conditioning conditioning, float[] latents, float[] answers) =>
        new Call(() => noisy.Prepare(shape, conditioning, latents, answers), () => fine.Prepare(shape, conditioning, latents, answers), boundary);

    /// <summary>The one is let go before the other is taken, because both rarely fit into a device's memory.</summary>
    private sealed class Call(Func<IDenoiserCall> noisy, Func<IDenoiserCall> fine, float boundary) : IDenoiserCall
    {
        private IDenoiserCall? _current;
        private bool _isNoisy;

        public void Run(float timestep, float inputScale, int branches, CancellationToken cancel)
        {
            var isNoisy = timestep >= boundary;
            if (_current is null || isNoisy != _isNoisy)
            {
                _current?.Dispose();
                (_current, _isNoisy) = (null, isNoisy);
                _current = isNoisy ? noisy() : fine();
            }

            _current.Run(timestep, inputScale, branches, cancel);
        }

        public void Dispose() => _current?.Dispose();
    }
}

namespace ChatVideoBot.Inference.Diffusion;

/// <summary>The network of one clip, with the clip's prompts already in it.</summary>
public interface IDenoiser
{
    /// <summary>Binds what stays the same for the whole clip, once.</summary>
    /// <param name="condition">See <see cref="IConditioning.Condition"/>.</param>
    /// <param name="latents">Read at every call.</param>
    /// <param name="answers">Written at every call: [branches, n].</param>
    IDenoiserCall Prepare(LatentShape shape, float[] condition, float[] latents, float[] answers);
}

/// <summary>A denoiser bound to one clip's tensors.</summary>
public interface IDenoiserCall : IDisposable
{
    /// <summary>Asks the network with the first <paramref name="branches"/> prompts.</summary>
    void Run(float timestep, int branches, CancellationToken cancel);
}

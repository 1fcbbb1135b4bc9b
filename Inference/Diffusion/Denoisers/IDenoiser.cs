namespace ChatVideoBot.Inference.Diffusion.Denoisers;

/// <summary>The network of one clip, with the clip's prompts and conditioning already in it.</summary>
public interface IDenoiser
{
    /// <summary>Binds what stays the same for the whole clip, once.</summary>
    /// <param name="latents">[C, f, h, w], read at every call.</param>
    /// <param name="answers">[branches, C, f, h, w], written at every call.</param>
    IDenoiserCall Prepare(LatentShape shape, Conditioning conditioning, float[] latents, float[] answers);
}

/// <summary>A denoiser bound to one clip's tensors.</summary>
public interface IDenoiserCall : IDisposable
{
    /// <summary>Asks the network with the first <paramref name="branches"/> prompts.</summary>
    /// <param name="inputScale">The latents are multiplied by it on their way in.</param>
    void Run(float timestep, float inputScale, int branches, CancellationToken cancel);
}

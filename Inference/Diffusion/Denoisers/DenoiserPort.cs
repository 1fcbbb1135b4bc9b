using ChatVideoBot.Inference.Graphs;

namespace ChatVideoBot.Inference.Diffusion.Denoisers;

/// <summary>A denoiser's graph as it wants to be fed: read off the graph, because exporters differ.</summary>
/// <param name="File">"transformer/model.onnx", for messages and for the store.</param>
/// <param name="Layout">The order of its latents.</param>
/// <param name="Channels">Channels that go in: the latents' own and those of a condition.</param>
/// <param name="Patch">Latents of one token, each way.</param>
/// <param name="RepeatsPrompt">Whether it wants the prompt's states once a frame, not once a clip.</param>
public sealed record DenoiserPort(
    string File, BoundTensor Latents, LatentLayout Layout, int Channels, int Patch, BoundTensor Timestep, BoundTensor? PromptStates,
    BoundTensor Prediction, bool RepeatsPrompt, IReadOnlyList<BoundTensor> Inputs)
{
    /// <summary>Whether several prompts go in one run.</summary>
    public bool OpenBatch => Latents.Dimensions[0] < 0;

    /// <summary>Whether it takes a timestep for each token.</summary>
    public bool TimestepPerToken => Timestep.Rank == 2;

    public BoundTensor? Optional(TensorRole role) => BoundTensor.Resolve(File, "input", role with { Optional = true }, Inputs);

    public int Tokens(LatentShape shape) => shape.Frames * (shape.Height / Patch) * (shape.Width / Patch);

    /// <param name="channels">Channels that the component's config says go in.</param>
    /// <param name="framesFirst">The order of five dimensions when the graph leaves them all open.</param>
    /// <exception cref="ModelException">The graph cannot be fed.</exception>
    public static DenoiserPort Read(OnnxFile file, int channels, int patch, bool framesFirst)
    {
        var latents = BoundTensor.Resolve(file.Name, "input", TensorRole.Latents, file.Inputs)!;
        var layout = Order(file, latents, channels, framesFirst);
        var prediction = BoundTensor.Resolve(file.Name, "output", TensorRole.Prediction, file.Outputs)!;
        if (prediction.Rank != latents.Rank)
            throw new ModelException($"{file.Name}: output \"{prediction.Name}\" has rank {prediction.Rank}, but input \"{latents.Name}\" {latents.Rank}; export both alike.");
        var prompt = BoundTensor.Resolve(file.Name, "input", TensorRole.PromptStates with { Optional = true }, file.Inputs);
        var timestep = BoundTensor.Resolve(file.Name, "input", TensorRole.Timestep, file.Inputs)!;
        return new DenoiserPort(file.Name, latents, layout, channels, patch, timestep, prompt, prediction, Repeats(prompt, latents), file.Inputs);
    }

    private static LatentLayout Order(OnnxFile file, BoundTensor latents, int channels, bool framesFirst)
    {
        if (latents.Rank == 3)
        {
            return latents.Dimensions[2] < 0 || latents.Dimensions[2] == channels ? LatentLayout.Tokens : throw Wrong(latents.Dimensions[2]);
        }

        if (latents.Dimensions[1] == channels && !(framesFirst && latents.Dimensions[2] == channels))
            return LatentLayout.ChannelsFirst;
        if (latents.Dimensions[2] == channels)
            return LatentLayout.FramesFirst;
        return latents.Dimensions[1] < 0 && latents.Dimensions[2] < 0
            ? framesFirst ? LatentLayout.FramesFirst : LatentLayout.ChannelsFirst
            : throw Wrong(Math.Max(latents.Dimensions[1], latents.Dimensions[2]));

        ModelException Wrong(int found) => new(
            $"{file.Name}: input \"{latents.Name}\" takes {found} channels, but the config says {channels}; the folder mixes two models: copy or export it again.");
    }

    /// <summary>Older exports repeat the prompt for each frame themselves; their prompt and latents then have the same batch.</summary>
    private static bool Repeats(BoundTensor? prompt, BoundTensor latents)
    {
        if (prompt is null)
            return false;
        var (states, clips) = (prompt.Dimensions[0], latents.Dimensions[0]);
        if (states > 0 && clips > 0)
            return states > clips;
        return prompt.Symbols.ElementAtOrDefault(0) is not { Length: > 0 } symbol || symbol != latents.Symbols.ElementAtOrDefault(0);
    }
}

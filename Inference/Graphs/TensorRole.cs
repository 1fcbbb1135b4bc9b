using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Graphs;

/// <summary>One tensor that a component needs, and how to find it in a graph whose exporter chose its own names.</summary>
/// <param name="Names">The names in use, the usual one first: research of Optimum's, NVIDIA's and Wan's exports.</param>
/// <param name="Ranks">Ranks that can be fed.</param>
/// <param name="Types">Element types that can be fed.</param>
/// <param name="Optional">The graph may do without it.</param>
public sealed record TensorRole(string[] Names, int[] Ranks, TensorElementType[] Types, bool Optional = false)
{
    private static readonly TensorElementType[] Floats = [TensorElementType.Float];
    private static readonly TensorElementType[] Integers = [TensorElementType.Int64, TensorElementType.Int32];

    public static readonly TensorRole InputIds = new(["input_ids"], [2], Integers);
    public static readonly TensorRole TextStates = new(["last_hidden_state", "text_embeddings", "hidden_states"], [3], Floats);

    public static readonly TensorRole Latents = new(["hidden_states", "sample", "latent_model_input", "x"], [5], Floats);
    public static readonly TensorRole Condition = new(["condition"], [5], Floats, Optional: true);
    public static readonly TensorRole Timestep = new(["timestep", "timesteps", "t"], [0, 1], Floats);
    public static readonly TensorRole PromptStates =
        new(["encoder_hidden_states", "prompt_embeds", "text_embeddings", "context"], [3], Floats);
    public static readonly TensorRole PromptMask =
        new(["encoder_attention_mask", "prompt_attention_mask", "attention_mask"], [2], Integers, Optional: true);
    public static readonly TensorRole Velocity =
        new(["out_hidden_states", "out_sample", "latent", "denoised_latents", "noise_pred", "output"], [5], Floats);

    public static readonly TensorRole LatentSample = new(["latent_sample", "latent", "z", "latents"], [5], Floats);
    public static readonly TensorRole Sample = new(["sample", "images", "frames", "image"], [5], Floats);
    public static readonly TensorRole LatentParameters =
        new(["latent_parameters", "moments", "latent_sample", "latent"], [5], Floats);
}

using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Graphs;

/// <summary>One tensor that a component needs, and how to find it in a graph whose exporter chose its own names.</summary>
/// <param name="Names">The names in use, the usual one first: those of Optimum's, NVIDIA's, TensorStack's and Wan's exports.</param>
/// <param name="Ranks">Ranks that can be fed, the likeliest first.</param>
/// <param name="Types">Element types that can be fed.</param>
/// <param name="Optional">The graph may do without it.</param>
public sealed record TensorRole(string[] Names, int[] Ranks, TensorElementType[] Types, bool Optional = false)
{
    private static readonly TensorElementType[] Floats = [TensorElementType.Float, TensorElementType.Float16, TensorElementType.BFloat16];
    private static readonly TensorElementType[] Integers = [TensorElementType.Int64, TensorElementType.Int32];
    private static readonly TensorElementType[] Masks = [.. Integers, TensorElementType.Bool, .. Floats];
    private static readonly TensorElementType[] Numbers = [.. Floats, .. Integers, TensorElementType.Double];

    public static readonly TensorRole InputIds = new(["input_ids"], [2], Integers);
    public static readonly TensorRole AttentionMask = new(["attention_mask"], [2], Masks, Optional: true);
    public static readonly TensorRole TextStates = new(["last_hidden_state", "text_embeddings", "hidden_states"], [3], Floats);

    public static readonly TensorRole PixelValues = new(["pixel_values", "images", "image"], [4], Floats);
    public static readonly TensorRole ImageStates = new(["penultimate_hidden_state", "hidden_states"], [3], Floats);
    public static readonly TensorRole ImageEmbeds = new(["image_embeds", "image_embeddings"], [2], Floats);

    public static readonly TensorRole Latents = new(["hidden_states", "sample", "latent_model_input", "x"], [5, 3], Floats);
    public static readonly TensorRole Condition = new(["condition"], [5], Floats, Optional: true);
    public static readonly TensorRole Timestep = new(["timestep", "timesteps", "t"], [0, 1, 2], Numbers);
    public static readonly TensorRole PromptStates =
        new(["encoder_hidden_states", "prompt_embeds", "text_embeddings", "context"], [3], Floats);
    public static readonly TensorRole PromptMask =
        new(["encoder_attention_mask", "prompt_attention_mask", "attention_mask"], [2], Masks, Optional: true);
    public static readonly TensorRole PictureStates =
        new(["encoder_hidden_states_image", "image_embeds", "clip_fea"], [3], Floats, Optional: true);
    public static readonly TensorRole AddedTimeIds = new(["added_time_ids", "time_ids"], [2], Floats);
    public static readonly TensorRole VideoCoords = new(["video_coords", "indices_grid"], [3], Floats);
    public static readonly TensorRole Prediction =
        new(["out_hidden_states", "out_sample", "latent", "denoised_latents", "noise_pred", "output"], [5, 3], Floats);

    public static readonly TensorRole LatentSample = new(["latent_sample", "latent", "z", "latents"], [4, 5], Floats);
    public static readonly TensorRole DecodeTimestep = new(["timestep", "temb"], [1], Floats, Optional: true);
    public static readonly TensorRole NumFrames = new(["num_frames", "num_frames_in"], [0, 1], Integers, Optional: true);
    public static readonly TensorRole Sample = new(["sample", "images", "frames", "image"], [4, 5], Floats);
    public static readonly TensorRole LatentParameters =
        new(["latent_parameters", "moments", "latent_sample", "latent"], [4, 5], Floats);
}

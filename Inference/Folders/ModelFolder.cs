using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.Denoisers;
using ChatVideoBot.Inference.Diffusion.Schedulers;
using ChatVideoBot.Inference.Families;
using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Vae;

namespace ChatVideoBot.Inference.Folders;

/// <summary>A model folder, read and checked; no weights are loaded yet.</summary>
/// <param name="Folder">The full path.</param>
/// <param name="Name">The folder's own name: how the model is called.</param>
public sealed record ModelFolder(string Folder, string Name, Family Family, ClipDefaults Defaults)
{
    /// <summary>From this many tokens on, attention that is not fused takes gigabytes for every layer.</summary>
    public const int MostUnfusedTokens = 4096;

    public required LatentGeometry Geometry { get; init; }

    /// <summary>Between the VAE's latents and the denoiser's.</summary>
    public required LatentStatistics Statistics { get; init; }

    public required SchedulerSettings Scheduler { get; init; }

    public required DenoiserPort Denoiser { get; init; }

    /// <summary>A second network, asked below the boundary.</summary>
    public DenoiserPort? FineDenoiser { get; init; }

    /// <summary>The share of the timesteps from which on the first network is asked, 0 to 1.</summary>
    public float Boundary { get; init; }

    public required PictureUse PictureUse { get; init; }

    /// <summary>Ids that the prompt's window has room for; 0 = it reads no words.</summary>
    public required int PromptWindow { get; init; }

    /// <summary>The token that fills the window up, as tokenizer_config.json names it; null = id 0.</summary>
    public string? PadToken { get; init; }

    /// <summary>The graphs' headers, by "transformer/model.onnx".</summary>
    public required IReadOnlyDictionary<string, OnnxFile> Graphs { get; init; }

    /// <summary>The most video frames that the network was built for.</summary>
    public required int MaxFrames { get; init; }

    /// <summary>Where a graph leaves them no choice: the only size and length, in latents; -1 = open.</summary>
    public required (int Frames, int Height, int Width) FixedLatents { get; init; }

    /// <summary>Whether it can begin a clip with a picture.</summary>
    public bool TakesPictures => PictureUse != PictureUse.None;

    public bool NeedsPicture => PictureUse is PictureUse.Channels or PictureUse.EveryFrame;

    /// <summary>Whether its network is told how much is to move.</summary>
    public bool IsToldMotion => PictureUse == PictureUse.EveryFrame;

    /// <summary>Whether it was trained to be guided: a distilled one, of which the folder says that it wants none, follows prompts in its own way.</summary>
    public bool TakesGuidance => Math.Max(Defaults.Guidance, Defaults.FineGuidance ?? 0) > 1;

    /// <summary>Whether it can bring a clip of any length into latents: what is done with a clip begins so. Some encoders are exported for one picture.</summary>
    public bool HasEncoder => Graphs.ContainsKey(StreamedVae.FirstEncoder) || (Graphs.TryGetValue(VaeGraphs.Encoder, out var encoder)
        && BoundTensor.Resolve(encoder.Name, "input", TensorRole.Sample, encoder.Inputs) is { } sample && (sample.Rank == 4 || sample.Dimensions[2] < 0));

    /// <summary>Whether it can end a clip with a picture. One that looks at pictures through CLIP must have been exported for two of them.</summary>
    public bool TakesEndPicture => HasEncoder && PictureUse != PictureUse.EveryFrame
        && (Denoiser.Optional(TensorRole.PictureStates) is not { } states || states.Dimensions[1] < 0);

    /// <summary>The largest clip that attention has memory for.</summary>
    public int MostTokens => Graphs[Denoiser.File].HasUnfusedAttention ? MostUnfusedTokens : int.MaxValue;

    /// <summary>Tokens that attend to each other: a clip's where the denoiser is a transformer, a frame's where it is a U-Net.</summary>
    public int Tokens(LatentShape shape) => IsUNet ? shape.Plane : Denoiser.Tokens(shape);

    public bool IsUNet => Denoiser.File.StartsWith("unet/", StringComparison.Ordinal);

    public string TokenizerFile => Path.Combine(Folder, "tokenizer", "tokenizer.json");

    /// <exception cref="ModelException">It is no model folder, or one that cannot work here.</exception>
    public static ModelFolder Read(string folder) => FolderReader.Read(folder);
}

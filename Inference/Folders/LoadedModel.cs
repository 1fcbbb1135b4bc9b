using System.Numerics.Tensors;
using ChatVideoBot.Inference.Conditions;
using ChatVideoBot.Inference.Diffusion.StepSkipping;
using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.Denoisers;
using ChatVideoBot.Inference.Diffusion.Guidance;
using ChatVideoBot.Inference.Diffusion.Schedulers;
using ChatVideoBot.Inference.Families;
using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Previews;
using ChatVideoBot.Inference.Prompts;
using ChatVideoBot.Inference.Tokenizers;
using ChatVideoBot.Inference.Vae;

namespace ChatVideoBot.Inference.Folders;

/// <summary>A model folder ready to work: the parts of a clip's way, as the folder asks for them. Shared by all clips.</summary>
public sealed class LoadedModel : IDisposable
{
    /// <summary>New latent frames in one run of a decoder that works in pieces: few enough that frames flow, enough that the look-back costs little.</summary>
    private const int PieceLatentFrames = 24;

    /// <summary>Beyond it both prompts at once save nothing, because one fills the device, and cost twice the memory.</summary>
    private const int MostTokensTogether = 4096;

    private const long SmallGraphBytes = 128 << 20;

    /// <summary>What the weights may take of the memory that is free at the start; the rest is for what they compute.</summary>
    private const double WeightShare = 0.6;

    /// <summary>The side of tiles where memory does not suffice for whole frames.</summary>
    private const int FallbackTilePixels = 256;

    private readonly InferenceOptions _options;
    private readonly Lock _fitting = new();
    private LatentPreview? _preview;
    private bool _hasNoPreview;

    private LoadedModel(ModelFolder folder, Tokenizer? tokenizer, ComponentStore components, InferenceOptions options)
    {
        (Folder, Tokenizer, Components, _options) = (folder, tokenizer, components, options);
        Conditions = new ConditionMaker(folder, components);
        if (tokenizer is null)
            return;
        PromptRule = new PromptRule(folder.PromptWindow, folder.PadToken is { } pad ? tokenizer.IdOf(pad)!.Value : 0, folder.Family.IsWan, folder.Family.IsWan);
        Prompts = Reader(PromptRule);
    }

    public ModelFolder Folder { get; }

    /// <summary>Null where the model reads no words.</summary>
    public Tokenizer? Tokenizer { get; }

    public PromptRule? PromptRule { get; }

    /// <summary>Null where the model reads no words.</summary>
    public PromptEncoder? Prompts { get; }

    public ConditionMaker Conditions { get; }

    public ComponentStore Components { get; }

    /// <summary>Reads the folder and, where memory suffices for all of it, loads the weights; else they are loaded as they are needed.</summary>
    /// <param name="options">Says where graphs compute: Provider, Threads, WeightsMiB.</param>
    /// <exception cref="ModelException">The folder cannot work.</exception>
    public static LoadedModel Load(string path, InferenceOptions options)
    {
        var folder = ModelFolder.Read(path);
        var tokenizer = folder.Family.ReadsNoWords ? null : FolderTokenizer.Load(folder);
        var weights = options.WeightsMiB > 0 ? options.WeightsMiB * 1024L * 1024
            : options.Provider == "cpu" ? (long)(FreeMemory.Read() * WeightShare / options.Sharing)
            : long.MaxValue; // a device says that it is full only by failing, upon which the store makes room
        var components = new ComponentStore(folder.Folder, folder.Graphs, options, weights, name => Threads(folder, name, options));
        try
        {
            var model = new LoadedModel(folder, tokenizer, components, options);
            foreach (var name in components.FitsWhole ? folder.Graphs.Keys : [])
                components.Open(name).Dispose();
            return model;
        }
        catch
        {
            components.Dispose();
            throw;
        }
    }

    /// <summary>An encoder of prompts with another window: a golden case may have its own.</summary>
    public PromptEncoder Reader(PromptRule rule) => new(Components, Tokenizer!, rule, new PromptCache(_options.PromptCacheMiB * 1024L * 1024));

    /// <summary>The denoiser for one clip.</summary>
    /// <param name="prompts">The prompt, then the negative prompt; empty where the model reads no words.</param>
    public IDenoiser Denoiser(IReadOnlyList<PromptStates> prompts, LatentShape shape)
    {
        var runs = _options.GuidanceRuns switch
        {
            "one" => GuidanceRuns.One,
            "parallel" => GuidanceRuns.Parallel,
            "two" => GuidanceRuns.Two,
            _ when Folder.Denoiser.Tokens(shape) > MostTokensTogether => GuidanceRuns.Two,
            _ => _options.Provider == "cpu" ? GuidanceRuns.Parallel : GuidanceRuns.One,
        };
        IDenoiser Of(DenoiserPort port) => new GraphDenoiser(Components, port, prompts, runs, Folder.Family == Family.AnimateDiff);
        return Folder.FineDenoiser is { } fine ? new ExpertDenoiser(Of(Folder.Denoiser), Of(fine), Folder.Boundary * 1000) : Of(Folder.Denoiser);
    }

    public IScheduler Scheduler(ClipDefaults settings, LatentShape shape) => Scheduler(Folder.Scheduler, settings, shape);

    /// <param name="scheduler">Instead of the folder's own.</param>
    public IScheduler Scheduler(SchedulerSettings scheduler, ClipDefaults settings, LatentShape shape)
    {
        float[]? given = Folder.Family.GivesSigmas ? [.. Enumerable.Range(0, settings.Steps).Select(i => (float)(1 - (double)i / settings.Steps))] : null;
        var sigmas = settings.Sigmas ?? (settings.Timesteps is null ? given : null);
        return scheduler.Make(new ScheduleRequest((sigmas ?? settings.Timesteps)?.Length ?? settings.Steps)
        {
            Tokens = shape.Frames * shape.Plane,
            Sigmas = sigmas,
            Timesteps = settings.Timesteps,
        });
    }

    public IGuidance Guidance(ClipDefaults settings, IScheduler scheduler)
    {
        if (settings.FirstGuidance is { } first)
            return Math.Max(first, settings.Guidance) > 1 ? new PerFrameGuidance((float)first, (float)settings.Guidance) : new NoGuidance();
        if (Folder.FineDenoiser is not null && settings.FineGuidance is { } fine)
        {
            var change = Enumerable.Range(0, scheduler.Steps).TakeWhile(i => scheduler.Timestep(i) >= Folder.Boundary * 1000).Count();
            return new ExpertGuidance(Free(settings.Guidance, settings, scheduler.Steps), Free(fine, settings, scheduler.Steps), change);
        }

        return Free(settings.Guidance, settings, scheduler.Steps);
    }

    /// <summary>What saves model calls for one clip: as the owner says, else as the model's folder does.</summary>
    public IStepSkip StepSkip(ClipDefaults settings, IScheduler scheduler) =>
        (_options.StepSkip.Policy.Length > 0 ? _options.StepSkip : settings.StepSkip).Make(scheduler);

    /// <summary>The VAE for one clip. Where memory does not suffice for whole frames, it works in tiles.</summary>
    public IVaeCodec Vae(ClipDefaults settings) => _options.VaeTilePixels > 0
        ? Tiled(WholeVae(settings), _options.VaeTilePixels)
        : new FrugalVae(WholeVae(settings), Tiled(WholeVae(settings), FallbackTilePixels), Components);

    /// <summary>Refuses finished latents that are no numbers.</summary>
    /// <exception cref="ModelException">They are none.</exception>
    public void RefuseNonNumbers(ReadOnlySpan<float> latents)
    {
        if (!float.IsFinite(TensorPrimitives.MaxMagnitude(latents)))
            throw new ModelException($"{Folder.Name} computed values that are no numbers: its weights are damaged or overflow in {Folder.Denoiser.Latents.Type}; check the folder (models check) or export it in float32.");
    }

    /// <summary>From the denoiser's latents to frames.</summary>
    /// <param name="noise">Fills N(0, 1) noise of the latents' length, where the family mixes some in.</param>
    public IEnumerable<DecodedFrames> Decode(ClipDefaults settings, LatentShape shape, float[] latents, FillNoise noise, CancellationToken cancel)
    {
        var ready = latents.ToArray();
        Folder.Statistics.Denormalise(ready);
        if (Folder.Family == Family.Ltx && HasDecodeTimestep)
            MixNoise(ready, settings.DecodeNoiseScale, noise);

        return Vae(settings).Decode(shape, ready, cancel);
    }

    /// <summary>What makes pictures of unfinished latents; fitted at the first call, which takes a run or more of the VAE. Null where the VAE cannot be tried.</summary>
    public LatentPreview? Preview(CancellationToken cancel)
    {
        lock (_fitting)
        {
            if (_preview is not null || _hasNoPreview)
                return _preview;
            try
            {
                return _preview = LatentPreview.Fit(this, cancel);
            }
            catch (ModelException)
            {
                _hasNoPreview = true; // a clip that the VAE can make may come all the same, without previews
                return null;
            }
        }
    }

    public void Dispose() => Components.Dispose();

    /// <summary>
    /// A small denoiser is a chain of small nodes, at each of which threads wait for each other: where guidance asks it twice, side by side,
    /// each run gets half of them.
    /// </summary>
    private static int Threads(ModelFolder folder, string name, InferenceOptions options)
    {
        var all = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        var isHalved = name == folder.Denoiser.File && options is { Provider: "cpu", GuidanceRuns: "auto" or "parallel" } && folder.Defaults.Guidance > 1
            && folder.Graphs[name].Bytes < SmallGraphBytes;
        return isHalved ? Math.Max(1, all / 2) : all;
    }

    private bool HasDecodeTimestep =>
        Folder.Graphs.TryGetValue(VaeGraphs.Decoder, out var decoder) && TensorRole.DecodeTimestep.Names.Any(n => decoder.Inputs.Any(i => i.Name == n));

    private IVaeCodec WholeVae(ClipDefaults settings)
    {
        if (Folder.Graphs.ContainsKey(StreamedVae.FirstDecoder))
            return new StreamedVae(Components, Folder.Geometry);
        var decoder = Folder.Graphs[VaeGraphs.Decoder];
        if (BoundTensor.Resolve(decoder.Name, "input", TensorRole.LatentSample, decoder.Inputs)!.Rank == 4)
            return new PerFrameVae(Components, Folder.Geometry, settings.DecodeChunk);
        return Folder.Family.DecoderLookBack > 0
            ? new ChunkedVae(Components, Folder.Geometry, Folder.Family.DecoderLookBack, PieceLatentFrames)
            : new ChunkedVae(Components, Folder.Geometry, 0, int.MaxValue, (float)settings.DecodeTimestep);
    }

    /// <summary>Overlaps as diffusers has them, a quarter of the tile.</summary>
    private TiledVae Tiled(IVaeCodec whole, int tilePixels)
    {
        var tile = Math.Max(tilePixels, 4 * Folder.Geometry.PixelsPerLatent);
        return new TiledVae(whole, Folder.Geometry, tile, tile / 4, tile / 16);
    }

    private static IGuidance Free(double scale, ClipDefaults settings, int steps) => scale > 1
        ? new ClassifierFreeGuidance((float)scale)
        {
            Rescale = (float)settings.GuidanceRescale,
            FirstStep = (int)(steps * settings.GuidedFrom),
            EndStep = (int)Math.Ceiling(steps * settings.GuidedUntil),
        }
        : new NoGuidance();

    private static void MixNoise(float[] latents, double share, FillNoise noise)
    {
        var drawn = new float[latents.Length];
        noise(drawn);
        for (var i = 0; i < latents.Length; i++)
            latents[i] = (float)(1 - share) * latents[i] + (float)share * drawn[i];
    }
}

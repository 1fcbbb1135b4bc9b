using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.Schedulers;
using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Prompts;
using ChatVideoBot.Inference.Tokenizers;
using ChatVideoBot.Inference.Vae;

namespace ChatVideoBot.Inference.Folders;

/// <summary>A model folder with its weights in memory, put together from the parts that it asks for. Shared by all clips.</summary>
public sealed class LoadedModel : IDisposable
{
    /// <summary>New latent frames in one run of the decoder: few enough that frames flow, enough that the look-back costs little.</summary>
    private const int PieceLatentFrames = 24;

    private readonly Graph _textEncoder;
    private readonly Graph _denoiser;
    private readonly Graph? _vaeEncoder;
    private readonly Graph _vaeDecoder;

    private LoadedModel(ModelFolder folder, Tokenizer tokenizer, Graph textEncoder, Graph denoiser, Graph? vaeEncoder, Graph vaeDecoder)
    {
        (Folder, Tokenizer) = (folder, tokenizer);
        (_textEncoder, _denoiser, _vaeEncoder, _vaeDecoder) = (textEncoder, denoiser, vaeEncoder, vaeDecoder);
        Window = new PromptWindow(folder.PromptWindow);
        Prompts = new PromptEncoder(textEncoder, folder.PromptWindow);
        Vae = new ChunkedVae(
            vaeEncoder, vaeDecoder, folder.Geometry, folder.Statistics, folder.Family.DecoderLookBack, PieceLatentFrames);
    }

    public ModelFolder Folder { get; }

    public Tokenizer Tokenizer { get; }

    public PromptWindow Window { get; }

    public PromptEncoder Prompts { get; }

    public IVaeCodec Vae { get; }

    public IEnumerable<Graph> Graphs => [_textEncoder, _denoiser, .. _vaeEncoder is null ? [] : new[] { _vaeEncoder }, _vaeDecoder];

    /// <param name="options">Says where graphs compute: Provider and Threads.</param>
    /// <exception cref="ModelException">The folder cannot work.</exception>
    public static LoadedModel Load(string path, InferenceOptions options)
    {
        var folder = ModelFolder.Read(path);
        var tokenizer = LoadTokenizer(folder);
        var graphs = new List<Graph>();
        try
        {
            Graph Component(string name)
            {
                var graph = Graph.Load(folder.Folder, name, options);
                graphs.Add(graph);
                return graph;
            }

            var model = new LoadedModel(
                folder, tokenizer, Component("text_encoder"), Component("transformer"),
                folder.TakesPictures ? Component("vae_encoder") : null, Component("vae_decoder"));
            model.Check();
            return model;
        }
        catch
        {
            graphs.ForEach(g => g.Dispose());
            throw;
        }
    }

    /// <summary>The denoiser for one clip's prompts.</summary>
    public IDenoiser Denoiser(PromptStates prompts) => new GraphDenoiser(_denoiser, prompts);

    public IScheduler Scheduler(int steps) => new FlowMatchEuler(steps, Folder.Shift);

    /// <summary>1 and less asks for no guidance.</summary>
    public static IGuidance Guidance(double scale) => scale > 1 ? new ClassifierFreeGuidance((float)scale) : new NoGuidance();

    public void Dispose()
    {
        foreach (var graph in Graphs)
            graph.Dispose();
    }

    private static Tokenizer LoadTokenizer(ModelFolder folder)
    {
        try
        {
            return Tokenizer.Load(folder.TokenizerFile);
        }
        catch (Exception e) when (e is TokenizerException or IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"tokenizer/tokenizer.json in {folder.Folder} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Every tensor is looked up once at load, so that a graph that cannot work is refused before a job is taken.</summary>
    private void Check()
    {
        _textEncoder.Input(TensorRole.InputIds);
        _textEncoder.Output(TensorRole.TextStates);
        foreach (var role in new[] { TensorRole.Latents, TensorRole.Timestep, TensorRole.PromptStates })
            _denoiser.Input(role);
        _denoiser.Output(TensorRole.Velocity);
        _vaeDecoder.Input(TensorRole.LatentSample);
        _vaeDecoder.Output(TensorRole.Sample);
        _vaeEncoder?.Input(TensorRole.Sample);
        _vaeEncoder?.Output(TensorRole.LatentParameters);
        if (_denoiser.Input(TensorRole.Latents).Dimensions[1] is var channels && channels > 0 && channels != Folder.Geometry.Channels)
            throw new ModelException($"{_denoiser.Name} takes {channels} channels, but the VAE has {Folder.Geometry.Channels}; the folder mixes two models.");
        if (_vaeEncoder is not null && _denoiser.OptionalInput(TensorRole.Condition) is null)
            throw new ModelException($"{_denoiser.Name} has no input \"condition\", so vae_encoder is of no use; remove that folder or export the input.");
    }
}

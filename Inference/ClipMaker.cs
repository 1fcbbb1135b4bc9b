using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Planning;
using ChatVideoBot.Inference.Video;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatVideoBot.Inference;

/// <summary>One loaded model folder that makes clips. Several may be made at once: they share the weights and the processor.</summary>
public sealed partial class ClipMaker : IDisposable
{
    private readonly LoadedModel _model;
    private readonly InferenceOptions _options;
    private readonly ILogger _logger;
    private readonly ClipHelpers _helpers;

    private ClipMaker(LoadedModel model, InferenceOptions options, ILogger logger) => (_model, _options, _logger, _helpers) = (model, options, logger, new ClipHelpers(options));

    /// <summary>The model's name: the folder's, "pocket".</summary>
    public string Model => _model.Folder.Name;

    /// <summary>The longest clip that it makes, in seconds.</summary>
    public double MostSeconds => ClipPlan.MostSeconds(_options);

    /// <summary>What it can make, for whoever takes requests.</summary>
    public ModelCard Card => CardOf(_model.Folder, _options);

    internal static ModelCard CardOf(ModelFolder folder, InferenceOptions options) => new()
    {
        Model = folder.Name,
        FramesPerSecond = folder.Defaults.FramesPerSecond,
        MinSeconds = options.MinSeconds,
        MostSeconds = ClipPlan.MostSeconds(options),
        WidthPixels = folder.Defaults.WidthPixels,
        HeightPixels = folder.Defaults.HeightPixels,
        MostPixels = ClipPlan.Budget(ClipPlan.WindowOf(folder), folder),
        PixelStep = folder.Geometry.PixelStep,
        FixedWidthPixels = Math.Max(0, folder.FixedLatents.Width) * folder.Geometry.PixelsPerLatent,
        FixedHeightPixels = Math.Max(0, folder.FixedLatents.Height) * folder.Geometry.PixelsPerLatent,
        MaxPromptCharacters = options.MaxPromptCharacters,
        ReadsWords = !folder.Family.ReadsNoWords,
        NeedsPicture = folder.NeedsPicture,
        TakesPicture = folder.TakesPictures,
        TakesEndPicture = folder.TakesEndPicture,
        TakesClips = folder.HasEncoder,
        TakesGuidance = folder.TakesGuidance,
    };

    /// <summary>Loads the weights once.</summary>
    /// <param name="folder">A model folder, the name of one in <c>models</c>, or empty for <c>models/pocket</c>.</param>
    /// <exception cref="ModelException">The folder or the machine cannot work; the message says why and what to do.</exception>
    public static ClipMaker Load(string folder, InferenceOptions options, ILogger? logger = null)
    {
        Ffmpeg.EnsureInstalled(options.Ffmpeg);
        PrivateFolder.DeleteForgotten(options);
        return new ClipMaker(LoadedModel.Load(ModelsFolder.Resolve(folder), options), options, logger ?? NullLogger.Instance);
    }

    /// <summary>Makes one clip.</summary>
    /// <param name="sources">The files that it is made from, as they came; null = none.</param>
    /// <param name="progress">Told about progress and previews, in order; null = nobody listens, and no previews are made.</param>
    /// <param name="exact">What is fixed beyond the request; null = nothing.</param>
    /// <param name="segments">Where a long clip's finished windows are kept; null = nowhere.</param>
    /// <exception cref="ClipRefusedException">The request is at fault: do not try again.</exception>
    /// <exception cref="ModelException">The model or this machine is at fault.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; within a second.</exception>
    public async Task<MadeClip> MakeAsync(
        ClipRequest request, ClipSources? sources, IProgress<ClipProgress>? progress, CancellationToken cancel, ExactClip? exact = null,
        ISegmentStore? segments = null)
    {
        var run = new ClipRun(_model, _helpers, _options, request, sources ?? ClipSources.None, progress, exact, segments, cancel);
        try
        {
            var clip = await Task.Run(run.MakeAsync, cancel); // graphs compute on the thread that calls them
            foreach (var note in clip.Notes)
                LogNote(note);
            return clip;
        }
        catch (Exception e) when (MemoryFailure.Is(e))
        {
            _model.Components.FreeUnused(); // with what they had taken for this clip, which the next may not need
            throw;
        }
    }

    /// <summary>
    /// Encodes the prompts of a request that may come next, so that its clip begins without them. Does nothing where the text encoder would
    /// have to be loaded in another component's place.
    /// </summary>
    /// <exception cref="ModelException">The model or this machine is at fault.</exception>
    public async Task PrepareAsync(ClipRequest request, CancellationToken cancel)
    {
        if (_model.Prompts is not { } prompts || !_model.Components.FitsWhole)
            return;
        string[] texts = [request.Words, ClipPlan.NegativeOf(request, _model.Folder)];
        await Task.Run(() => Array.ForEach(texts.Where(text => text.Length <= _options.MaxPromptCharacters).ToArray(), text => prompts.Encode(text, cancel)), cancel);
    }

    public void Dispose()
    {
        _helpers.Dispose();
        _model.Dispose();
    }

    [LoggerMessage(LogLevel.Information, "{Note}")]
    private partial void LogNote(string note);
}

using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference;

/// <summary>One loaded model folder that makes clips. Any number may be asked for at once; they are made one after another.</summary>
public sealed class ClipMaker : IDisposable
{
    private ClipMaker(string model) => Model = model;

    /// <summary>The model's name: the folder's, "pocket".</summary>
    public string Model { get; }

    /// <summary>Loads the weights once.</summary>
    /// <exception cref="ModelException">The folder cannot work; the message says why and what to do.</exception>
    public static ClipMaker Load(string folder, InferenceOptions options) => new(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)));

    /// <summary>Makes one clip.</summary>
    /// <param name="picture">The file of the first frame's picture as it came (PNG, JPEG, WebP, GIF), or empty.</param>
    /// <param name="progress">Told about progress and previews, in order; null = nobody listens, and no previews are made.</param>
    /// <exception cref="ClipRefusedException">The request is at fault: do not try again.</exception>
    /// <exception cref="ModelException">The model or this machine is at fault.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; within a second.</exception>
    public Task<MadeClip> MakeAsync(
        ClipRequest request, ReadOnlyMemory<byte> picture, IProgress<ClipProgress>? progress, CancellationToken cancel) =>
        throw new ModelException("Not built yet.");

    public void Dispose()
    {
    }
}

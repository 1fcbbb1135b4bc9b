using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Inference.Worker;

/// <summary>While one clip is decoded, the prompt of the job that probably comes next is encoded. It takes no job: a wrong guess costs one encoding.</summary>
/// <param name="peek">Asks what comes next.</param>
/// <param name="prepare">Encodes its prompts.</param>
internal sealed partial class NextPrompt(
    Func<CancellationToken, Task<ClipRequest?>> peek, Func<ClipRequest, CancellationToken, Task> prepare, ILogger<NextPrompt> logger)
{
    /// <summary>Listens beside a clip's own listener.</summary>
    public IProgress<ClipProgress>? Watch(IProgress<ClipProgress>? progress, CancellationToken cancel) =>
        progress is null ? null : new Watcher(this, progress, cancel);

    private async Task PrepareAsync(CancellationToken cancel)
    {
        try
        {
            if (await peek(cancel) is { } request)
                await prepare(request, cancel);
        }
        catch (Exception e) when (e is RedisException or ModelException or OperationCanceledException or ObjectDisposedException)
        {
            LogNotPrepared(e.Message); // the job will say what is wrong, if it comes
        }
    }

    [LoggerMessage(LogLevel.Debug, "The next prompt was not prepared: {Why}")]
    private partial void LogNotPrepared(string why);

    private sealed class Watcher(NextPrompt next, IProgress<ClipProgress> progress, CancellationToken cancel) : IProgress<ClipProgress>
    {
        private bool _began;

        public void Report(ClipProgress value)
        {
            progress.Report(value);
            if (_began || value.Stage != ClipStage.Decode)
                return;
            _began = true;
            _ = Task.Run(() => next.PrepareAsync(cancel), cancel);
        }
    }
}

using ChatVideoBot.Inference.Tests.Clips;
using ChatVideoBot.Inference.Worker;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatVideoBot.Inference.Tests.Worker;

public sealed class NextPromptTests(RedisServer server, Pocket pocket)
{
    private static readonly ClipRequest Next = new() { Prompt = "a blue cube rolling over a bridge of glass", Seconds = 0.5 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_prompt_is_prepared_once_when_the_clip_is_decoded_and_never_before()
    {
        var (peeks, prepared, heard) = (0, new TaskCompletionSource<ClipRequest>(), new Heard());
        var watcher = Watch(heard, _ =>
        {
            peeks++;
            return Task.FromResult<ClipRequest?>(Next);
        }, (request, _) =>
        {
            prepared.SetResult(request); // a second time would throw
            return Task.CompletedTask;
        });

        foreach (var stage in (ClipStage[])[ClipStage.Prompt, ClipStage.Picture, ClipStage.Denoise, ClipStage.Denoise])
            watcher.Report(new ClipProgress(stage, 0.1, null));
        Assert.Equal(0, Volatile.Read(ref peeks));
        foreach (var stage in (ClipStage[])[ClipStage.Decode, ClipStage.Decode, ClipStage.Encode, ClipStage.Encode])
            watcher.Report(new ClipProgress(stage, 0.9, null));

        Assert.Same(Next, await prepared.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel));
        Assert.Equal(1, peeks);
        Assert.Equal(8, heard.All.Count); // the clip's own listener missed nothing
    }

    [Fact]
    public async Task What_fails_does_not_disturb_the_clip()
    {
        Exception[] failures = [new RedisAwayException("away"), new ModelException("broken"), new OperationCanceledException(), new ObjectDisposedException("store")];
        foreach (var failure in failures)
        {
            foreach (var inPeek in (bool[])[true, false])
            {
                var (asked, heard, log) = (new TaskCompletionSource(), new Heard(), new Told());
                var next = new NextPrompt(
                    _ => inPeek ? Task.FromException<ClipRequest?>(failure) : Task.FromResult<ClipRequest?>(Next),
                    (_, _) => Task.FromException(failure), log);
                var watcher = next.Watch(heard, Cancel)!;

                watcher.Report(new ClipProgress(ClipStage.Decode, 0.7, null));
                Assert.Equal(failure.Message, await log.Said.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel));
                watcher.Report(new ClipProgress(ClipStage.Encode, 1, null));

                Assert.Equal(2, heard.All.Count);
            }
        }
    }

    [Fact]
    public void Nobody_listening_nothing_is_watched() =>
        Assert.Null(new NextPrompt(_ => Task.FromResult<ClipRequest?>(null), (_, _) => Task.CompletedTask, NullLogger<NextPrompt>.Instance).Watch(null, Cancel));

    [Theory]
    [InlineData(ClipStage.Prompt)]
    [InlineData(ClipStage.Denoise)]
    public async Task A_clip_that_is_cancelled_before_it_is_decoded_prepares_nothing(ClipStage stage)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var peeks = 0;
        var watcher = Watch(new Heard(p =>
        {
            if (p.Stage == stage)
                cancel.Cancel();
        }), _ => Task.FromResult<ClipRequest?>(Interlocked.Increment(ref peeks) > 0 ? null : null), (_, _) => Task.CompletedTask, cancel.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pocket.Maker.MakeAsync(Next, new ClipSources(), watcher, cancel.Token));
        watcher.Report(new ClipProgress(ClipStage.Decode, 0.7, null)); // and a report that comes late does not either

        Assert.Equal(0, Volatile.Read(ref peeks));
    }

    [Fact]
    public async Task While_a_clip_is_decoded_the_next_jobs_prompt_comes_into_the_cache_before_it_is_claimed()
    {
        await using var place = new WorkPlace(server);
        using var maker = ClipMaker.Load(Pocket.Folder, new InferenceOptions { Steps = 2 });
        await place.EnqueueAsync();
        var waiting = new JobDraft(new JobId(Guid.NewGuid().ToString("N")), "user", "guild", Next, "{}");
        Assert.Equal(EnqueueStatus.Accepted, (await place.Queue.EnqueueAsync(waiting, Cancel)).Status);
        var lease = await place.ClaimAsync("w1");
        Assert.NotEqual(waiting.Id, lease.Id);
        var prepared = new TaskCompletionSource();
        var watcher = Watch(new Heard(), cancel => place.Queue.PeekAsync("w1", cancel), async (request, cancel) =>
        {
            await maker.PrepareAsync(request, cancel);
            prepared.SetResult();
        });

        await maker.MakeAsync(lease.Clip, new ClipSources(), watcher, Cancel);
        await prepared.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);

        Assert.Equal(JobState.Waiting, (await place.Queue.FindAsync(waiting.Id, Cancel))!.State);
        maker.Dispose(); // no graph runs any more: what is answered now is known already
        await maker.PrepareAsync(Next, Cancel);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => maker.PrepareAsync(Next with { Prompt = "another" }, Cancel));
        Assert.Equal(waiting.Id, (await place.Queue.ClaimAsync("w1", Cancel))?.Id); // and it may still be claimed
    }

    private static IProgress<ClipProgress> Watch(
        IProgress<ClipProgress> progress, Func<CancellationToken, Task<ClipRequest?>> peek, Func<ClipRequest, CancellationToken, Task> prepare, CancellationToken? cancel = null) =>
        new NextPrompt(peek, prepare, NullLogger<NextPrompt>.Instance).Watch(progress, cancel ?? Cancel)!;

    /// <summary>What was logged first.</summary>
    private sealed class Told : Microsoft.Extensions.Logging.ILogger<NextPrompt>
    {
        public TaskCompletionSource<string> Said { get; } = new();

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

        public void Log<TState>(
            Microsoft.Extensions.Logging.LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Said.TrySetResult(formatter(state, exception)["The next prompt was not prepared: ".Length..]);
    }
}

using ChatVideoBot.Inference.Tests.Clips;
using ChatVideoBot.Inference.Worker;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatVideoBot.Inference.Tests.Worker;

/// <summary>A long clip whose worker dies goes on from its last finished window at another one: model, ffmpeg and Redis are real.</summary>
public sealed class ResumeTests(RedisServer server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_second_worker_takes_what_the_first_one_finished_and_makes_the_same_clip()
    {
        await using var place = new WorkPlace(server, leaseSeconds: 4);
        using var maker = ClipMaker.Load(Pocket.Folder, new InferenceOptions { Steps = 2, PreviewEverySteps = 0 });
        var id = await place.EnqueueAsync(seconds: 8);
        var dead = await place.ClaimAsync("dead"); // never renews
        using var death = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var first = new Counted(new JobSegments(place.Queue, dead, Patience, NullLogger.Instance), written => { if (written == 2) death.Cancel(); });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => maker.MakeAsync(dead.Clip, ClipSources.None, null, death.Token, segments: first));

        Counted? second = null;
        await place.StartWorkerAsync((request, sources, progress, segments, cancel) =>
            maker.MakeAsync(request, sources, progress, cancel, segments: second = new Counted(segments!)));
        await place.UntilAsync(id, JobState.Delivering);
        var (_, clip) = await place.TakeOnlyEndAsync(id);

        var alone = new Counted(null);
        Assert.Equal((await maker.MakeAsync(dead.Clip, ClipSources.None, null, Cancel, segments: alone)).Mp4, clip);
        Assert.True(alone.Written >= 3, $"{alone.Written} windows");
        Assert.Equal((2, 2, alone.Written - 2), (first.Written, second!.Found, second.Written));
    }

    [Fact]
    public async Task A_store_that_does_not_answer_costs_nothing_but_the_chance()
    {
        await using var own = await RedisServer.StartOwnAsync();
        await using var place = new WorkPlace(own);
        await place.EnqueueAsync();
        var store = new JobSegments(place.Queue, await place.ClaimAsync("w"), TimeSpan.FromSeconds(0.3), NullLogger.Instance);
        await store.WriteAsync(0, new byte[] { 7 }, Cancel);
        Assert.Equal([7], await store.ReadAsync(0, Cancel));
        await store.WriteAsync(JobQueue.MostSegments, new byte[] { 7 }, Cancel); // more than is kept
        Assert.Null(await store.ReadAsync(JobQueue.MostSegments, Cancel));

        await own.FreezeAsync();
        try
        {
            await store.WriteAsync(1, new byte[] { 7 }, Cancel);
            Assert.Null(await store.ReadAsync(0, Cancel));
            using var cancelled = new CancellationTokenSource();
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ReadAsync(0, cancelled.Token));
        }
        finally
        {
            await own.ThawAsync();
        }
        await own.Redis.KillAsync();
        await store.WriteAsync(1, new byte[] { 7 }, Cancel);
        Assert.Null(await store.ReadAsync(1, Cancel));
    }

    private sealed class Counted(ISegmentStore? inner, Action<int>? onWritten = null) : ISegmentStore
    {
        public int Found { get; private set; }

        public int Written { get; private set; }

        public async Task<byte[]?> ReadAsync(int index, CancellationToken cancel)
        {
            var kept = inner is null ? null : await inner.ReadAsync(index, cancel);
            Found += kept is null ? 0 : 1;
            return kept;
        }

        public async Task WriteAsync(int index, ReadOnlyMemory<byte> latents, CancellationToken cancel)
        {
            if (inner is not null)
                await inner.WriteAsync(index, latents, cancel);
            Written++;
            onWritten?.Invoke(Written);
        }
    }
}

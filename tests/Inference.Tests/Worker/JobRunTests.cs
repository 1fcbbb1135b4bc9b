using ChatVideoBot.Inference.Worker;
using ChatVideoBot.Queue;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChatVideoBot.Inference.Tests.Worker;

/// <summary>What befalls a job whose render does what the test says; the queue and its Redis are real.</summary>
public sealed class JobRunTests(RedisServer server)
{
    private static readonly MadeClip Clip = new([1, 2, 3], new ClipInfo(64, 64, 16, 8, "pocket", TimeSpan.FromSeconds(1)),
        new ClipTimings(default, default, default, default, default, default));

    /// <summary>Only what hangs takes as long.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_late_workers_clip_is_refused_and_the_next_claim_delivers_once()
    {
        await using var place = new WorkPlace(server, leaseSeconds: 2);
        var id = await place.EnqueueAsync();
        var dead = await place.ClaimAsync("dead"); // claims, and never renews

        await place.StartWorkerAsync((_, _, _, _, _) => Task.FromResult(Clip));
        var job = await place.UntilAsync(id, JobState.Delivering);

        Assert.True(job.Attempt > 1);
        Assert.False(await place.Queue.CompleteAsync(dead, Clip.Info, new byte[] { 9 }, Cancel));
        var (_, clip) = await place.TakeOnlyEndAsync(id);
        Assert.Equal(Clip.Mp4, clip);
    }

    [Fact]
    public async Task A_worker_cut_off_from_Redis_for_longer_than_its_lease_stops_by_its_own_clock()
    {
        await using var own = await RedisServer.StartOwnAsync();
        await using var place = new WorkPlace(own, leaseSeconds: 4);
        var renders = 0;
        var stopped = new TaskCompletionSource();
        await place.StartWorkerAsync(async (_, _, _, _, cancel) =>
        {
            if (Interlocked.Increment(ref renders) > 1) return Clip;
            await Task.Delay(Timeout.Infinite, cancel).ContinueWith(_ => { }, CancellationToken.None);
            stopped.SetResult();
            return Clip; // too late: it must not be handed over
        });
        var id = await place.EnqueueAsync();
        await place.UntilAsync(id, JobState.Running);

        await own.FreezeAsync();
        await stopped.Task.WaitAsync(Hang, Cancel); // no answer can have told it
        await own.ThawAsync();

        var job = await place.UntilAsync(id, JobState.Delivering);
        Assert.Equal((2, 2), (renders, job.Attempt));
        await place.TakeOnlyEndAsync(id);
    }

    [Fact]
    public async Task A_clip_that_is_finished_while_Redis_is_frozen_is_handed_over_when_it_thaws()
    {
        await using var own = await RedisServer.StartOwnAsync();
        await using var place = new WorkPlace(own, leaseSeconds: 20);
        var frozen = new TaskCompletionSource();
        await place.StartWorkerAsync(async (_, _, _, _, _) =>
        {
            await frozen.Task;
            return Clip;
        });
        var id = await place.EnqueueAsync();
        await place.UntilAsync(id, JobState.Running);

        await own.FreezeAsync();
        frozen.SetResult();
        await Task.Delay(TimeSpan.FromSeconds(3), Cancel); // several calls time out meanwhile
        await own.ThawAsync();

        var job = await place.UntilAsync(id, JobState.Delivering);
        Assert.Equal(1, job.Attempt);
        await place.TakeOnlyEndAsync(id);
    }

    [Fact]
    public async Task A_host_that_stops_while_Redis_is_frozen_does_not_wait_longer_than_it_may()
    {
        await using var own = await RedisServer.StartOwnAsync();
        await using var place = new WorkPlace(own, leaseSeconds: 120);
        var host = await place.StartWorkerAsync(async (_, _, _, _, cancel) =>
        {
            await Task.Delay(Timeout.Infinite, cancel);
            return Clip;
        });
        var id = await place.EnqueueAsync();
        await place.UntilAsync(id, JobState.Running);

        await own.FreezeAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var stopping = Record.ExceptionAsync(() => host.StopAsync(patience.Token)).AsTask();
        var first = await Task.WhenAny(stopping, Task.Delay(Hang, Cancel));
        await own.ThawAsync();

        Assert.Same(stopping, first); // while nothing answered, and long before the lease ended
    }

    [Fact]
    public async Task A_lease_is_renewed_while_the_render_blocks_its_thread_and_no_progress_is_told()
    {
        const double Lease = 6; // seconds: four for one of its renewals to be late
        await using var place = new WorkPlace(server, Lease);
        using var over = new ManualResetEventSlim();
        await place.StartWorkerAsync((_, _, _, _, _) =>
        {
            over.Wait(Cancel); // a model that computes where it was called
            return Task.FromResult(Clip);
        }, options => options.ReportEvery = TimeSpan.FromSeconds(10)); // longer than the lease: its keeper is alone
        var id = await place.EnqueueAsync();

        await place.UntilAsync(id, job => job.Attempt > 1 || DateTimeOffset.UtcNow > job.StartedAt + TimeSpan.FromSeconds(Lease + 1));
        over.Set();
        var job = await place.UntilAsync(id, JobState.Delivering);

        Assert.Equal(1, job.Attempt);
    }

    [Fact]
    public async Task What_the_machine_cannot_do_is_tried_again_and_then_fails_with_a_sentence()
    {
        await using var place = new WorkPlace(server);
        await place.StartWorkerAsync((_, _, _, _, _) => throw new InvalidTimeZoneException());
        var id = await place.EnqueueAsync();

        var job = await place.UntilAsync(id, JobState.Failed);

        Assert.Equal(FailureStage.Model, job.Failure!.Stage);
        Assert.Contains("not your prompt's fault", job.Failure.Reason);
        Assert.Equal(3, job.Attempt);
        await place.TakeOnlyEndAsync(id);
    }

    [Fact]
    public async Task A_failure_that_passes_ends_in_a_clip()
    {
        await using var place = new WorkPlace(server);
        var renders = 0;
        await place.StartWorkerAsync((_, _, _, _, _) =>
            Interlocked.Increment(ref renders) == 1 ? throw new ModelException("The device was lost.") : Task.FromResult(Clip));
        var id = await place.EnqueueAsync();

        Assert.Equal(2, (await place.UntilAsync(id, JobState.Delivering)).Attempt);
    }

    [Fact]
    public async Task What_the_user_asked_for_in_vain_fails_once_with_the_sentence_of_the_refusal()
    {
        await using var place = new WorkPlace(server);
        await place.StartWorkerAsync((_, _, _, _, _) => throw new ClipRefusedException(FailureStage.Prompt, "The prompt is empty."));
        var id = await place.EnqueueAsync();

        var job = await place.UntilAsync(id, JobState.Failed);

        Assert.Equal((new JobFailure(FailureStage.Prompt, "The prompt is empty."), 1), (job.Failure, job.Attempt));
    }

    [Fact]
    public async Task A_flood_of_progress_neither_holds_up_the_render_nor_loses_the_preview()
    {
        await using var own = await RedisServer.StartOwnAsync();
        await using var place = new WorkPlace(own, leaseSeconds: 60);
        var (frozen, told, seen) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        await place.StartWorkerAsync(async (_, _, progress, _, _) =>
        {
            await frozen.Task;
            progress!.Report(new ClipProgress(ClipStage.Denoise, 0.001, [7, 7]));
            for (var i = 1; i <= 100_000; i++) progress.Report(new ClipProgress(ClipStage.Denoise, i / 200_000d, null));
            told.SetResult();
            await seen.Task;
            return Clip;
        });
        var id = await place.EnqueueAsync();
        await place.UntilAsync(id, JobState.Running);

        await own.FreezeAsync();
        frozen.SetResult();
        await told.Task.WaitAsync(Hang, Cancel); // none of them waited for an answer
        await own.ThawAsync();

        await place.UntilAsync(id, job => job.Progress == 0.5 && job.PreviewVersion > 0);

        Assert.Equal([7, 7], (await place.Queue.ReadPreviewAsync(id, Cancel))!);
        seen.SetResult();
        await place.UntilAsync(id, JobState.Delivering);
    }

    [Fact]
    public async Task A_render_without_progress_is_given_up()
    {
        await using var place = new WorkPlace(server);
        await place.StartWorkerAsync(async (_, _, _, _, cancel) =>
        {
            await Task.Delay(Timeout.Infinite, cancel);
            return Clip;
        }, options => options.StuckAfter = TimeSpan.FromSeconds(1));
        var id = await place.EnqueueAsync();

        var job = await place.UntilAsync(id, JobState.Failed);

        Assert.Equal(("The model stopped half-way through this clip.", 3), (job.Failure!.Reason, job.Attempt));
    }

    [Fact]
    public async Task A_render_that_repeats_the_same_progress_is_given_up()
    {
        await using var place = new WorkPlace(server);
        await place.StartWorkerAsync(async (_, _, progress, _, cancel) =>
        {
            for (; ; await Task.Delay(20, cancel)) progress!.Report(new ClipProgress(ClipStage.Denoise, 0.3, null));
        }, options => options.StuckAfter = TimeSpan.FromSeconds(1));
        var id = await place.EnqueueAsync();

        Assert.Equal(3, (await place.UntilAsync(id, JobState.Failed)).Failures);
    }

    [Theory]
    [InlineData(0, 45)]
    [InlineData(60, 285)]
    [InlineData(600, 600)] // the worker's own option
    public void A_clip_without_progress_is_given_up_before_the_queue_takes_it_away(double predictedSeconds, double expectedSeconds)
    {
        var (predicted, options) = (TimeSpan.FromSeconds(predictedSeconds), new WorkerOptions());

        var lease = new Lease(new JobId("a"), 1, "w", new ClipRequest { Prompt = "p" }, false, 1, predicted, default);
        var patience = ProgressReporter.StuckAfter(lease, options);

        Assert.Equal(TimeSpan.FromSeconds(expectedSeconds), patience);
        Assert.True(patience + options.StopWithin + options.CallTimeout <= predicted * 4 + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_render_that_does_not_stop_ends_the_worker_after_the_job_is_ended()
    {
        await using var place = new WorkPlace(server);
        var never = new TaskCompletionSource<MadeClip>();
        var host = await place.StartWorkerAsync((_, _, _, _, _) => never.Task, options => options.StopWithin = TimeSpan.FromSeconds(1));
        var id = await place.EnqueueAsync();
        await place.UntilAsync(id, JobState.Running);

        await place.Queue.CancelAsync(id, new("test", ""), Cancel);

        await place.UntilAsync(id, JobState.Cancelled);
        var stopped = new TaskCompletionSource();
        using var _ = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopped.SetResult);
        await stopped.Task.WaitAsync(Hang, Cancel);
        Assert.Equal(1, Environment.ExitCode);
        Environment.ExitCode = 0;
    }
}

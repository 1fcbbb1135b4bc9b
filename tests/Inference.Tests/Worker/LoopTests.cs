using ChatVideoBot.Inference.Worker;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatVideoBot.Inference.Tests.Worker;

/// <summary>How a worker comes, goes from job to job, hears that one is not wanted any more, and leaves.</summary>
public sealed class LoopTests(RedisServer server)
{
    private static readonly MadeClip Clip = new([1, 2, 3], new ClipInfo(64, 64, 16, 8, "pocket", TimeSpan.FromSeconds(1)),
        new ClipTimings(default, default, default, default, default, default));

    /// <summary>Only what hangs takes as long.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_end_of_a_job_claims_the_next_one_in_the_same_script()
    {
        await using var place = new WorkPlace(server);
        var (first, second) = (await place.EnqueueAsync(), await place.EnqueueAsync());
        using var monitor = await server.MonitorAsync();
        await place.StartWorkerAsync((_, _, _, _, _) => Task.FromResult(Clip));

        await place.UntilAsync(second, JobState.Delivering);

        var (line, script) = ("", "");
        while (!(line.Contains($":j:{second}", StringComparison.Ordinal) && line.Contains("\"claimed\"", StringComparison.Ordinal)))
        {
            line = (await monitor.ReadLineAsync(Cancel))!;
            if (!line.Contains(" lua]", StringComparison.Ordinal)) script = line;
        }
        Assert.Contains(first.Value, script); // and so it was this job's end
        Assert.Equal(1, (await place.Queue.FindAsync(first, Cancel))!.Attempt);
    }

    [Fact]
    public async Task A_running_job_that_is_cancelled_stops_by_a_hint_though_its_render_says_nothing()
    {
        await using var place = new WorkPlace(server, leaseSeconds: 600); // renewed each 200 s: without the hint this test runs out of patience
        await place.StartWorkerAsync(async (_, _, _, _, cancel) =>
        {
            await Task.Delay(Timeout.Infinite, cancel);
            return Clip;
        });
        var id = await place.EnqueueAsync();
        await place.UntilAsync(id, JobState.Running);
        await place.UntilHintsAreHeardAsync();

        Assert.Equal(CancelResult.Stopping, await place.Queue.CancelAsync(id, new("test", ""), Cancel));

        await place.UntilAsync(id, JobState.Cancelled);
        await place.TakeOnlyEndAsync(id);
    }

    [Fact]
    public async Task Hints_are_heard_again_after_Redis_was_away()
    {
        await using var own = await RedisServer.StartOwnAsync();
        await using var place = new WorkPlace(own, leaseSeconds: 600);
        await place.StartWorkerAsync(async (_, _, _, _, cancel) =>
        {
            await Task.Delay(Timeout.Infinite, cancel);
            return Clip;
        });
        var id = await place.EnqueueAsync();
        await place.UntilAsync(id, JobState.Running);
        await place.UntilHintsAreHeardAsync();

        await own.Redis.KillAsync();
        await own.Redis.RestartAsync();
        await place.UntilHintsAreHeardAsync();
        await place.Queue.CancelAsync(id, new("test", ""), Cancel);

        Assert.Equal(1, (await place.UntilAsync(id, JobState.Cancelled)).Attempt);
    }

    [Fact]
    public async Task A_worker_is_known_with_what_it_makes_and_its_version_until_it_leaves()
    {
        await using var place = new WorkPlace(server, leaseSeconds: 600);
        var host = await place.StartWorkerAsync(steps: 2);
        var id = await place.EnqueueAsync();
        await place.UntilAsync(id, job => job.LiveWorkers == 1);
        var tooLong = await place.EnqueueAsync(seconds: 90);

        var worker = Assert.Single((await place.Queue.LookAsync(Cancel)).Workers);
        Assert.Contains("pocket~60s", worker.Lanes);
        Assert.Matches(@"^\d+\.\d+", worker.Version);
        Assert.Equal(0, (await place.Queue.FindAsync(tooLong, Cancel))!.LiveWorkers);
        await place.UntilAsync(id, JobState.Delivering);

        await host.StopAsync(Cancel);

        Assert.Empty((await place.Queue.LookAsync(Cancel)).Workers); // at once, and not when it has been silent for long enough
    }

    [Fact]
    public async Task A_worker_that_stops_hands_over_what_is_made_and_takes_nothing_more()
    {
        await using var place = new WorkPlace(server);
        var (made, stopped) = (new TaskCompletionSource(), new TaskCompletionSource());
        var host = await place.StartWorkerAsync(async (_, _, _, _, cancel) =>
        {
            using var _ = cancel.Register(stopped.SetResult);
            made.SetResult();
            await stopped.Task;
            return Clip; // it was as good as done
        });
        var (first, second) = (await place.EnqueueAsync(), await place.EnqueueAsync());
        await made.Task.WaitAsync(Hang, Cancel);

        await host.StopAsync(Cancel);

        Assert.Equal(JobState.Delivering, (await place.Queue.FindAsync(first, Cancel))!.State);
        Assert.Equal((JobState.Waiting, 0), (await place.Queue.FindAsync(second, Cancel)) is { } job ? (job.State, job.Attempt) : default);
    }

    [Fact]
    public async Task A_job_that_was_leased_in_the_moment_of_stopping_is_given_back_at_once()
    {
        await using var place = new WorkPlace(server, leaseSeconds: 600);
        var id = await place.EnqueueAsync();
        var lease = await place.ClaimAsync("stops");
        var run = new JobRun(place.Queue, (_, _, _, _, _) => throw new InvalidOperationException("It must not begin."), place.NewOffering("stops"), new WorkerOptions(), place.Rules,
            TimeProvider.System, NullLogger.Instance);

        var next = await run.RunAsync(new Claim(lease, TimeProvider.System.GetTimestamp()), stopping: new CancellationToken(true), abandon: Cancel);

        Assert.Null(next);
        var job = await place.Queue.FindAsync(id, Cancel);
        Assert.Equal((JobState.Waiting, 0, 0), (job!.State, job.Failures, job.Crashes));
    }

    [Fact]
    public async Task A_lease_that_is_older_by_the_clock_than_it_may_be_is_asked_for_before_its_work_begins()
    {
        await using var place = new WorkPlace(server, leaseSeconds: 600);
        var id = await place.EnqueueAsync();
        var lease = await place.ClaimAsync("slow");
        var run = new JobRun(place.Queue, (_, _, _, _, _) => Task.FromResult(Clip), place.NewOffering("slow"), new WorkerOptions(), place.Rules, TimeProvider.System, NullLogger.Instance);
        var longAgo = TimeProvider.System.GetTimestamp() - 601 * TimeProvider.System.TimestampFrequency; // the last clip took so long to send

        await run.RunAsync(new Claim(lease, longAgo), CancellationToken.None, CancellationToken.None);

        Assert.Equal(JobState.Delivering, (await place.Queue.FindAsync(id, Cancel))!.State);
    }

    [Fact]
    public async Task A_worker_in_maintenance_ends_its_job_and_takes_the_next_one_when_it_is_let()
    {
        await using var place = new WorkPlace(server);
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await place.StartWorkerAsync(async (_, _, _, _, _) =>
        {
            begun.TrySetResult();
            await goOn.Task;
            return Clip;
        });
        var (first, second) = (await place.EnqueueAsync(), await place.EnqueueAsync());
        await begun.Task.WaitAsync(Hang, Cancel);
        var worker = Assert.Single((await place.Queue.LookAsync(Cancel)).Workers).Name;

        Assert.True(await place.Queue.MaintainAsync(worker, on: true, new("moderator", "a new driver"), Cancel));
        goOn.SetResult();
        await place.UntilAsync(first, JobState.Delivering);
        Assert.Equal(JobState.Waiting, (await place.Queue.FindAsync(second, Cancel))!.State);

        Assert.True(await place.Queue.MaintainAsync(worker, on: false, new("moderator", "done"), Cancel));
        await place.UntilAsync(second, JobState.Delivering);
    }
}

using ChatVideoBot.Inference.Worker;
using ChatVideoBot.Queue;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChatVideoBot.Inference.Tests.Worker;

/// <summary>A worker that is told to stop and has time to end its clip.</summary>
public sealed class DrainTests(RedisServer server)
{
    private static readonly MadeClip Clip = new([1, 2, 3], new ClipInfo(64, 64, 16, 8, "pocket", TimeSpan.FromSeconds(1)),
        new ClipTimings(default, default, default, default, default, default));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_running_clip_is_ended_and_nothing_more_is_taken_while_moderators_see_it()
    {
        await using var place = new WorkPlace(server);
        var goOn = new TaskCompletionSource();
        var host = await place.StartWorkerAsync(async (_, _, _, _, cancel) =>
        {
            await goOn.Task.WaitAsync(cancel);
            return Clip;
        }, options => options.DrainWithin = TimeSpan.FromMinutes(5));
        var first = await place.EnqueueAsync();
        await place.UntilAsync(first, JobState.Running);
        var second = await place.EnqueueAsync();

        var stopping = host.StopAsync(Cancel);
        while (!(await place.Queue.LookAsync(Cancel)).Workers[0].Version.EndsWith("(draining)", StringComparison.Ordinal))
            await Task.Delay(15, Cancel);
        goOn.SetResult();
        await stopping;

        Assert.Equal(JobState.Delivering, (await place.Queue.FindAsync(first, Cancel))!.State);
        Assert.Equal((JobState.Waiting, 0), (await place.Queue.FindAsync(second, Cancel)) is { } job ? (job.State, job.Attempt) : default);
        Assert.Empty((await place.Queue.LookAsync(Cancel)).Workers);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_clip_that_is_not_ended_in_time_or_that_nobody_waits_for_is_given_back(bool impatient)
    {
        await using var place = new WorkPlace(server);
        var host = await place.StartWorkerAsync(async (_, _, _, _, cancel) =>
        {
            await Task.Delay(Timeout.Infinite, cancel);
            return Clip;
        }, options => options.DrainWithin = impatient ? TimeSpan.FromHours(1) : TimeSpan.FromSeconds(1));
        var id = await place.EnqueueAsync();
        await place.UntilAsync(id, JobState.Running);

        var stopping = host.StopAsync(Cancel);
        if (impatient)
            host.Services.GetServices<IHostedService>().OfType<ClipWorker>().Single().GiveBack();
        await stopping;

        Assert.Equal((JobState.Waiting, 0), (await place.Queue.FindAsync(id, Cancel)) is { } job ? (job.State, job.Crashes) : default);
    }
}

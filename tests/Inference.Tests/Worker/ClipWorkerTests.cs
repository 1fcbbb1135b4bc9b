using ChatVideoBot.Inference.Tests.Tokenizers;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Hosting;

namespace ChatVideoBot.Inference.Tests.Worker;

/// <summary>The shipped model, ffmpeg and Redis, all real.</summary>
public sealed class ClipWorkerTests(RedisServer server)
{
    private const int Quick = 2;
    private const int Long = 200;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_is_made_and_its_clip_lies_in_the_outbox()
    {
        await using var place = new WorkPlace(server);
        var picture = await File.ReadAllBytesAsync(Path.Combine(GoldenRows.Pocket, "golden/image/image.png"), Cancel);
        await place.StartWorkerAsync(Quick);

        var fromWords = await place.EnqueueAsync();
        await place.UntilAsync(fromWords, JobState.Delivering);
        var (delivery, clip) = await place.TakeOnlyEndAsync(fromWords);
        var fromPicture = await place.EnqueueAsync(picture);
        await place.UntilAsync(fromPicture, JobState.Delivering);
        var (_, second) = await place.TakeOnlyEndAsync(fromPicture);

        Assert.Equal("pocket", delivery.Clip!.Model);
        Assert.True(delivery.Clip.Took > TimeSpan.Zero && delivery.Clip.Frames > 1);
        Assert.All([clip!, second!], mp4 => Assert.Equal("ftyp"u8, mp4.AsSpan(4, 4)));
        Assert.Equal(JobState.Done, (await place.Queue.FindAsync(fromWords, Cancel))!.State);
    }

    [Fact]
    public async Task While_a_clip_is_made_its_progress_and_a_preview_can_be_seen()
    {
        await using var place = new WorkPlace(server);
        await place.StartWorkerAsync(Long);
        var id = await place.EnqueueAsync();

        var early = await place.UntilAsync(id, job => job is { State: JobState.Running, Progress: > 0, PreviewVersion: > 0 });
        var later = await place.UntilAsync(id, job => job.Progress > early.Progress && job.PreviewVersion > early.PreviewVersion);

        Assert.Equal("Denoise", later.Stage);
        Assert.Equal(1, later.LiveWorkers);
        var png = await place.Queue.ReadPreviewAsync(id, Cancel);
        Assert.Equal("PNG"u8, png.AsSpan(1, 3));
        await place.Queue.CancelAsync(id, new("test", ""), Cancel);
        await place.UntilAsync(id, JobState.Cancelled);
    }

    [Fact]
    public async Task A_cancelled_job_stops_half_way_and_the_next_one_is_made()
    {
        await using var place = new WorkPlace(server);
        await place.StartWorkerAsync(Long);
        var id = await place.EnqueueAsync();
        await place.UntilAsync(id, job => job.Progress > 0);

        Assert.Equal(CancelResult.Stopping, await place.Queue.CancelAsync(id, new("test", ""), Cancel));
        var stopped = await place.UntilAsync(id, JobState.Cancelled);

        Assert.InRange(stopped.Progress, 0.01, 0.6); // of two hundred steps, most were never made
        var (delivery, clip) = await place.TakeOnlyEndAsync(id);
        Assert.Equal(JobState.Cancelled, delivery.Job.State);
        Assert.Null(clip);
        var next = await place.EnqueueAsync();
        await place.UntilAsync(next, job => job.Progress > 0);
        await place.Queue.CancelAsync(next, new("test", ""), Cancel);
        await place.UntilAsync(next, JobState.Cancelled);
    }

    [Fact]
    public async Task A_picture_that_is_none_fails_with_its_sentence_and_is_not_tried_again()
    {
        await using var place = new WorkPlace(server);
        await place.StartWorkerAsync(Quick);
        var id = await place.EnqueueAsync("not a picture"u8.ToArray());

        var job = await place.UntilAsync(id, JobState.Failed);

        Assert.Equal(FailureStage.Picture, job.Failure!.Stage);
        Assert.Contains("picture", job.Failure.Reason, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, job.Attempt);
        await place.TakeOnlyEndAsync(id);
    }

    [Fact]
    public async Task When_the_host_stops_the_running_job_goes_back_to_the_line_and_another_worker_makes_it()
    {
        await using var place = new WorkPlace(server);
        var host = await place.StartWorkerAsync(Long);
        var id = await place.EnqueueAsync();
        await place.UntilAsync(id, job => job.Progress > 0);

        await host.StopAsync(Cancel);

        Assert.Equal(JobState.Waiting, (await place.Queue.FindAsync(id, Cancel))!.State);
        await place.StartWorkerAsync(Quick);
        await place.UntilAsync(id, JobState.Delivering);
        await place.TakeOnlyEndAsync(id);
    }

    [Fact]
    public async Task A_clip_survives_a_Redis_that_is_killed_while_it_is_made()
    {
        await using var own = await RedisServer.StartOwnAsync();
        await using var place = new WorkPlace(own, leaseSeconds: 20);
        await place.StartWorkerAsync(steps: 24);
        var id = await place.EnqueueAsync();
        await place.UntilAsync(id, job => job.Progress > 0);

        await own.Redis.KillAsync();
        await Task.Delay(TimeSpan.FromSeconds(2), Cancel); // as long as Redis is to be away
        await own.Redis.RestartAsync();

        var job = await place.UntilAsync(id, JobState.Delivering);
        Assert.Equal(1, job.Attempt);
        await place.TakeOnlyEndAsync(id);
    }
}

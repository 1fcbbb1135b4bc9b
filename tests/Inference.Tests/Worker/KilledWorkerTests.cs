using ChatVideoBot.Inference.Video;
using ChatVideoBot.Queue;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Inference.Tests.Worker;

/// <summary>The worker's program, killed without a word while it makes a clip.</summary>
public sealed class KilledWorkerTests(RedisServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task At_whatever_stage_it_dies_the_next_one_makes_the_clip_and_clears_what_it_left()
    {
        await using var place = new WorkPlace(server, leaseSeconds: 3);
        using var processes = new WorkerProcess(server, place);
        var picture = await MadePicture.DrawAsync("png", 64, 64, 1, Cancel);
        JobId? before = null;
        foreach (var stage in (string[])["Prompt", "Picture", "Denoise", "Decode", "Encode"])
        {
            var worker = processes.Start();
            if (before is { } left)
                await place.UntilAsync(left, JobState.Delivering);
            var id = await place.EnqueueAsync(stage == "Picture" ? picture : null, seconds: 4);
            await place.UntilAsync(id, job => job.State is JobState.Running or JobState.Claimed && Rank(job.Stage) >= Rank(stage) || job.State == JobState.Delivering);
            worker.Kill();
            await worker.WaitForExitAsync(Cancel);
            before = id;
        }

        processes.Start();
        await place.UntilAsync(before!.Value, job => job is { State: JobState.Delivering, Crashes: <= 1 });
        var marks = Directory.EnumerateDirectories(processes.TemporaryFolder).Select(Path.GetFileName).Where(name => name!.StartsWith("chatvideobot-clip-", StringComparison.Ordinal));
        Assert.DoesNotContain(marks, name => ProcessMark.IsOfDead(name!["chatvideobot-clip-".Length..]));
        for (var ends = 0; ends < 5; ends++)
        {
            var delivery = await place.Queue.TakeDeliveryAsync(Cancel);
            var clip = await place.Queue.ReadClipAsync(delivery!, Cancel);
            Assert.Equal("ftyp"u8, clip.AsSpan(4, 4));
            Assert.True(await place.Queue.AcknowledgeAsync(delivery!, Cancel));
        }

        Assert.Null(await place.Queue.TakeDeliveryAsync(Cancel));
    }

    [Fact]
    public void Only_the_mark_of_a_process_that_is_gone_is_one_of_the_dead()
    {
        Assert.False(ProcessMark.IsOfDead(ProcessMark.Own + "x"));
        Assert.False(ProcessMark.IsOfDead("AbCdEf"));
        var parts = ProcessMark.Own.Split('.');
        Assert.True(ProcessMark.IsOfDead($"{parts[0]}.{parts[1]}.1.x")); // its number is used again
        Assert.True(ProcessMark.IsOfDead($"{parts[0]}.{int.MaxValue}.77.x"));
        Assert.False(ProcessMark.IsOfDead($"7.{int.MaxValue}.77.x")); // another container's
    }

    private static int Rank(string stage) => Enum.TryParse<ClipStage>(stage, out var known) ? (int)known : -1;
}

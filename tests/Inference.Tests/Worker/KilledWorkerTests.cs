using System.Diagnostics;
using System.Globalization;
using ChatVideoBot.Inference.Tests.Clips;
using ChatVideoBot.Inference.Video;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Tests.Worker;

/// <summary>The worker's program, killed without a word while it makes a clip.</summary>
public sealed class KilledWorkerTests(RedisServer server) : IDisposable
{
    private readonly string _temporary = Directory.CreateTempSubdirectory("chatvideobot-test-").FullName;

    private readonly List<Process> _started = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (var process in _started)
        {
            process.Kill(); // without effect on one that has ended
            process.WaitForExit();
            process.Dispose();
        }

        Directory.Delete(_temporary, recursive: true);
    }

    [Fact]
    public async Task At_whatever_stage_it_dies_the_next_one_makes_the_clip_and_clears_what_it_left()
    {
        await using var place = new WorkPlace(server, leaseSeconds: 3);
        JobId? before = null;
        foreach (var stage in (string[])["Prompt", "Denoise", "Decode", "Encode"])
        {
            var worker = Start(place);
            if (before is { } left)
                await place.UntilAsync(left, JobState.Delivering);
            var id = await place.EnqueueAsync(seconds: 4);
            await place.UntilAsync(id, job => job.State is JobState.Running or JobState.Claimed && Rank(job.Stage) >= Rank(stage) || job.State == JobState.Delivering);
            worker.Kill();
            await worker.WaitForExitAsync(Cancel);
            before = id;
        }

        Start(place);
        await place.UntilAsync(before!.Value, job => job is { State: JobState.Delivering, Crashes: <= 1 });
        var marks = Directory.EnumerateDirectories(_temporary).Select(Path.GetFileName).Where(name => name!.StartsWith("chatvideobot-clip-", StringComparison.Ordinal));
        Assert.DoesNotContain(marks, name => ProcessMark.IsOfDead(name!["chatvideobot-clip-".Length..]));
        for (var ends = 0; ends < 4; ends++)
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

    private Process Start(WorkPlace place)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ChatVideoBot.Inference.dll"),
            $"--Inference:ModelFolder={Pocket.Folder}", "--Inference:Steps=8", $"--Redis:Url={server.Redis.Url}", $"--Queue:Name={place.Rules.Name}",
            .. new[] { ("Lease", place.Rules.Lease), ("RenewEvery", place.Rules.RenewEvery), ("ReapEvery", place.Rules.ReapEvery), ("RetryAfter", place.Rules.RetryAfter) }
                .Select(rule => string.Create(CultureInfo.InvariantCulture, $"--Queue:{rule.Item1}={rule.Item2:c}")),
            "--Worker:ReportEvery=00:00:00.05", "--Logging:LogLevel:Default=Warning"]);
        start.Environment["TMPDIR"] = _temporary;
        start.Environment["REDIS_URL"] = server.Redis.Url.ToString();
        _started.Add(Process.Start(start)!);
        return _started[^1];
    }
}

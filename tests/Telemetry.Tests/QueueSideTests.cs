using System.Diagnostics;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Telemetry.Tests;

[Collection("Listening")]
public sealed class QueueSideTests : IAsyncLifetime
{
    private static readonly Lane Lane = new("pocket") { MostSeconds = 10 };

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("chatvideobot-side-");
    private readonly Everything _everything = new();
    private PrivateRedis _redis = null!;
    private JobQueue _queue = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await PrivateRedis.StartAsync(_data.FullName, Cancel);
        _queue = JobQueue.Open(_redis.Url);
        await _queue.AnnounceAsync("w", [Lane], "", Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync();
        await _redis.DisposeAsync();
        _everything.Dispose();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task The_asker_s_trace_comes_back_with_the_lease_the_job_and_its_end()
    {
        var id = await EnqueueAsync("a");

        var lease = (await _queue.ClaimAsync("w", Cancel))!;
        await _queue.CompleteAsync(lease, new(256, 256, 17, 8, "pocket", TimeSpan.FromSeconds(1)), "a clip"u8.ToArray(), Cancel);
        var delivery = (await _queue.TakeDeliveryAsync(Cancel))!;

        var enqueue = Assert.Single(_everything.Spans, span => span.OperationName == "enqueue");
        Assert.Equal(enqueue.Id, lease.Trace);
        Assert.Equal(enqueue.Id, delivery.Job.Trace);
        Assert.Equal(enqueue.Id, (await _queue.FindAsync(id, Cancel))!.Trace);
    }

    [Fact]
    public async Task A_job_of_an_older_version_has_no_trace_and_goes_its_way()
    {
        var id = await EnqueueAsync("a");
        await _queue.Redis.CallAsync(["HDEL", _queue.Keys.Job(id), "trace"], Cancel);
        using var other = new Activity("somebody else's").Start(); // is no parent of it

        var lease = (await _queue.ClaimAsync("w", Cancel))!;

        Assert.Equal((id, ""), (lease.Id, lease.Trace));
        Assert.Equal(other, Activity.Current);
        var claim = Assert.Single(_everything.Spans, span => span.OperationName == "claim");
        Assert.NotEqual(other.TraceId, claim.TraceId);
        Assert.Equal(other.TraceId, Assert.Single(claim.Links).Context.TraceId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-00")]
    public void What_is_no_trace_is_no_parent(string trace) => Assert.Equal(default, JobTrace.Parent(trace));

    [Fact]
    public async Task The_waiting_time_of_a_model_is_what_its_waiting_jobs_want_and_zero_when_none_waits()
    {
        Assert.Equal(TimeSpan.Zero, (await _queue.LookAsync(Cancel)).WaitingTime["pocket"]);
        var wanted = TimeSpan.Zero;
        foreach (var id in (string[])["a", "b", "c"])
            wanted += (await _queue.FindAsync(await EnqueueAsync(id), Cancel))!.Predicted;
        var first = (await _queue.ClaimAsync("w", Cancel))!;

        var look = await _queue.LookAsync(Cancel);

        Assert.True(wanted > TimeSpan.Zero);
        Assert.Equal((wanted - first.Predicted).TotalSeconds, look.WaitingTime["pocket"].TotalSeconds, 0.002);
    }

    private async Task<JobId> EnqueueAsync(string id)
    {
        var draft = new JobDraft(new(id), "ann", "guild", new ClipRequest { Prompt = "a red ball", Seconds = 2, Seed = 7, Model = "pocket" }, "{}");
        Assert.Equal(EnqueueStatus.Accepted, (await _queue.EnqueueAsync(draft, Cancel)).Status);
        return draft.Id;
    }
}

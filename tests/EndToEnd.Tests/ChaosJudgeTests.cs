using ChatVideoBot.Tests.Chaos;

namespace ChatVideoBot.EndToEnd.Tests;

/// <summary>The judge of the chaos run sees what it is there for.</summary>
public sealed class ChaosJudgeTests
{
    [Theory]
    [InlineData("queued started progress made done", "done")]
    [InlineData("queued started requeued started preview made failed", "failed")]
    [InlineData("queued cancelled", "cancelled")]
    [InlineData("queued started cancelled", "cancelled")]
    [InlineData("queued expired", "expired")]
    public void A_job_that_ends_once_is_nothing_to_complain_of(string events, string end)
    {
        var job = Tell(events);

        Assert.Empty(job.Complaints);
        Assert.Equal(end, job.End);
    }

    [Theory]
    [InlineData("queued started started")] // two workers at once
    [InlineData("queued started requeued progress")] // a dead worker speaks
    [InlineData("queued started made requeued started made done")] // made twice
    [InlineData("queued started made done done")]
    [InlineData("queued cancelled started")]
    [InlineData("queued started cancelled made")]
    [InlineData("queued queued")]
    [InlineData("started")]
    [InlineData("queued done")]
    public void A_job_that_breaks_a_promise_is_complained_of(string events) => Assert.NotEmpty(Tell(events).Complaints);

    [Fact]
    public void A_job_that_ends_twice_is_told_with_both_ends()
    {
        var job = Tell("queued cancelled done");

        Assert.Contains(job.Complaints, complaint => complaint.Contains("ended twice, cancelled and done", StringComparison.Ordinal));
        Assert.Equal("done", job.End);
    }

    [Fact]
    public void Leases_after_each_other_are_fine_and_two_at_once_are_told()
    {
        var leases = new Leases();
        leases.See("1", 5, at: 1000, until: 4000);
        leases.See("1", 5, at: 2000, until: 5000); // renewed
        leases.See("1", 9, at: 5001, until: 8001);
        leases.See("2", 6, at: 4500, until: 7500); // another job's
        Assert.Empty(leases.Overlaps());

        leases.See("2", 7, at: 7499, until: 9000);

        var overlap = Assert.Single(leases.Overlaps());
        Assert.StartsWith("2: token 6", overlap, StringComparison.Ordinal);
    }

    private static JobStory Tell(string events)
    {
        var job = new JobStory("1");
        foreach (var kind in events.Split(' ')) job.Hear(kind);
        return job;
    }
}

using ChatVideoBot.Tests.Chaos;

namespace ChatVideoBot.EndToEnd.Tests;

/// <summary>Everything is killed all the time and Discord fails: each job ends once, each clip is posted once. bench/ has the full size.</summary>
public sealed class ChaosTests
{
    [Fact]
    public async Task Whatever_is_killed_each_job_ends_once_and_each_clip_is_posted_once()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("CHATVIDEOBOT_SEED"), out var wanted) ? wanted : Random.Shared.Next(1, 1_000_000);
        var plan = new ChaosPlan(int.TryParse(Environment.GetEnvironmentVariable("CHAOS_JOBS"), out var n) ? n : 32, seed) { Limit = TimeSpan.FromSeconds(200) };
        var output = TestContext.Current.TestOutputHelper!;

        var report = await ChaosRun.RunAsync(plan, output.WriteLine, TestContext.Current.CancellationToken);

        output.WriteLine(report.ToString());
        Assert.True(report.Complaints.Count == 0, report.ToString());
        Assert.Equal(3, report.Killed["redis"]);
        Assert.True(report.Jobs >= plan.Jobs, report.ToString());
    }
}

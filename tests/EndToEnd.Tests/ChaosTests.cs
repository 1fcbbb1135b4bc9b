using System.Globalization;
using ChatVideoBot.Tests.Chaos;

namespace ChatVideoBot.EndToEnd.Tests;

/// <summary>The chaos run has the machine for itself: its neighbours here would only be slowed down by it.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>
/// Bot, workers and Redis are killed all the time, and Discord fails. CHATVIDEOBOT_SEED repeats a run's choices; the full size is
/// <c>dotnet run -c Release --project bench -- chaos</c>.
/// </summary>
[Collection(nameof(Alone))]
public sealed class ChaosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Whatever_is_killed_each_job_ends_once_and_each_clip_is_posted_once()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("CHATVIDEOBOT_SEED"), CultureInfo.InvariantCulture, out var wanted)
            ? wanted
            : Random.Shared.Next(1, 1_000_000);
        var plan = ChaosPlan.Small(seed);

        var report = await ChaosRun.RunAsync(plan, output.WriteLine, TestContext.Current.CancellationToken);

        output.WriteLine(report.ToString());
        Assert.True(report.Complaints.Count == 0, report.ToString());
        Assert.Equal((0, 0), (report.Doubled, report.Lost));
        Assert.True(report.Jobs >= plan.Jobs && report.Ended.Values.Sum() == report.Jobs, report.ToString());
        Assert.Equal(plan.RedisKills, report.Killed["redis"]);
    }
}

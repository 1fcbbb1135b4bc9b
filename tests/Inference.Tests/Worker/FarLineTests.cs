using ChatVideoBot.Inference.Worker;
using ChatVideoBot.Queue;
using ChatVideoBot.Tests.FarLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Inference.Tests.Worker;

/// <summary>
/// Workers far away, over TLS, as the user that can do no more than a worker. Leases are a tenth of what they are in use, and so are the cuts: half a
/// second to three where five to thirty stand in bench/README.md.
/// </summary>
public sealed class FarLineTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly FarPlan Plan = new(
        Jobs: 6, Workers: 3, Lease: TimeSpan.FromSeconds(3), Latency: TimeSpan.FromMilliseconds(15), Loss: 0.02, Cuts: [], Apart: TimeSpan.FromSeconds(4), ClipBytes: 200_000);

    internal static void AddWorker(HostApplicationBuilder builder, string name, FarRun far)
    {
        MakeClip make = async (request, _, progress, segments, cancel) => new MadeClip(
            await far.RenderAsync(
                request.Seed, (fraction, preview) => progress?.Report(new ClipProgress(ClipStage.Denoise, fraction, preview)),
                (index, window) => segments?.WriteAsync(index, window, cancel) ?? Task.CompletedTask, cancel),
            new ClipInfo(64, 48, 16, 8, "far", TimeSpan.FromSeconds(1)), new ClipTimings(default, default, default, default, default, default));
        var options = Options.Create(new WorkerOptions { Name = name, ReportEvery = TimeSpan.FromMilliseconds(200) });
        builder.Services.AddHostedService(host => new ClipWorker(
            host.GetRequiredService<JobQueue>(), [FarRun.Offer], [], "1.0", make, options, host.GetRequiredService<IOptions<QueueOptions>>(), TimeProvider.System,
            host.GetRequiredService<ILogger<ClipWorker>>()));
    }

    [Fact]
    public async Task A_long_line_that_loses_packets_loses_no_lease()
    {
        var report = await FarRun.RunAsync(Plan with { Latency = TimeSpan.FromMilliseconds(150) }, AddWorker, Cancel); // 300 ms there and back
        Assert.All(report.Ends.Values, times => Assert.Equal(1, times));
        Assert.Empty(report.Wrong);
        Assert.Equal((Plan.Jobs, 0), (report.Runs, report.Crashes));
        Assert.True(report.LostPackets > 0);
        Assert.True(report.Previews > 0);
    }

    [Fact]
    public async Task Cuts_shorter_and_longer_than_a_lease_lose_and_double_nothing()
    {
        var cuts = new[] { 0.5, 4, 1 }.Select(TimeSpan.FromSeconds).ToList();
        var report = await FarRun.RunAsync(Plan with { Cuts = cuts, Apart = TimeSpan.FromSeconds(3), Steps = 45 }, AddWorker, Cancel);
        Assert.Equal(Plan.Jobs, report.Ends.Count);
        Assert.All(report.Ends.Values, times => Assert.Equal(1, times));
        Assert.Empty(report.Wrong);
        Assert.True(report.Connections > 3 * Plan.Workers, "the line was never cut"); // each has that many when nothing happens
    }
}

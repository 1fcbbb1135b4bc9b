using ChatVideoBot.Inference;
using ChatVideoBot.Inference.Worker;
using ChatVideoBot.Queue;
using ChatVideoBot.Tests.FarLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bench.FarLine;

/// <summary>
/// Workers far away, over TLS, as the Redis user of docker/redis/users.acl: 300 ms there and back, 2 % of the packets lost, the line silent for 5 to
/// 60 seconds again and again. The row holds what became of the jobs; one that was lost or doubled ends the program with a failure.
/// </summary>
internal static class FarLineBench
{
    public static async Task RunAsync(Order order)
    {
        var (jobs, lease, latency, loss) = (order.Whole("--jobs", 40), order.Number("--lease", 30), order.Number("--latency", 300), order.Number("--loss", 2));
        double[] cuts = [5, 45, 10, 60, 20, 30];
        var scale = lease / 30;
        var (failed, code) = (false, Environment.ExitCode);
        foreach (var isCut in new[] { false, true })
        {
            var plan = new FarPlan(
                jobs, 4, TimeSpan.FromSeconds(lease), TimeSpan.FromMilliseconds(latency / 2), loss / 100, isCut ? [.. cuts.Select(cut => TimeSpan.FromSeconds(cut * scale))] : [],
                TimeSpan.FromSeconds(15 * scale), 2_000_000)
            {
                Steps = 20,
                Step = TimeSpan.FromSeconds(0.5 * scale),
                Limit = TimeSpan.FromMinutes(30),
            };
            var report = await FarRun.RunAsync(plan, AddWorker, order.Cancel);
            Environment.ExitCode = code; // workers in this process said 1 when their line was taken away
            failed |= report.Wrong.Count > 0 || report.Ends.Count != jobs || report.Ends.Values.Any(times => times > 1);
            var (lost, doubled) = (jobs - report.Ends.Count, report.Ends.Values.Count(times => times > 1));
            Row.Write(new
            {
                bench = "farline",
                lease_s = lease,
                round_trip_ms = latency,
                loss_percent = loss,
                cuts_s = isCut ? string.Join(' ', cuts.Select(cut => cut * scale)) : "",
                jobs,
                lost,
                doubled,
                wrong_clips = report.Wrong.Count,
                runs = report.Runs,
                leases_lost = report.Crashes,
                late_results_refused = report.Stale,
                previews_seen = report.Previews,
                packets_lost = report.LostPackets,
                connections = report.Connections,
                made_to_told_median_s = Math.Round(report.Median, 1),
                made_to_told_worst_s = Math.Round(report.Longest, 1),
                seconds = Math.Round(report.Took.TotalSeconds),
            });
        }
        if (failed)
            Environment.ExitCode = 1;
    }

    private static void AddWorker(HostApplicationBuilder builder, string name, FarRun far)
    {
        MakeClip make = async (request, _, progress, segments, cancel) => new MadeClip(
            await far.RenderAsync(
                request.Seed, (fraction, preview) => progress?.Report(new ClipProgress(ClipStage.Denoise, fraction, preview)),
                (index, window) => segments?.WriteAsync(index, window, cancel) ?? Task.CompletedTask, cancel),
            new ClipInfo(64, 48, 16, 8, "far", TimeSpan.FromSeconds(1)), new ClipTimings(default, default, default, default, default, default));
        var options = Options.Create(new WorkerOptions { Name = name });
        builder.Services.AddHostedService(host => new ClipWorker(
            host.GetRequiredService<JobQueue>(), [FarRun.Offer], [], "1.0", make, options, host.GetRequiredService<IOptions<QueueOptions>>(), TimeProvider.System,
            host.GetRequiredService<ILogger<ClipWorker>>()));
    }
}

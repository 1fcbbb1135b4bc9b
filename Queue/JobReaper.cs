using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Queue;

/// <summary>
/// Keeps the queue in order: gives jobs whose lease ran out back to the line, forgets old ones, and looks at start and once a day
/// whether any job stands nowhere.
/// </summary>
internal sealed partial class JobReaper(
    JobQueue queue, IOptions<QueueOptions> options, QueueMetrics metrics, TimeProvider time, ILogger<JobReaper> logger) : BackgroundService
{
    private static readonly TimeSpan MendEvery = TimeSpan.FromDays(1), ShowEvery = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Value.ReapEvery, time);
        var (mendedAt, shownAt) = ((long?)null, (long?)null);
        var problem = "";
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                // Half a tick: many processes sweep no more often than one would, and a late tick still sweeps.
                if (await queue.ReapAsync(options.Value.ReapEvery / 2, stopping) >= 0)
                    await queue.TrimAsync(stopping);
                if (IsOver(mendedAt, MendEvery))
                {
                    if (await queue.MendAsync(stopping) is > 0 and var mended)
                        LogMended(mended);
                    mendedAt = time.GetTimestamp();
                }
                if (IsOver(shownAt, ShowEvery))
                {
                    metrics.Show(await queue.LookAsync(stopping));
                    shownAt = time.GetTimestamp();
                }
                problem = "";
            }
            catch (RedisException e)
            {
                if (problem != e.Message) // said once, not each second
                    LogFailed(problem = e.Message);
            }
        }

        bool IsOver(long? since, TimeSpan span) => since is not { } at || time.GetElapsedTime(at) >= span;
    }

    [LoggerMessage(LogLevel.Warning, "{Mended} jobs stood nowhere and were put right.")]
    private partial void LogMended(int mended);

    [LoggerMessage(LogLevel.Warning, "Could not sweep the queue: {Why}")]
    private partial void LogFailed(string why);
}

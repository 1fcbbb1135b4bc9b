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
    JobQueue queue, IOptions<QueueOptions> options, QueueMetrics metrics, TimeProvider time, IHostApplicationLifetime life, ILogger<JobReaper> logger) : BackgroundService
{
    private static readonly TimeSpan MendEvery = TimeSpan.FromDays(1), ShowEvery = TimeSpan.FromSeconds(10), RewriteEvery = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Value.ReapEvery, time);
        var (mendedAt, shownAt, rewroteAt) = ((long?)null, (long?)null, (long?)null);
        var (problem, isKnown) = ("", false);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                if (!isKnown && !await queue.MayReapAsync(stopping))
                {
                    LogLeft();
                    return;
                }
                isKnown = true;
                // Half a tick: many processes sweep no more often than one would, and a late tick still sweeps.
                if (await queue.ReapAsync(options.Value.ReapEvery / 2, stopping) >= 0)
                    await queue.TrimAsync(stopping);
                if (IsOver(mendedAt, MendEvery))
                {
                    if (await queue.MendAsync(stopping) is > 0 and var mended)
                        LogMended(mended);
                    mendedAt = time.GetTimestamp();
                }
                if (IsOver(rewroteAt, RewriteEvery))
                {
                    rewroteAt = time.GetTimestamp(); // also where it may not: it is asked again later
                    await queue.RewriteAsync(stopping);
                }
                if (IsOver(shownAt, ShowEvery))
                {
                    metrics.Show(await queue.LookAsync(stopping));
                    shownAt = time.GetTimestamp();
                }
                problem = "";
            }
            catch (RedisRefusedException e) when (e.Code == "CLOSED") // it serves nobody here any more: whoever watches the process should see that
            {
                LogClosed(e.Message);
                Environment.ExitCode = 1;
                life.StopApplication();
                return;
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

    [LoggerMessage(LogLevel.Information, "The user of Redis:Url (or REDIS_URL) is a worker's: the bot keeps the queue in order.")]
    private partial void LogLeft();

    [LoggerMessage(LogLevel.Critical, "{Why}")]
    private partial void LogClosed(string why);

    [LoggerMessage(LogLevel.Warning, "Could not sweep the queue: {Why}")]
    private partial void LogFailed(string why);
}

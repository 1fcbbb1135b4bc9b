using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Queue;

/// <summary>Gives jobs whose lease ran out back to the line, so that a dead worker loses none, and forgets old ones.</summary>
internal sealed partial class JobReaper(
    JobQueue queue, IOptions<QueueOptions> options, TimeProvider time, ILogger<JobReaper> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Value.ReapEvery, time);
        var isChecked = false;
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                if (!isChecked)
                {
                    foreach (var problem in await RedisCheck.FindProblemsAsync(queue.Redis, stopping))
                        LogProblem(problem);
                    isChecked = true;
                }
                // Half a tick: many processes sweep no more often than one would, and a late tick still sweeps.
                if (await queue.ReapAsync(options.Value.ReapEvery / 2, stopping) >= 0)
                    await queue.TrimAsync(stopping);
            }
            catch (RedisException e)
            {
                LogFailed(e.Message); // Redis is away: the next tick tries again.
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Problem}")]
    private partial void LogProblem(string problem);

    [LoggerMessage(LogLevel.Warning, "Could not sweep the leases: {Why}")]
    private partial void LogFailed(string why);
}

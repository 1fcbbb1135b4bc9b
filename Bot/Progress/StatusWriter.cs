using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Progress;

/// <summary>
/// Keeps the cards of all open jobs up to date: looks at the queue when something changed, and twice a second while anything is open.
/// </summary>
internal sealed partial class StatusWriter(
    JobQueue queue, StatusBoard board, IOptions<BotOptions> options, ILogger<StatusWriter> logger) : BackgroundService
{
    private const int EditsAtOnce = 8;
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(500), Least = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5), Away = TimeSpan.FromSeconds(2);

    protected override Task ExecuteAsync(CancellationToken stopping) => Task.WhenAll(WriteAsync(stopping), WatchAsync(stopping));

    private async Task WriteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var wait = Idle;
            try
            {
                var jobs = await queue.ListAsync(options.Value.MostShown, stopping);
                await Parallel.ForEachAsync(
                    jobs, new ParallelOptions { MaxDegreeOfParallelism = EditsAtOnce, CancellationToken = stopping },
                    async (job, cancel) => await ShowAsync(job, cancel));
                board.Forget(jobs, TimeSpan.FromMinutes(10));
                if (jobs.Count > 0) wait = Busy;
            }
            catch (RedisException e)
            {
                LogQueueAway(e.Message);
                wait = Away;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                LogBroke(e); // whatever it was: all other cards depend on this loop
                wait = Away;
            }
            await Task.Delay(Least, stopping); // many workers report often; a look is for all of them
            await board.WaitAsync(wait, stopping);
        }
    }

    /// <summary>A job that cannot be shown, such as one another version wrote, costs the others nothing.</summary>
    private async Task ShowAsync(Job job, CancellationToken cancel)
    {
        try
        {
            await board.ShowAsync(job, cancel);
        }
        catch (Exception e) when (e is not RedisException && !cancel.IsCancellationRequested)
        {
            LogCardBroke(e, job.Id);
        }
    }

    /// <summary>Events only hasten the next look: a lost one costs half a second.</summary>
    private async Task WatchAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await foreach (var _ in queue.WatchAsync(stopping)) board.Wake();
            }
            catch (RedisException e)
            {
                LogQueueAway(e.Message);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                LogBroke(e);
            }
            await Task.Delay(Away, stopping);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The queue cannot be read; cards stand still until it can: {Problem}")]
    private partial void LogQueueAway(string problem);

    [LoggerMessage(LogLevel.Error, "Looking at the queue broke; the next look is soon.")]
    private partial void LogBroke(Exception e);

    [LoggerMessage(LogLevel.Error, "The card of {Job} could not be made.")]
    private partial void LogCardBroke(Exception e, JobId job);
}

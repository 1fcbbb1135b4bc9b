using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Progress;

/// <summary>
/// Keeps the cards of open jobs up to date: those served next, and farther back those to which something happened. It looks at the queue when
/// something changed, and every two seconds while anything is open, because places and estimates move by themselves.
/// </summary>
internal sealed partial class StatusWriter(
    JobQueue queue, StatusBoard board, Overview overview, IOptions<BotOptions> options, ILogger<StatusWriter> logger) : BackgroundService
{
    private const int EditsAtOnce = 8, MostTouchedAtOnce = 100;
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(2), Least = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5), Away = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var wait = Idle;
            try
            {
                if (await LookAsync(stopping)) wait = Busy;
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

    /// <returns>Whether anything is open.</returns>
    private async Task<bool> LookAsync(CancellationToken stopping)
    {
        var look = await overview.ReadAsync(stopping);
        var jobs = await queue.ListAsync(options.Value.MostShown, stopping);
        var listed = jobs.Select(job => job.Id).ToHashSet();
        var touched = board.Touched.Where(id => !listed.Contains(id)).Take(MostTouchedAtOnce).ToList();
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = EditsAtOnce, CancellationToken = stopping };
        await Parallel.ForEachAsync(
            jobs.DistinctBy(job => Origin.Read(job.Origin) is { } origin ? OrderBook.IdOf(job, origin) : job.Id), atOnce, async (job, cancel) => await ShowAsync(job, look, cancel));
        await Parallel.ForEachAsync(touched, atOnce, async (id, cancel) =>
        {
            if (await queue.FindAsync(id, cancel) is { } job && (job.IsOpen() || job.HeldUntil is not null)) await ShowAsync(job, look, cancel);
            else board.Untouch(id); // its end comes through the outbox
        });
        board.Forget(jobs, TimeSpan.FromMinutes(10));
        return jobs.Count > 0;
    }

    /// <summary>A job that cannot be shown, such as one another version wrote, costs the others nothing.</summary>
    private async Task ShowAsync(Job job, QueueLook look, CancellationToken cancel)
    {
        try
        {
            if (await board.ShowAsync(job, look, cancel)) board.Untouch(job.Id);
        }
        catch (Exception e) when (e is not RedisException && !cancel.IsCancellationRequested)
        {
            LogCardBroke(e, job.Id);
            board.Untouch(job.Id);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The queue cannot be read; cards stand still until it can: {Problem}")]
    private partial void LogQueueAway(string problem);

    [LoggerMessage(LogLevel.Error, "Looking at the queue broke; the next look is soon.")]
    private partial void LogBroke(Exception e);

    [LoggerMessage(LogLevel.Error, "The card of {Job} could not be made.")]
    private partial void LogCardBroke(Exception e, JobId job);
}

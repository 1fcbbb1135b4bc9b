using ChatVideoBot.Bot.Moderation;
using ChatVideoBot.Bot.Moderation.Panels;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Progress;

/// <summary>Hears what happens in the queue, also what happened while no bot was there, and has the cards and the moderators told.</summary>
internal sealed partial class EventWatcher(
    JobQueue queue, StatusBoard board, LivePanels panels, ModeratorNotice notice, TimeProvider time, ILogger<EventWatcher> logger) : BackgroundService
{
    /// <summary>
    /// One name for all processes of a bot. Each of them hears everything that happens while it runs; the name only keeps how far any of them
    /// has come. So the next one to start, wherever and under whatever process id, goes on where the last one stopped: what another had shown
    /// meanwhile need not be shown again, and a name for each process would begin anew with each and leave a place in Redis behind.
    /// </summary>
    internal const string Reader = "bot";

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(500), LastRetry = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        for (var wait = FirstRetry; !stopping.IsCancellationRequested; wait = wait * 2 < LastRetry ? wait * 2 : LastRetry)
        {
            try
            {
                await foreach (var happened in queue.WatchAsync(Reader, stopping))
                {
                    await HearAsync(happened, stopping); // an event that the process does not survive comes again
                    wait = FirstRetry;
                }
            }
            catch (RedisException e)
            {
                LogQueueAway(e.Message);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                LogBroke(e); // whatever it was: it must not end the bot
            }
            await Task.Delay(wait * (0.5 + Random.Shared.NextDouble()), time, stopping);
        }
    }

    private async Task HearAsync(JobEvent happened, CancellationToken cancel)
    {
        panels.Wake();
        switch (happened.Kind)
        {
            case JobEventKind.WorkerSetAside:
                await notice.TellSetAsideAsync(happened.Worker, cancel);
                break;
            case JobEventKind.Queued or JobEventKind.Started or JobEventKind.Moved or JobEventKind.Held or JobEventKind.Requeued:
                board.Touch(happened.Id);
                break;
            default: // progress is at the head of the line, where the writer looks anyway; ends come through the outbox
                board.Wake();
                break;
        }
    }

    [LoggerMessage(LogLevel.Warning, "What happens in the queue is not heard right now; cards are only looked at now and then: {Problem}")]
    private partial void LogQueueAway(string problem);

    [LoggerMessage(LogLevel.Error, "Hearing what happens in the queue broke; it goes on soon.")]
    private partial void LogBroke(Exception e);
}

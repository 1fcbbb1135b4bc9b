using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.People;

/// <summary>Finishes what it began to forget: as soon as the user's last job is over, and whatever broke off, also of a process before this one.</summary>
internal sealed partial class Forgetter(JobQueue queue, Keeping keeping, TimeProvider time, ILogger<Forgetter> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    /// <summary>An end that could not be told for so long is dropped untold.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Look, time);
        var since = new Dictionary<string, long>(); // by its own clock: the server's is another
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                var open = await queue.ReadForgettingsAsync(stopping);
                foreach (var mark in since.Keys.Except(open.Select(one => one.Mark)).ToList()) since.Remove(mark);
                foreach (var whom in open)
                {
                    since.TryAdd(whom.Mark, time.GetTimestamp());
                    await keeping.GoOnAsync(whom, time.GetElapsedTime(since[whom.Mark]) > Patience, stopping);
                }
            }
            catch (RedisException e)
            {
                LogLater(e.Message);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                LogBroke(e);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "A user could not be forgotten right now; it goes on soon: {Problem}")]
    private partial void LogLater(string problem);

    [LoggerMessage(LogLevel.Error, "Forgetting a user broke; it is tried again soon.")]
    private partial void LogBroke(Exception e);
}

using ChatVideoBot.Discord;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Moderation.Cases;

/// <summary>
/// Finishes what was begun with a case and broken off, also by a process before this one: decisions that were not carried out, orders that were put in
/// line and not told, cases whose order never came.
/// </summary>
internal sealed partial class CaseKeeper(CaseBook cases, CaseDesk desk, CaseNotice notice, HeldOrders held, TimeProvider time, ILogger<CaseKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Look, time);
        var since = new Dictionary<(string Guild, string Id), long>(); // by its own clock: whose process began it is another's
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                var begun = await cases.ReadBegunAsync(stopping);
                foreach (var over in since.Keys.Except(begun).ToList()) since.Remove(over);
                foreach (var one in begun)
                    if (!since.TryAdd(one, time.GetTimestamp())) await TryFinishAsync(one.Guild, one.Id, time.GetElapsedTime(since[one]), stopping);
            }
            catch (RedisException e)
            {
                LogLater("", e.Message);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                LogBroke(e, "");
            }
        }
    }

    /// <summary>One that cannot be finished now holds up no other.</summary>
    private async Task TryFinishAsync(string guild, string id, TimeSpan untouchedFor, CancellationToken cancel)
    {
        try
        {
            await FinishAsync(guild, id, untouchedFor, cancel);
        }
        catch (DiscordException e)
        {
            LogLater(id, e.Message);
        }
        catch (Exception e) when (e is not RedisException && !cancel.IsCancellationRequested)
        {
            LogBroke(e, id);
        }
    }

    private async Task FinishAsync(string guild, string id, TimeSpan untouchedFor, CancellationToken cancel)
    {
        var one = await cases.FindAsync(guild, id, cancel);
        if (one is { End: CaseEnd.Open, Kind: CaseKind.Held or CaseKind.Appealed })
        {
            if (untouchedFor < desk.OrderPatience) return; // it may still be put in line
            if ((await desk.JobsOfAsync(one, cancel)).Count == 0)
            {
                await held.DropAsync(one, cancel);
                return;
            }
            await notice.TellAsync(one, cancel);
        }
        else if (one is { End: not CaseEnd.Open })
        {
            await desk.FollowAsync(one, cancel);
        }
        await cases.EndAsync(guild, id, cancel);
    }

    [LoggerMessage(LogLevel.Warning, "What was begun with case {Case} cannot be finished right now; it goes on soon: {Problem}")]
    private partial void LogLater(string @case, string problem);

    [LoggerMessage(LogLevel.Error, "Finishing what was begun with case {Case} broke; it is tried again soon.")]
    private partial void LogBroke(Exception e, string @case);
}

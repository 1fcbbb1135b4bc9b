using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Delivery;

/// <summary>
/// Takes ends of jobs out of the queue's outbox and has them told, a few side by side so that one slow channel holds up no other.
/// </summary>
internal sealed partial class OutboxReader(JobQueue queue, Postman postman, TimeProvider time, ILogger<OutboxReader> logger) : BackgroundService
{
    private const int AtOnce = 4;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2), Away = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var places = new SemaphoreSlim(AtOnce);
        try
        {
            await ReadAsync(places, stopping);
        }
        finally
        {
            // Those under way let go of Redis before it goes.
            for (var i = 0; i < AtOnce; i++) await places.WaitAsync(CancellationToken.None);
        }
    }

    private async Task ReadAsync(SemaphoreSlim places, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await places.WaitAsync(stopping);
            ChatVideoBot.Queue.Delivery? delivery = null;
            var askedAt = time.GetTimestamp();
            try
            {
                delivery = await queue.TakeDeliveryAsync(stopping);
                if (delivery is null) await queue.WaitForEndsAsync(Look, stopping);
            }
            catch (RedisException e)
            {
                LogQueueAway(e.Message);
                await Task.Delay(Away, stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                LogReadBroke(e);
                await Task.Delay(Away, stopping);
            }
            finally
            {
                if (delivery is null) places.Release();
            }
            if (delivery is not null) _ = DeliverAsync(delivery, askedAt, places, stopping);
        }
    }

    private async Task DeliverAsync(ChatVideoBot.Queue.Delivery delivery, long askedAt, SemaphoreSlim places, CancellationToken stopping)
    {
        try
        {
            await postman.DeliverAsync(delivery, askedAt, stopping);
        }
        catch (RedisException e)
        {
            LogQueueAway(e.Message); // its lease runs out and the end is taken again
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested) { }
        catch (Exception e)
        {
            LogBroke(e, delivery.Job.Id);
        }
        finally
        {
            places.Release();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The outbox cannot be read right now: {Problem}")]
    private partial void LogQueueAway(string problem);

    [LoggerMessage(LogLevel.Error, "Reading the outbox broke; it is read again soon.")]
    private partial void LogReadBroke(Exception e);

    [LoggerMessage(LogLevel.Error, "Telling the end of {Job} broke; it is tried again when its lease is over.")]
    private partial void LogBroke(Exception e, JobId job);
}

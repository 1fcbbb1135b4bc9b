using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Queue;

/// <summary>Refuses, before anything else starts, a Redis that may lose jobs. One that is away is looked at as soon as it is there.</summary>
internal sealed partial class QueueStart(
    JobQueue queue, IOptions<RedisOptions> redis, IOptions<QueueOptions> options, IHostApplicationLifetime life, ILogger<QueueStart> logger)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private Task _later = Task.CompletedTask;

    /// <exception cref="OptionsValidationException">Its message says what to set.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            if (await FindRefusalAsync(limit.Token) is { } refusal)
                throw new OptionsValidationException("Redis", typeof(RedisOptions), [refusal]);
        }
        catch (Exception e) when (e is RedisException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogAway(redis.Value.Shown());
            _later = LookLaterAsync();
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _later.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stop.Dispose();

    private async Task<string?> FindRefusalAsync(CancellationToken cancel)
    {
        RedisCheck check;
        try
        {
            check = await RedisCheck.OfAsync(queue.Redis, cancel);
        }
        catch (RedisRefusedException e) when (RedisCheck.IsOfQueue(e)) // no waiting makes that better
        {
            return e.Message;
        }
        if (check.MaxMemory > 0)
            queue.RoomFor(check.MaxMemory);
        foreach (var (_, sentence) in check.Problems)
            LogProblem(redis.Value.Shown(), sentence);
        return check.Refusal(redis.Value, options.Value);
    }

    private async Task LookLaterAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (await FindRefusalAsync(_stop.Token) is { } refusal)
                {
                    LogRefused(refusal);
                    Environment.ExitCode = 1;
                    life.StopApplication();
                }
                return;
            }
            catch (RedisException)
            {
                await Task.Delay(BackOff.After(5, Patience, Random.Shared.NextDouble()), _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Redis at {Address} cannot be reached; it is tried on.")]
    private partial void LogAway(string address);

    [LoggerMessage(LogLevel.Warning, "Redis at {Address}: {Sentence}")]
    private partial void LogProblem(string address, string sentence);

    [LoggerMessage(LogLevel.Critical, "{Refusal}")]
    private partial void LogRefused(string refusal);
}

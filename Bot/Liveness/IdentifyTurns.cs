using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Liveness;

/// <summary>The turns to identify of all bots at one Redis: processes that start together begin their sessions one after the other.</summary>
internal sealed partial class IdentifyTurns(Keepsakes keepsakes, ILogger<IdentifyTurns> logger) : IIdentifyTurns
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly string _own = Guid.NewGuid().ToString("N");

    /// <inheritdoc/>
    public async Task<bool> TryTakeAsync(int bucket, TimeSpan atMost, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            return await keepsakes.TryWriteAsync(Name(bucket), _own, atMost, limit.Token)
                || await keepsakes.ReadAsync(Name(bucket), limit.Token) == _own; // the answer to an earlier call was lost
        }
        catch (Exception e) when (e is RedisException || e is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            LogAlone(e.Message);
            return true;
        }
    }

    /// <inheritdoc/>
    public async Task HoldAsync(int bucket, TimeSpan length)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            if (length > TimeSpan.Zero) await keepsakes.WriteAsync(Name(bucket), _own, length, limit.Token);
            else await keepsakes.ForgetAsync(limit.Token, Name(bucket));
        }
        catch (Exception e) when (e is RedisException or OperationCanceledException or ObjectDisposedException)
        {
            LogAlone(e.Message);
        }
    }

    private static string Name(int bucket) => $"identify:{bucket}";

    [LoggerMessage(LogLevel.Warning, "The turns to identify cannot be shared with other processes right now: {Why}")]
    private partial void LogAlone(string why);
}

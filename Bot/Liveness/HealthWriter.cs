using System.Text.Json;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Hosting;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Liveness;

/// <summary>
/// Writes how the bot is to <see cref="BotOptions.HealthFile"/> every few seconds. It goes by the pool that the conversation runs on, so that
/// a process whose pool hangs falls silent; a Redis that does not answer holds up no writing.
/// </summary>
internal sealed class HealthWriter(IOptions<BotOptions> options, GatewayHealth gateway, JobQueue queue, IHostApplicationLifetime life, TimeProvider time) : BackgroundService
{
    internal static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RedisWithin = TimeSpan.FromSeconds(30);
    private static readonly JobId Nobody = new("health"); // no interaction has this id

    private DateTimeOffset? _answered;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        if (options.Value.HealthFile is not { Length: > 0 } file) return;
        using var timer = new PeriodicTimer(Every, time);
        var asking = AskAsync(stopping);
        try
        {
            do
            {
                if (asking.IsCompleted) asking = AskAsync(stopping);
                await Task.WhenAny(asking, Task.Delay(Every / 5, time, stopping)); // what it says now is newer than what it said before
                Write(file);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Write(file); // that it stops
        }
        await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (options.Value.HealthFile is { Length: > 0 } file) ProcessFile.Remove(file);
    }

    /// <summary>A job that nobody has is looked for: the way that every command goes.</summary>
    private async Task AskAsync(CancellationToken cancel)
    {
        try
        {
            await queue.FindAsync(Nobody, cancel);
            _answered = time.GetUtcNow();
        }
        catch (Exception e) when (e is RedisException or OperationCanceledException)
        {
            // When it answered last says so.
        }
    }

    private void Write(string file) => ProcessFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(
        new BotReport(Environment.ProcessId, time.GetUtcNow(), Every.TotalSeconds, gateway.ToString(), gateway.IsWhole, _answered, RedisWithin.TotalSeconds, life.ApplicationStopping.IsCancellationRequested),
        BotReport.Json));
}

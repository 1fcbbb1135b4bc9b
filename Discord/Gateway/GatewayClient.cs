using System.Net;
using ChatVideoBot.Discord.Rest;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>Runs this process's shards, and stops the host when only the owner can help.</summary>
internal sealed partial class GatewayClient(
    DiscordRest rest, IdentifyGate gate, EventDispatcher dispatcher, GatewayHealth health, IOptions<DiscordOptions> options, TimeProvider time,
    IHostApplicationLifetime lifetime, ILogger<GatewayClient> logger) : BackgroundService
{
    private readonly GatewayPace _pace = options.Value.Gateway;
    private readonly ShardRoom _room = new(options.Value, gate, dispatcher, health, time, logger);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var shards = DiscordMeter.Watch(health);
        var dispatching = dispatcher.RunAsync(stopping);
        var checking = WarnOfEndpointAsync(stopping);
        try
        {
            var end = await StayAsync(stopping);
            LogStopping(end.Why);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        health.Clear();
        await Task.WhenAll(dispatching, checking);
    }

    /// <summary>Runs the shards, more of them when Discord asks for more, until only the owner can help.</summary>
    private async Task<ConnectionEnd> StayAsync(CancellationToken stopping)
    {
        options.Value.OwnShards(out var chosen); // it is right: the options were validated
        if (chosen is { } range)
            return await RunAsync(range, stopping);
        var refused = 0;
        for (var failures = 1; ; failures++)
        {
            try
            {
                var recommended = Math.Clamp((await gate.KnowAsync(stopping)).Shards, 1, ShardRange.Most);
                if (recommended <= refused)
                    return new(NextStep.Stop, $"Discord refuses {refused} shards and recommends {recommended}: name a larger number in Discord:Shards.");
                var end = await RunAsync(ShardRange.AllOf(recommended), stopping);
                if (end.Code != CloseCode.ShardingRequired)
                    return end;
                LogMoreShards(recommended);
                gate.Doubt();
                (refused, failures) = (recommended, 0);
            }
            catch (DiscordException e)
            {
                if (e is { Fault: DiscordFault.Refused, Status: HttpStatusCode.Unauthorized })
                    return new(NextStep.Stop, e.Message);
                var pause = Backoff.Delay(failures, _pace.BackoffFrom, _pace.BackoffTo, _pace.Jitter());
                LogNotStarted(e.Message, pause);
                await Task.Delay(pause, time, stopping);
            }
        }
    }

    /// <summary>Runs these shards until one of them ends, and with it all.</summary>
    private async Task<ConnectionEnd> RunAsync(ShardRange range, CancellationToken stopping)
    {
        LogShards(range);
        health.Begin(range);
        using var together = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var running = range.Shards.Select(shard => new Shard(shard, _room).RunAsync(together.Token)).ToArray();
        var first = await Task.WhenAny(running);
        await together.CancelAsync();
        await ((Task)Task.WhenAll(running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await first;
    }

    /// <summary>An endpoint set in the portal takes all interactions from the gateway, and Discord says nothing about it.</summary>
    private async Task WarnOfEndpointAsync(CancellationToken stopping)
    {
        try
        {
            var application = await rest.GetCurrentApplicationAsync(stopping);
            if (!string.IsNullOrEmpty(application.InteractionsEndpointUrl))
                LogEndpoint(application.InteractionsEndpointUrl);
        }
        catch (Exception e) when (e is DiscordException or OperationCanceledException)
        {
            // The connection itself will tell.
        }
    }

    [LoggerMessage(LogLevel.Critical, "The bot cannot work: {Why}")]
    private partial void LogStopping(string why);

    [LoggerMessage(LogLevel.Error, "No command will reach this bot: the Interactions Endpoint URL is '{Url}'. Clear it "
        + "(https://discord.com/developers/applications, your application, General Information).")]
    private partial void LogEndpoint(string url);

    [LoggerMessage(LogLevel.Debug, "Running the shards {Range}.")]
    private partial void LogShards(ShardRange range);

    [LoggerMessage(LogLevel.Warning, "Discord wants more than {Shards} shards: asking how many.")]
    private partial void LogMoreShards(int shards);

    [LoggerMessage(LogLevel.Warning, "Off Discord: {Why} Trying again in {Pause}.")]
    private partial void LogNotStarted(string why, TimeSpan pause);
}

using ChatVideoBot.Discord.Rest;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>
/// Keeps the bot connected: resumes, begins new sessions within Discord's budget, and stops the host when only the owner can help.
/// </summary>
internal sealed partial class GatewayClient(
    DiscordRest rest, EventDispatcher dispatcher, IOptions<DiscordOptions> options, TimeProvider time,
    IHostApplicationLifetime lifetime, ILogger<GatewayClient> logger) : BackgroundService
{
    private readonly DiscordOptions _options = options.Value;
    private readonly GatewayPace _pace = options.Value.Gateway;
    private GatewaySession? _session;
    private long? _lastIdentify;
    private int _failures; // connections in a row that did not stand for long
    private int _failedResumes;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var dispatching = dispatcher.RunAsync(stopping);
        var checking = WarnOfEndpointAsync(stopping);
        try
        {
            while (await ConnectOnceAsync(stopping))
            {
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        await Task.WhenAll(dispatching, checking);
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

    /// <summary>One connection and the wait after it; false when there must be no other.</summary>
    private async Task<bool> ConnectOnceAsync(CancellationToken stopping)
    {
        ConnectionEnd end;
        try
        {
            var address = _session?.ResumeAddress ?? await AddressForIdentifyAsync(stopping);
            end = await new GatewayConnection(_session, _options, dispatcher, time, logger).RunAsync(address, stopping);
        }
        catch (DiscordException e) when (e is not { Fault: DiscordFault.Refused, Status: System.Net.HttpStatusCode.Unauthorized })
        {
            end = new(NextStep.Identify, e.Message);
        }
        catch (DiscordException e)
        {
            end = new(NextStep.Stop, e.Message);
        }
        stopping.ThrowIfCancellationRequested();
        if (end.Next == NextStep.Stop)
        {
            LogStopping(end.Why);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
            return false;
        }
        await PauseAsync(end, stopping);
        return true;
    }

    /// <summary>Asks where to connect, and waits until a new session may be begun.</summary>
    private async Task<Uri> AddressForIdentifyAsync(CancellationToken stopping)
    {
        while (true)
        {
            var gateway = await rest.GetGatewayBotAsync(stopping);
            var sinceLast = _lastIdentify is { } last ? time.GetElapsedTime(last) : (TimeSpan?)null;
            var wait = IdentifyBudget.Wait(gateway.SessionStartLimit, sinceLast, _pace.IdentifyEvery);
            if (wait == TimeSpan.Zero)
            {
                _lastIdentify = time.GetTimestamp();
                return GatewayAddress.Complete(gateway.Url)
                    ?? throw new DiscordException(
                        DiscordFault.Unreadable, $"Discord's gateway is at '{gateway.Url}', which is neither wss:// nor a loopback address.");
            }
            if (gateway.SessionStartLimit is { Remaining: <= 0 })
                LogNoIdentifies(wait);
            await Task.Delay(wait, time, stopping);
        }
    }

    private async Task PauseAsync(ConnectionEnd end, CancellationToken stopping)
    {
        _failures = end.Stood >= _pace.StableAfter ? 0 : _failures + 1;
        _failedResumes = end.Stood is null && _session is not null ? _failedResumes + 1 : 0;
        _session = end.Session;
        if (_failedResumes >= _pace.ResumeTries)
            (_session, _failedResumes) = (null, 0); // an address that no longer answers would keep us out for ever
        var pause = ReconnectPause.Of(end, _failures, _pace, Random.Shared.NextDouble());
        LogReconnecting(end.Why, _session is null ? "a new session" : "the same session", pause);
        await Task.Delay(pause, time, stopping);
    }

    [LoggerMessage(LogLevel.Critical, "The bot cannot work: {Why}")]
    private partial void LogStopping(string why);

    [LoggerMessage(LogLevel.Error, "No command will reach this bot: the Interactions Endpoint URL is '{Url}'. Clear it "
        + "(https://discord.com/developers/applications, your application, General Information).")]
    private partial void LogEndpoint(string url);

    [LoggerMessage(LogLevel.Error, "Discord grants no new session for {Wait}: too many were begun in the last day.")]
    private partial void LogNoIdentifies(TimeSpan wait);

    [LoggerMessage(LogLevel.Warning, "Off Discord: {Why}. Connecting with {Session} in {Pause}.")]
    private partial void LogReconnecting(string why, string session, TimeSpan pause);
}

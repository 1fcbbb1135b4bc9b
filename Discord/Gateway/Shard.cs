using System.Net;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>Keeps one shard connected: resumes, begins new sessions when the gate lets it, with its own back-off.</summary>
internal sealed partial class Shard(ShardId id, ShardRoom room)
{
    private readonly ILogger _logger = room.Logger;
    private readonly GatewayPace _pace = room.Options.Gateway;
    private GatewaySession? _session;
    private FailureCount _failures;
    private (long At, TimeSpan Before)? _alive; // when a connection of the session ended last, and how long it was there by then
    private int _failedResumes;

    /// <summary>Runs until only the owner can help; says goodbye when cancelled.</summary>
    /// <returns>The end, whose step is Stop.</returns>
    public async Task<ConnectionEnd> RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            var end = await ConnectAsync(stopping);
            stopping.ThrowIfCancellationRequested();
            room.Health.Enter(id.Index, ShardState.Waiting);
            if (end.Next == NextStep.Stop)
                return end;
            await PauseAsync(end, stopping);
        }
    }

    /// <summary>One connection, to its end.</summary>
    private async Task<ConnectionEnd> ConnectAsync(CancellationToken stopping)
    {
        if (_session is { } session)
        {
            room.Health.Enter(id.Index, ShardState.Resuming);
            using var resumed = new GatewayConnection(id, session, null, room);
            return await resumed.RunAsync(session.Address, stopping);
        }
        try
        {
            room.Health.Enter(id.Index, ShardState.Waiting);
            using var pass = await room.Gate.EnterAsync(id.Index, stopping);
            room.Health.Enter(id.Index, ShardState.Connecting);
            using var begun = new GatewayConnection(id, null, pass, room);
            var end = await begun.RunAsync(pass.Address, stopping);
            if (end.Stood is null)
                room.Gate.Doubt(); // the address may have moved, or another process spends from the same budget
            return end;
        }
        catch (DiscordException e)
        {
            return new(e is { Fault: DiscordFault.Refused, Status: HttpStatusCode.Unauthorized } ? NextStep.Stop : NextStep.Identify, e.Message);
        }
    }

    private async Task PauseAsync(ConnectionEnd end, CancellationToken stopping)
    {
        _failedResumes = end.Stood is null && _session is not null ? _failedResumes + 1 : 0;
        _session = end.Session;
        if (_failedResumes >= _pace.ResumeTries)
            (_session, _failedResumes) = (null, 0); // an address that no longer answers would keep us out for ever
        var lived = _alive is { } alive ? alive.Before + room.Time.GetElapsedTime(alive.At) : end.Stood;
        _failures = _failures.After(end.Stood, lived, keepsSession: _session is not null, _pace);
        _alive = _session is not null && lived is { } sofar ? (room.Time.GetTimestamp(), sofar) : null;
        var longest = _session is null ? room.Gate.LongestPause : (TimeSpan?)null; // a resume costs nothing of the budget
        var pause = ReconnectPause.Of(end, _failures.Before(resume: _session is not null), _pace, _pace.Jitter(), longest);
        if (CloseCode.IsOurBug(end.Code))
            LogOurBug(id, end.Why.TrimEnd('.'));
        DiscordMeter.Reconnecting(sameSession: _session is not null);
        LogReconnecting(id, end.Why.TrimEnd('.'), _session is null ? "a new session" : "the same session", pause);
        await Task.Delay(pause, room.Time, stopping);
    }

    [LoggerMessage(LogLevel.Warning, "Shard {Shard} is off Discord: {Why}. Connecting with {Session} in {Pause}.")]
    private partial void LogReconnecting(ShardId shard, string why, string session, TimeSpan pause);

    [LoggerMessage(LogLevel.Error, "Shard {Shard}: {Why}.")]
    private partial void LogOurBug(ShardId shard, string why);
}

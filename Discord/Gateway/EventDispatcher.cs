using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>Takes events from the connections without ever holding one up, and runs the handlers beside each other.</summary>
internal sealed partial class EventDispatcher
{
    private const int MostNames = 1_000; // Discord has about eighty
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly IGatewayEventHandler[] _handlers;
    private readonly DiscordOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EventBacklog _backlog;
    private readonly SemaphoreSlim _free;
    private readonly SemaphoreSlim _freeForOthers;
    private readonly ConcurrentDictionary<string, IGatewayEventHandler[]> _wanting = [];
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly RecentIds _interactions = new(capacity: 10_000);
    private readonly DropReport _drops;
    private int _lost; // threads of handlers that never came back

    public EventDispatcher(
        IEnumerable<IGatewayEventHandler> handlers, IOptions<DiscordOptions> options, TimeProvider time, ILogger<EventDispatcher> logger)
    {
        (_handlers, _options, _time, _logger) = ([.. handlers], options.Value, time, logger);
        _backlog = new(_options.EventBacklog, (long)_options.EventBacklogMegabytes << 20);
        var atOnce = _options.HandlersAtOnce;
        _free = new(atOnce, atOnce);
        _freeForOthers = new(atOnce - atOnce / 4); // a quarter is for interactions alone: slow work on the rest must not hold them up
        _drops = new(time);
    }

    /// <summary>
    /// Queues an event if anybody wants it. When too many wait some are dropped, interactions last: waiting would cost us the connection.
    /// </summary>
    /// <param name="name">Discord's name.</param>
    /// <param name="data">The text of its "d"; copied if need be.</param>
    /// <param name="shard">The shard it came by.</param>
    public void Offer(string name, ReadOnlySpan<byte> data, int shard)
    {
        if (WantersOf(name).Length == 0)
            return;
        foreach (var dropped in _backlog.Add(new(name, data, _time.GetTimestamp(), shard)))
        {
            DiscordMeter.Drop(dropped);
            if (_drops.Count(out var untold))
                LogDropped(_options.EventBacklog, _options.EventBacklogMegabytes, dropped, untold);
        }
    }

    /// <summary>Hands events to the handlers until cancelled, then waits a little for those at work.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        MakeRoomForHandlers();
        await Task.WhenAll(PumpAsync(interactions: true, cancel), PumpAsync(interactions: false, cancel)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_running.Keys).WaitAsync(Grace, _time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task PumpAsync(bool interactions, CancellationToken cancel)
    {
        while (true)
        {
            var waiting = await _backlog.TakeAsync(interactions, cancel);
            if (!interactions)
                await _freeForOthers.WaitAsync(cancel);
            await _free.WaitAsync(cancel);
            var work = Task.Run(() => HandleAsync(waiting, cancel), CancellationToken.None);
            _running[work] = 0;
            _ = work.ContinueWith(done => _running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>
    /// Careless handlers hold their threads. The pool adds others only one or two a second beyond its minimum: too slowly for a heartbeat.
    /// </summary>
    private void MakeRoomForHandlers()
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        var wanted = Math.Min(_options.HandlersAtOnce * Math.Max(_handlers.Length, 1), 20_000) + Environment.ProcessorCount + 4 + _lost;
        if (workers < wanted)
            ThreadPool.SetMinThreads(wanted, ports);
    }

    private async Task HandleAsync(WaitingEvent waiting, CancellationToken cancel)
    {
        try
        {
            var e = Read(waiting);
            if (e is InteractionCreateEvent created && !_interactions.Add(created.Interaction.Id))
                return; // a replay repeats what was handled
            await Task.WhenAll(WantersOf(waiting.Name).Select(handler => HandleAsync(handler, e, waiting.Name, cancel)));
        }
        finally
        {
            _free.Release();
            if (!waiting.IsInteraction)
                _freeForOthers.Release();
        }
    }

    private async Task HandleAsync(IGatewayEventHandler handler, GatewayEvent e, string name, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(_options.HandlerTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        var token = either.Token;
        var work = Task.Run(() => handler.HandleAsync(e, token), CancellationToken.None);
        try
        {
            // The second wait is for one that does not listen to its token: it must not keep its place for ever.
            await work.WaitAsync(_options.HandlerTimeout + Grace, _time, CancellationToken.None);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // We are stopping.
        }
        catch (Exception failure) // whatever a handler does must not end the others
        {
            LogFailed(failure, handler.GetType().Name, name);
            if (work.IsCompleted)
                return;
            Interlocked.Increment(ref _lost); // it may hold a thread: the heartbeats need another
            MakeRoomForHandlers();
        }
    }

    /// <summary>The typed event; one that cannot be read is handed on as it came.</summary>
    private GatewayEvent Read(WaitingEvent waiting)
    {
        using (waiting)
        {
            try
            {
                return EventReader.Read(waiting.Name, waiting.Data, waiting.Received, waiting.Shard);
            }
            catch (JsonException e)
            {
                LogUnreadable(e, waiting.Name);
                return EventReader.Raw(waiting.Name, waiting.Data, waiting.Received, waiting.Shard);
            }
        }
    }

    private IGatewayEventHandler[] WantersOf(string name) => _wanting.TryGetValue(name, out var known) ? known : AskHandlers(name);

    private IGatewayEventHandler[] AskHandlers(string name)
    {
        IGatewayEventHandler[] wanting = [.. _handlers.Where(handler => Wants(handler, name))];
        if (_wanting.Count < MostNames)
            _wanting[name] = wanting;
        return wanting;
    }

    private bool Wants(IGatewayEventHandler handler, string name)
    {
        try
        {
            return handler.Wants(name);
        }
        catch (Exception failure) // the connection's loop asks: nothing may end it
        {
            LogFailed(failure, handler.GetType().Name, name);
            return true;
        }
    }

    [LoggerMessage(LogLevel.Error, "More than {Backlog} events or {Megabytes} MiB wait for a handler: {Name} is dropped (and {Untold} others since last told).")]
    private partial void LogDropped(int backlog, int megabytes, string name, int untold);

    [LoggerMessage(LogLevel.Error, "{Handler} failed with {Name}.")]
    private partial void LogFailed(Exception failure, string handler, string name);

    [LoggerMessage(LogLevel.Warning, "{Name} could not be read; it is handed on as JSON.")]
    private partial void LogUnreadable(Exception e, string name);
}

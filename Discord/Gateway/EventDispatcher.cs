using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>Takes events from the connection without ever holding it up, and runs the handlers beside each other.</summary>
internal sealed partial class EventDispatcher(
    IEnumerable<IGatewayEventHandler> handlers, IOptions<DiscordOptions> options, TimeProvider time, ILogger<EventDispatcher> logger)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly IGatewayEventHandler[] _handlers = [.. handlers];
    private readonly Channel<Received> _backlog = Channel.CreateBounded<Received>(
        new BoundedChannelOptions(options.Value.EventBacklog) { SingleReader = true });
    private readonly SemaphoreSlim _free = new(options.Value.HandlersAtOnce, options.Value.HandlersAtOnce);
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly RecentIds _interactions = new(capacity: 2_000);

    /// <summary>Queues an event; when too many wait it is dropped, because waiting would cost us the connection and all of them.</summary>
    public void Offer(string name, JsonElement data, long received)
    {
        if (!_backlog.Writer.TryWrite(new(name, data, received)))
            LogDropped(name, options.Value.EventBacklog);
    }

    /// <summary>Hands events to the handlers until cancelled, then waits a little for those at work.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        MakeRoomForHandlers();
        try
        {
            await foreach (var received in _backlog.Reader.ReadAllAsync(cancel))
            {
                if (Read(received) is not { } e || (e is InteractionCreateEvent created && !_interactions.Add(created.Interaction.Id)))
                    continue; // a replay repeats what was handled
                await _free.WaitAsync(cancel);
                var work = Task.Run(() => HandleAsync(e, received.Name, cancel), CancellationToken.None);
                _running[work] = 0;
                _ = work.ContinueWith(done => _running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(_running.Keys).WaitAsync(Grace, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Careless handlers hold their threads. The pool adds others only one or two a second beyond its minimum: too slowly for a heartbeat.
    /// </summary>
    private void MakeRoomForHandlers()
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, Math.Min(options.Value.HandlersAtOnce, 256) + Environment.ProcessorCount + 4), ports);
    }

    private async Task HandleAsync(GatewayEvent e, string name, CancellationToken cancel)
    {
        try
        {
            await Task.WhenAll(_handlers.Select(handler => HandleAsync(handler, e, name, cancel)));
        }
        finally
        {
            _free.Release();
        }
    }

    private async Task HandleAsync(IGatewayEventHandler handler, GatewayEvent e, string name, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(options.Value.HandlerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            // The second wait is for one that does not listen to its token: it must not keep its place for ever.
            await Task.Run(() => handler.HandleAsync(e, either.Token), CancellationToken.None)
                .WaitAsync(options.Value.HandlerTimeout + Grace, time, CancellationToken.None);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // We are stopping.
        }
        catch (Exception failure) // whatever a handler does must not end the others
        {
            LogFailed(failure, handler.GetType().Name, name);
        }
    }

    /// <summary>The typed event; one that cannot be read is handed on as it came.</summary>
    private GatewayEvent? Read(Received received)
    {
        var (name, data, _) = received;
        try
        {
            GatewayEvent e = name switch
            {
                "READY" => new ReadyEvent(As(data, DiscordJson.Default.Ready)),
                "GUILD_CREATE" => new GuildCreateEvent(As(data, DiscordJson.Default.Guild)),
                "INTERACTION_CREATE" => new InteractionCreateEvent(As(data, DiscordJson.Default.Interaction)),
                "MESSAGE_CREATE" => new MessageCreateEvent(As(data, DiscordJson.Default.Message)),
                _ => new UnknownEvent(name, data),
            };
            return e with { Received = received.At };
        }
        catch (JsonException e)
        {
            LogUnreadable(e, name);
            return new UnknownEvent(name, data) { Received = received.At };
        }
    }

    private static T As<T>(JsonElement data, JsonTypeInfo<T> type) =>
        data.Deserialize(type) ?? throw new JsonException("null");

    private readonly record struct Received(string Name, JsonElement Data, long At);

    [LoggerMessage(LogLevel.Error, "{Backlog} events wait for a handler: {Name} is dropped.")]
    private partial void LogDropped(string name, int backlog);

    [LoggerMessage(LogLevel.Error, "{Handler} failed with {Name}.")]
    private partial void LogFailed(Exception failure, string handler, string name);

    [LoggerMessage(LogLevel.Warning, "{Name} could not be read; it is handed on as JSON.")]
    private partial void LogUnreadable(Exception e, string name);
}

using System.Threading.Channels;
using ChatVideoBot.Discord.Gateway;

namespace ChatVideoBot.Discord.Tests.Server;

/// <summary>A handler that keeps what it is given.</summary>
public sealed class Recorder : IGatewayEventHandler
{
    private readonly Channel<GatewayEvent> _events = Channel.CreateUnbounded<GatewayEvent>();

    /// <summary>Done before the event is kept.</summary>
    public Func<GatewayEvent, CancellationToken, Task> Do { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Which events it asks for.</summary>
    public Func<string, bool> Wanted { get; set; } = _ => true;

    public bool Wants(string name) => Wanted(name);

    public async Task HandleAsync(GatewayEvent e, CancellationToken cancel)
    {
        await Do(e, cancel);
        _events.Writer.TryWrite(e);
    }

    /// <summary>The next event of that kind; others are passed over.</summary>
    public async Task<T> NextAsync<T>() where T : GatewayEvent
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (await _events.Reader.ReadAsync(patience.Token) is T wanted)
                return wanted;
        }
    }

    public IReadOnlyList<GatewayEvent> Rest
    {
        get
        {
            var events = new List<GatewayEvent>();
            while (_events.Reader.TryRead(out var e))
                events.Add(e);
            return events;
        }
    }
}

using System.Threading.Channels;

namespace ChatVideoBot.Queue.Redis;

/// <summary>Who listens to which channel. A slow listener loses the oldest messages, never delays the connection.</summary>
internal sealed class Subscriptions
{
    private const int KeptForSlowListener = 65_536;

    private readonly Dictionary<string, List<Channel<string>>> _listeners = [];

    public IReadOnlyList<string> Channels
    {
        get
        {
            lock (_listeners)
                return [.. _listeners.Keys];
        }
    }

    public (Channel<string> Messages, bool IsFirst) Add(string channel)
    {
        var messages = Channel.CreateBounded<string>(new BoundedChannelOptions(KeptForSlowListener)
        {
            FullMode = BoundedChannelFullMode.DropOldest,
            SingleReader = true,
        });
        lock (_listeners)
        {
            var isFirst = !_listeners.TryGetValue(channel, out var list);
            if (isFirst)
                _listeners[channel] = list = [];
            list!.Add(messages);
            return (messages, isFirst);
        }
    }

    /// <summary>The channel itself stays subscribed: there are few, and a newcomer must not meet an unsubscription under way.</summary>
    public void Remove(string channel, Channel<string> messages)
    {
        lock (_listeners)
            _listeners.GetValueOrDefault(channel)?.Remove(messages);
    }

    /// <summary>Takes a push: { "message", channel, text }.</summary>
    public void Take(object?[] push)
    {
        if (push is not ["message", string channel, string text])
            return;
        lock (_listeners)
        {
            foreach (var messages in _listeners.GetValueOrDefault(channel) ?? [])
                messages.Writer.TryWrite(text);
        }
    }

    /// <param name="why">Thrown to the listeners; null just ends their listening.</param>
    public void End(string channel, Exception? why)
    {
        lock (_listeners)
        {
            _listeners.Remove(channel, out var list);
            foreach (var messages in list ?? [])
                messages.Writer.TryComplete(why);
        }
    }
}

using System.Buffers;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>An event on its way to the handlers: a copy of its text, because the connection goes on.</summary>
internal sealed class WaitingEvent : IDisposable
{
    private byte[]? _text; // lent by the pool: large guilds would otherwise each be a large object

    public WaitingEvent(string name, ReadOnlySpan<byte> data, long received, int shard)
    {
        (Name, Received, Shard, Bytes) = (name, received, shard, data.Length);
        _text = ArrayPool<byte>.Shared.Rent(data.Length);
        data.CopyTo(_text);
    }

    public string Name { get; }

    public long Received { get; }

    public int Shard { get; }

    public int Bytes { get; }

    /// <summary>People wait three seconds for these.</summary>
    public bool IsInteraction => Name == EventReader.Interaction;

    /// <summary>What must be known to use the session is worth more than what happens in it.</summary>
    public bool IsKept => Name == EventReader.Ready;

    public ReadOnlySpan<byte> Data => (_text ?? throw new ObjectDisposedException(nameof(WaitingEvent))).AsSpan(0, Bytes);

    /// <summary>Gives the text's memory back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _text, null) is { } text)
            ArrayPool<byte>.Shared.Return(text);
    }
}

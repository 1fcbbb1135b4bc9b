using System.Text;

namespace ChatVideoBot.Queue.Redis;

/// <summary>Which node of a cluster serves which slots: the reply of CLUSTER SLOTS.</summary>
/// <remarks>https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/ and /docs/latest/commands/cluster-slots/.</remarks>
internal sealed class ClusterMap
{
    private const int Slots = 16_384;

    private readonly List<(long First, long Last, ClusterNode Master)> _ranges = [];
    private readonly List<RedisAddress> _nodes = [];

    /// <param name="reply">Rows of first slot, last slot, master, replicas; a node is address, port, id, further facts.</param>
    /// <param name="asked">The node that was asked: one without an address of its own means this one's.</param>
    public ClusterMap(object? reply, RedisAddress asked)
    {
        foreach (var row in reply as object?[] ?? [])
        {
            if (row is not (object?[] and [long first, long last, ..] and { Length: > 2 } parts))
                continue;
            for (var i = 2; i < parts.Length; i++)
            {
                if (parts[i] is not (object?[] and [var host, long port, string id, ..]))
                    continue;
                var isNamed = host is string { Length: > 0 } and not "?";
                var address = asked with { Host = isNamed ? (string)host! : asked.Host, Port = (int)port };
                _nodes.Add(address);
                if (i == 2)
                    _ranges.Add((first, last, new ClusterNode(id, address)));
            }
        }
    }

    /// <summary>All nodes, masters and replicas.</summary>
    public IEnumerable<RedisAddress> Nodes => _nodes.Distinct();

    /// <summary>The master of a slot; null when nobody serves it.</summary>
    public ClusterNode? OwnerOf(int slot) => _ranges.Find(range => slot >= range.First && slot <= range.Last).Master;

    /// <summary>The slot of a key: CRC16 (XMODEM) of what stands between the first braces, or of the whole key.</summary>
    public static int SlotOf(string key)
    {
        var open = key.IndexOf('{', StringComparison.Ordinal);
        var close = open < 0 ? -1 : key.IndexOf('}', open);
        return Crc16(Encoding.UTF8.GetBytes(close > open + 1 ? key[(open + 1)..close] : key)) % Slots;
    }

    private static int Crc16(ReadOnlySpan<byte> bytes)
    {
        var crc = 0;
        foreach (var b in bytes)
        {
            crc ^= b << 8;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
        }
        return crc & 0xFFFF;
    }
}

/// <summary>A node of a cluster.</summary>
/// <param name="Id">40 hexadecimal digits that stay with the node when its address changes.</param>
internal sealed record ClusterNode(string Id, RedisAddress Address);

/// <summary>A MOVED or ASK answer: the slot and who is to be asked.</summary>
internal readonly record struct Redirect(int Slot, RedisAddress To)
{
    /// <param name="answered">Who answered: without an address of its own the other node has this one's.</param>
    public static bool TryParse(RespError error, RedisAddress answered, out Redirect redirect)
    {
        redirect = default;
        if (error.Said.Split(' ') is not [_, var slotText, var target, ..] || !int.TryParse(slotText, out var slot)
            || target.LastIndexOf(':') is not (var colon and >= 0) || !int.TryParse(target.AsSpan(colon + 1), out var port))
        {
            return false;
        }
        var host = target[..colon].Trim('[', ']');
        redirect = new Redirect(slot, answered with { Host = host is "" or "?" ? answered.Host : host, Port = port });
        return true;
    }
}

namespace ChatVideoBot.Inference.Tests.BadInput;

/// <summary>A protobuf message taken apart into its fields, to be changed and put together again.</summary>
internal sealed class Proto
{
    public List<(int Field, int Kind, ulong Number, byte[] Bytes)> Fields { get; } = [];

    public static Proto Read(ReadOnlySpan<byte> bytes)
    {
        var message = new Proto();
        for (var at = 0; at < bytes.Length;)
        {
            var tag = Varint(bytes, ref at);
            var (field, kind) = ((int)(tag >> 3), (int)(tag & 7));
            var number = kind == 0 ? Varint(bytes, ref at) : 0;
            var length = kind switch { 0 => 0, 1 => 8, 5 => 4, _ => (int)Varint(bytes, ref at) };
            message.Fields.Add((field, kind, number, bytes.Slice(at, length).ToArray()));
            at += length;
        }

        return message;
    }

    public byte[] Written()
    {
        using var into = new MemoryStream();
        foreach (var (field, kind, number, bytes) in Fields)
        {
            Varint(into, (ulong)field << 3 | (uint)kind);
            if (kind == 0)
                Varint(into, number);
            if (kind == 2)
                Varint(into, (ulong)bytes.Length);
            into.Write(bytes);
        }

        return into.ToArray();
    }

    public Proto Add(int field, byte[] bytes)
    {
        Fields.Add((field, 2, 0, bytes));
        return this;
    }

    public Proto Add(int field, string text) => Add(field, System.Text.Encoding.UTF8.GetBytes(text));

    public Proto Add(int field, Proto message) => Add(field, message.Written());

    public Proto Add(int field, ulong number)
    {
        Fields.Add((field, 0, number, []));
        return this;
    }

    public string Text(int field) => System.Text.Encoding.UTF8.GetString(Fields.First(f => f.Field == field).Bytes);

    /// <summary>Changes the inner messages of a field of which <paramref name="change"/> says true.</summary>
    public bool Change(int field, Func<Proto, bool> change)
    {
        var changed = false;
        for (var i = 0; i < Fields.Count; i++)
        {
            if (Fields[i].Field != field || Fields[i].Kind != 2)
                continue;
            var inner = Read(Fields[i].Bytes);
            if (!change(inner))
                continue;
            Fields[i] = (field, 2, 0, inner.Written());
            changed = true;
        }

        return changed;
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = bytes[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }
    }

    private static void Varint(MemoryStream into, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            into.WriteByte((byte)(value | 0x80));
        into.WriteByte((byte)value);
    }
}

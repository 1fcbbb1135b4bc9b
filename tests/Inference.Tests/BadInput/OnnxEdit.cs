using System.Globalization;
using System.Text;

namespace ChatVideoBot.Inference.Tests.BadInput;

/// <summary>Changes an ONNX file's header or adds a weight. Field numbers: onnx/onnx.proto.</summary>
internal static class OnnxEdit
{
    private const int Input = 11, Output = 12, Initializer = 5;

    /// <param name="edit">
    /// "rename in NAME NEW", "rename out NAME NEW", "type in NAME N", "type out NAME N", "drop in NAME AT", "dim in NAME AT N", "more in NAME",
    /// "without out NAME", "extra NAME".
    /// </param>
    public static byte[] Apply(byte[] file, string edit)
    {
        var words = edit.Split(' ');
        return InGraph(file, graph =>
        {
            if (words[0] == "extra")
            {
                graph.Add(Input, ValueInfo(words[1], 1, [2, 3]));
                return;
            }

            var side = words[1] == "in" ? Input : Output;
            if (words[0] == "without")
            {
                Assert.Equal(1, graph.Fields.RemoveAll(f => f.Field == side && Proto.Read(f.Bytes).Text(1) == words[2]));
                return;
            }

            if (words[0] == "rename")
            {
                Assert.True(graph.Change(side, info => Renamed(info, 1, words[2], words[3])), edit);
                graph.Change(1, node => Renamed(node, words[1] == "in" ? 1 : 2, words[2], words[3]));
                return;
            }

            var number = words.Length > 3 ? int.Parse(words[^1], CultureInfo.InvariantCulture) : 0;
            var at = words.Length > 3 ? int.Parse(words[3], CultureInfo.InvariantCulture) : 0;
            Assert.True(graph.Change(side, info => info.Text(1) == words[2] && info.Change(2, type => type.Change(1, tensor => Tensor(tensor, words[0], at, number)))), edit);
        });
    }

    /// <summary>Adds a weight that no node uses.</summary>
    /// <param name="tensor">TensorProto without its name.</param>
    public static byte[] WithWeight(byte[] file, Proto tensor) => InGraph(file, graph => graph.Add(Initializer, tensor.Add(8, "added_weight")));

    /// <summary>Adds a part to the graph: a node, an initializer.</summary>
    public static byte[] WithPart(byte[] file, int field, Proto part) => InGraph(file, graph => graph.Add(field, part));

    /// <summary>Puts the first large float32 weight into another file, as large models have theirs.</summary>
    public static byte[] External(byte[] file, string location, string? offset, string? length, out byte[] weights)
    {
        byte[] moved = [];
        var changed = InGraph(file, graph => graph.Change(Initializer, tensor =>
        {
            if (moved.Length > 0 || tensor.Fields.FirstOrDefault(f => f.Field == 9).Bytes is not { Length: > 256 } raw || tensor.Fields.First(f => f.Field == 2).Number != 1)
                return false;
            moved = raw;
            tensor.Fields.RemoveAll(f => f.Field == 9);
            Entry("location", location);
            Entry("offset", offset ?? "0");
            Entry("length", length ?? raw.Length.ToString(CultureInfo.InvariantCulture));
            tensor.Add(14, 1ul);
            return true;

            void Entry(string key, string value) => tensor.Add(13, new Proto().Add(1, key).Add(2, value));
        }));
        Assert.NotEmpty(moved);
        weights = moved;
        return changed;
    }

    /// <summary>Sets one value of the first large float32 weight.</summary>
    public static byte[] WithValue(byte[] file, float value)
    {
        var done = false;
        return InGraph(file, graph => graph.Change(Initializer, tensor =>
        {
            var at = tensor.Fields.FindIndex(f => f.Field == 9 && f.Bytes.Length > 256);
            if (done || at < 0 || tensor.Fields.First(f => f.Field == 2).Number != 1)
                return false;
            BitConverter.TryWriteBytes(tensor.Fields[at].Bytes.AsSpan(64), value);
            return done = true;
        }));
    }

    /// <summary>Makes every larger float32 weight NaN: no run gives a number.</summary>
    public static byte[] Poisoned(byte[] file) => InGraph(file, graph => graph.Change(Initializer, tensor =>
    {
        var at = tensor.Fields.FindIndex(f => f.Field == 9 && f.Bytes.Length > 64);
        if (at < 0 || tensor.Fields.First(f => f.Field == 2).Number != 1)
            return false;
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.Fields[at].Bytes.AsSpan()).Fill(float.NaN);
        return true;
    }));

    /// <summary>Graphs within graphs, far deeper than any exporter makes them.</summary>
    public static byte[] Nested(byte[] file, int depth)
    {
        var inner = new Proto().Add(2, "leaf");
        for (var i = 0; i < depth; i++)
            inner = new Proto().Add(1, new Proto().Add(4, "If").Add(5, new Proto().Add(1, "then_branch").Add(6, inner)));
        return InGraph(file, graph => graph.Fields.AddRange(inner.Fields));
    }

    private static byte[] InGraph(byte[] file, Action<Proto> change)
    {
        var model = Proto.Read(file);
        model.Change(7, graph =>
        {
            change(graph);
            return true;
        });
        return model.Written();
    }

    private static bool Renamed(Proto message, int field, string from, string to)
    {
        var changed = false;
        for (var i = 0; i < message.Fields.Count; i++)
        {
            if (message.Fields[i].Field != field || Encoding.UTF8.GetString(message.Fields[i].Bytes) != from)
                continue;
            message.Fields[i] = (field, 2, 0, Encoding.UTF8.GetBytes(to));
            changed = true;
        }

        return changed;
    }

    private static bool Tensor(Proto tensor, string what, int at, int number)
    {
        if (what == "type")
        {
            tensor.Fields.RemoveAll(f => f.Field == 1);
            tensor.Add(1, (ulong)number);
            return true;
        }

        return tensor.Change(2, shape =>
        {
            if (what == "drop")
                shape.Fields.RemoveAt(at);
            else if (what == "more")
                shape.Add(1, new Proto().Add(1, 1ul));
            else
                shape.Fields[at] = (1, 2, 0, new Proto().Add(1, (ulong)number).Written());
            return true;
        });
    }

    private static Proto ValueInfo(string name, ulong type, int[] dimensions)
    {
        var shape = new Proto();
        foreach (var dimension in dimensions)
            shape.Add(1, new Proto().Add(1, (ulong)dimension));
        return new Proto().Add(1, name).Add(2, new Proto().Add(1, new Proto().Add(1, type).Add(2, shape)));
    }
}

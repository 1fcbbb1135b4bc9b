using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Tests.Graphs;

/// <summary>Writes small ONNX graphs, node by node, so that a test can say exactly what a graph does with what it is given.</summary>
/// <remarks>Field numbers: onnx/onnx.proto of ONNX 1.19.</remarks>
internal sealed class TinyGraph
{
    private readonly MemoryStream _graph = new();

    public TinyGraph() => Text(_graph, 2, "tiny");

    /// <param name="dimensions">A number, or the name of an open dimension.</param>
    public TinyGraph Input(string name, TensorElementType type, params object[] dimensions) => Tensor(11, name, type, dimensions);

    public TinyGraph Output(string name, TensorElementType type, params object[] dimensions) => Tensor(12, name, type, dimensions);

    public TinyGraph Weights(string name, float[] values, params long[] dimensions) =>
        Initializer(name, TensorElementType.Float, MemoryMarshal.AsBytes(values.AsSpan()), dimensions);

    public TinyGraph Whole(string name, long[] values) =>
        Initializer(name, TensorElementType.Int64, MemoryMarshal.AsBytes(values.AsSpan()), [values.Length]);

    /// <param name="from">The inputs' names, with blanks between.</param>
    /// <param name="integers">Attributes that are whole numbers: <c>("to", 1)</c>.</param>
    public TinyGraph Node(string op, string from, string to, params (string Name, long Value)[] integers)
    {
        var node = new MemoryStream();
        foreach (var name in from.Split(' '))
            Text(node, 1, name);
        Text(node, 2, to);
        Text(node, 4, op);
        foreach (var (name, value) in integers)
        {
            var attribute = new MemoryStream();
            Text(attribute, 1, name);
            Number(attribute, 3, value);
            Number(attribute, 20, 2);
            Message(node, 5, attribute);
        }

        Message(_graph, 1, node);
        return this;
    }

    public TinyGraph Cast(string from, string to, TensorElementType type) => Node("Cast", from, to, ("to", (long)type));

    public void Write(string file)
    {
        var (model, opset) = (new MemoryStream(), new MemoryStream());
        Number(model, 1, 8);
        Message(model, 7, _graph);
        Text(opset, 1, "");
        Number(opset, 2, 18);
        Message(model, 8, opset);
        File.WriteAllBytes(file, model.ToArray());
    }

    private TinyGraph Tensor(int field, string name, TensorElementType type, object[] dimensions)
    {
        var (info, kind, tensor, shape) = (new MemoryStream(), new MemoryStream(), new MemoryStream(), new MemoryStream());
        foreach (var dimension in dimensions)
        {
            var one = new MemoryStream();
            if (dimension is string symbol)
                Text(one, 2, symbol);
            else
                Number(one, 1, (int)dimension);
            Message(shape, 1, one);
        }

        Number(tensor, 1, (long)type); // ONNX Runtime's numbers are ONNX' own
        Message(tensor, 2, shape);
        Message(kind, 1, tensor);
        Text(info, 1, name);
        Message(info, 2, kind);
        Message(_graph, field, info);
        return this;
    }

    private TinyGraph Initializer(string name, TensorElementType type, ReadOnlySpan<byte> raw, long[] dimensions)
    {
        var tensor = new MemoryStream();
        foreach (var dimension in dimensions)
            Number(tensor, 1, dimension);
        Number(tensor, 2, (long)type);
        Text(tensor, 8, name);
        Varint(tensor, 9 << 3 | 2);
        Varint(tensor, (ulong)raw.Length);
        tensor.Write(raw);
        Message(_graph, 5, tensor);
        return this;
    }

    private static void Number(MemoryStream to, int field, long value)
    {
        Varint(to, (ulong)field << 3);
        Varint(to, (ulong)value);
    }

    private static void Text(MemoryStream to, int field, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Varint(to, (ulong)field << 3 | 2);
        Varint(to, (ulong)bytes.Length);
        to.Write(bytes);
    }

    private static void Message(MemoryStream to, int field, MemoryStream message)
    {
        Varint(to, (ulong)field << 3 | 2);
        Varint(to, (ulong)message.Length);
        to.Write(message.ToArray());
    }

    private static void Varint(MemoryStream to, ulong value)
    {
        for (; value > 0x7F; value >>= 7)
            to.WriteByte((byte)(value | 0x80));
        to.WriteByte((byte)value);
    }
}

using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Graphs;

/// <summary>Looks for weights that are no numbers, wherever an ONNX file may keep them: in four fields of a tensor, in other files, in constants, in graphs within graphs.</summary>
/// <remarks>onnx/onnx.proto, TensorProto: float_data 4, int32_data 5 (float16 and bfloat16 as bits), raw_data 9, double_data 10.</remarks>
internal sealed class WeightCheck(string graph, string folder, CancellationToken cancel)
{
    public void Model(Wire model)
    {
        while (model.Next())
        {
            if (model.Field == 7)
                Graph(new Wire(model.Bytes));
            else if (model.Field == 25)
                Function(new Wire(model.Bytes));
        }
    }

    private void Graph(Wire graph) // as deep as the header's reading allowed
    {
        while (graph.Next())
        {
            cancel.ThrowIfCancellationRequested();
            if (graph.Field == 5)
                Weight(graph.Bytes);
            else if (graph.Field == 1)
                Node(new Wire(graph.Bytes));
        }
    }

    private void Function(Wire function)
    {
        while (function.Next())
        {
            if (function.Field == 7)
                Node(new Wire(function.Bytes));
        }
    }

    private void Node(Wire node)
    {
        while (node.Next())
        {
            if (node.Field != 5)
                continue;
            var attribute = new Wire(node.Bytes);
            while (attribute.Next())
            {
                if (attribute.Field is 6 or 11)
                    Graph(new Wire(attribute.Bytes));
                else if (attribute.Field is 5 or 10 && attribute.Bytes.Length > 64) // a single NaN may be compared with
                    Weight(attribute.Bytes);
            }
        }
    }

    private void Weight(ReadOnlySpan<byte> tensor)
    {
        var (name, type, place) = ("", TensorElementType.Float, new Dictionary<string, string>());
        var header = new Wire(tensor);
        while (header.Next())
        {
            if (header.Field == 2)
                type = (TensorElementType)header.Number;
            else if (header.Field == 8)
                name = header.Text;
            else if (header.Field == 13)
                OnnxFile.Entry(new Wire(header.Bytes), place);
        }

        if (type is not (TensorElementType.Float or TensorElementType.Double or TensorElementType.Float16 or TensorElementType.BFloat16))
            return;
        if (place.TryGetValue("location", out var part))
            External(name, type, part, place);
        var values = new Wire(tensor);
        while (values.Next())
        {
            if (values.Field is 4 or 9 or 10)
                Check(name, type, values.Bytes);
            else if (values.Field == 5 && type is TensorElementType.Float16 or TensorElementType.BFloat16)
                Check(name, type, MemoryMarshal.AsBytes<ushort>(Bits(values)));
        }
    }

    private void External(string name, TensorElementType type, string part, Dictionary<string, string> place)
    {
        using var file = File.OpenRead(Path.Combine(folder, part));
        file.Position = Number(place, "offset") ?? 0;
        var left = Number(place, "length") ?? file.Length - file.Position;
        var buffer = new byte[1 << 20];
        while (left > 0 && file.ReadAtLeast(buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)), (int)Math.Min(left, buffer.Length), throwOnEndOfStream: false) is > 0 and var read)
        {
            cancel.ThrowIfCancellationRequested();
            Check(name, type, buffer.AsSpan(0, read));
            left -= read;
        }
    }

    private static long? Number(Dictionary<string, string> place, string key) =>
        place.TryGetValue(key, out var text) && long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private void Check(string weight, TensorElementType type, ReadOnlySpan<byte> data)
    {
        var broken = type switch // minus infinity is a legal weight: masks of attention hold it
        {
            TensorElementType.Float => data.Length >= sizeof(float) && float.IsNaN(TensorPrimitives.Max(MemoryMarshal.Cast<byte, float>(data))),
            TensorElementType.Double => data.Length >= sizeof(double) && double.IsNaN(TensorPrimitives.Max(MemoryMarshal.Cast<byte, double>(data))),
            TensorElementType.Float16 => HasAbove(data, 0x7C00),
            _ => HasAbove(data, 0x7F80),
        };
        if (broken)
            throw new ModelException(
                $"{graph}: the weight \"{Sentence.Short(weight, 100)}\" holds a value that is no number (NaN): the file is damaged or was exported from a broken checkpoint; copy or export it again.");
    }

    /// <summary>Whether a value without its sign is above infinity, which is how NaN is written.</summary>
    private static bool HasAbove(ReadOnlySpan<byte> data, ushort infinity)
    {
        foreach (var bits in MemoryMarshal.Cast<byte, ushort>(data))
        {
            if ((bits & 0x7FFF) > infinity)
                return true;
        }

        return false;
    }

    /// <summary>16 bits of each number, be they packed or one by one.</summary>
    private static ushort[] Bits(Wire field)
    {
        if (field.Bytes.IsEmpty)
            return [(ushort)field.Number];
        var bits = new List<ushort>();
        ulong value = 0;
        var shift = 0;
        foreach (var b in field.Bytes)
        {
            value |= (ulong)(b & 0x7F) << shift;
            shift = (b < 0x80) ? 0 : Math.Min(shift + 7, 63);
            if (b >= 0x80)
                continue;
            bits.Add((ushort)value);
            value = 0;
        }

        return [.. bits];
    }
}

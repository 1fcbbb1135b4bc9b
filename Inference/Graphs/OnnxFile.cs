using System.IO.MemoryMappedFiles;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Graphs;

/// <summary>What an ONNX file says of itself, read without loading its weights: a folder is judged by this before it costs memory.</summary>
/// <remarks>Field numbers: onnx/onnx.proto of ONNX 1.19, ModelProto and below.</remarks>
/// <param name="Name">The component's folder and file, for messages: "transformer/model.onnx".</param>
/// <param name="Inputs">What a run must be given: the graph's inputs that are no weights.</param>
/// <param name="Operators">The kinds of nodes, "MatMul", "com.microsoft.MultiHeadAttention".</param>
/// <param name="WeightFiles">Files beside it that hold weights ("model.onnx_data"), with the bytes each must have.</param>
/// <param name="Bytes">Of the file and its weight files: about what it takes when loaded.</param>
public sealed record OnnxFile(
    string Name, string Path, IReadOnlyList<BoundTensor> Inputs, IReadOnlyList<BoundTensor> Outputs, IReadOnlySet<string> Operators,
    IReadOnlyDictionary<string, long> WeightFiles, long Bytes)
{
    private static readonly string[] Fused =
        ["Attention", "com.microsoft.Attention", "com.microsoft.MultiHeadAttention", "com.microsoft.PackedMultiHeadAttention", "com.microsoft.GroupQueryAttention"];

    /// <summary>Whether attention stands in it as MatMul, Softmax, MatMul, which needs memory for tokens x tokens.</summary>
    public bool HasUnfusedAttention => Operators.Contains("Softmax") && !Fused.Any(Operators.Contains);

    /// <param name="folder">The model's.</param>
    /// <param name="name">"transformer/model.onnx".</param>
    /// <exception cref="ModelException">It is missing, cut short or no graph, or a file of its weights is.</exception>
    public static OnnxFile Read(string folder, string name)
    {
        var path = System.IO.Path.Combine(folder, name);
        var reading = new Reading();
        Scan(folder, name, path, reading.Model);
        var parts = reading.WeightFiles.ToDictionary();
        foreach (var (part, needed) in parts)
        {
            var file = Target(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, part));
            if (part.Contains("..", StringComparison.Ordinal) || System.IO.Path.IsPathRooted(part))
                throw new ModelException($"{name} keeps its weights in \"{part}\", outside of its folder; export it again with the weights beside it.");
            if (!file.Exists)
                throw new ModelException($"{System.IO.Path.GetDirectoryName(name)}/{part} is missing in {folder}: it holds the weights of {name}; copy the whole model folder.");
            if (file.Length < needed)
                throw new ModelException($"{System.IO.Path.GetDirectoryName(name)}/{part} in {folder} has {file.Length} bytes of {needed}: it is cut short; copy it again.");
        }

        if (reading.Inputs.Count == 0 || reading.Outputs.Count == 0)
            throw new ModelException($"{name} in {folder} cannot be loaded: it is no ONNX graph. Copy or export it again.");
        return new OnnxFile(
            name, path, [.. reading.Inputs.Where(i => !reading.Weights.Contains(i.Name))], reading.Outputs, reading.Operators, parts,
            Target(path).Length + parts.Values.Sum());
    }

    /// <summary>Reads every weight once.</summary>
    /// <exception cref="ModelException">One holds a value that is no number.</exception>
    public void CheckWeights(CancellationToken cancel) => Scan(System.IO.Path.GetDirectoryName(Path)!, Name, Path, model =>
    {
        while (model.Next())
        {
            if (model.Field != 7)
                continue;
            var graph = new Wire(model.Bytes);
            while (graph.Next())
            {
                cancel.ThrowIfCancellationRequested();
                if (graph.Field == 5)
                    CheckWeight(new Wire(graph.Bytes), cancel);
            }
        }
    });

    private delegate void Walk(Wire model);

    /// <summary>The file itself where the path is a link, as all files are in the folders of a download cache: a link has a length of its own.</summary>
    private static FileInfo Target(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path);

    private static unsafe void Scan(string folder, string name, string path, Walk walk)
    {
        if (!File.Exists(path))
            throw new ModelException($"{name} is missing in {folder}; copy the whole model folder.");
        try
        {
            var length = Target(path).Length;
            if (length is 0 or > int.MaxValue)
                throw new InvalidDataException(length == 0 ? "it is empty" : "it is larger than 2 GiB, which no ONNX file may be");
            using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            using var view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            byte* start = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            try
            {
                walk(new Wire(new ReadOnlySpan<byte>(start, (int)length)));
            }
            finally
            {
                view.SafeMemoryMappedViewHandle.ReleasePointer();
            }
        }
        catch (InvalidDataException e)
        {
            throw new ModelException($"{name} in {folder} cannot be loaded: {e.Message}. Copy or export it again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{name} in {folder} cannot be read: {e.Message} Check its permissions.", e);
        }
    }

    private void CheckWeight(Wire tensor, CancellationToken cancel)
    {
        var (name, type, place) = ("", TensorElementType.Float, new Dictionary<string, string>());
        var data = ReadOnlySpan<byte>.Empty;
        while (tensor.Next())
        {
            if (tensor.Field == 2)
                type = (TensorElementType)tensor.Number;
            else if (tensor.Field is 4 or 9 or 10)
                data = tensor.Bytes;
            else if (tensor.Field == 8)
                name = tensor.Text;
            else if (tensor.Field == 13)
                Entry(new Wire(tensor.Bytes), place);
        }

        if (place.TryGetValue("location", out var part))
        {
            using var file = File.OpenRead(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, part));
            file.Position = long.Parse(place.GetValueOrDefault("offset", "0"), System.Globalization.CultureInfo.InvariantCulture);
            var left = place.TryGetValue("length", out var text) ? long.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : file.Length - file.Position;
            var buffer = new byte[1 << 20];
            while (left > 0 && file.Read(buffer, 0, (int)Math.Min(left, buffer.Length)) is > 0 and var read)
            {
                cancel.ThrowIfCancellationRequested();
                CheckValues(name, type, buffer.AsSpan(0, read));
                left -= read;
            }
        }
        else
        {
            CheckValues(name, type, data);
        }
    }

    private void CheckValues(string weight, TensorElementType type, ReadOnlySpan<byte> data)
    {
        var broken = !data.IsEmpty && type switch // minus infinity is a legal weight: masks of attention hold it
        {
            TensorElementType.Float => float.IsNaN(TensorPrimitives.Max(MemoryMarshal.Cast<byte, float>(data))),
            TensorElementType.Double => double.IsNaN(TensorPrimitives.Max(MemoryMarshal.Cast<byte, double>(data))),
            TensorElementType.Float16 => HasAbove(data, 0x7C00),
            TensorElementType.BFloat16 => HasAbove(data, 0x7F80),
            _ => false,
        };
        if (broken)
            throw new ModelException(
                $"{Name}: the weight \"{weight}\" holds a value that is no number (NaN): the file is damaged or was exported from a broken checkpoint; copy or export it again.");
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

    private static void Entry(Wire entry, Dictionary<string, string> place)
    {
        var (key, value) = ("", "");
        while (entry.Next())
        {
            if (entry.Field == 1)
                key = entry.Text;
            else if (entry.Field == 2)
                value = entry.Text;
        }

        place[key] = value;
    }

    /// <summary>One walk through ModelProto.</summary>
    private sealed class Reading
    {
        public List<BoundTensor> Inputs { get; } = [];
        public List<BoundTensor> Outputs { get; } = [];
        public HashSet<string> Operators { get; } = [];
        public HashSet<string> Weights { get; } = [];
        public Dictionary<string, long> WeightFiles { get; } = [];

        public void Model(Wire model)
        {
            while (model.Next())
            {
                if (model.Field == 7)
                    Graph(new Wire(model.Bytes), top: true);
                else if (model.Field == 25) // functions: their nodes count as the graph's
                    Nodes(new Wire(model.Bytes), 7);
            }
        }

        private void Graph(Wire graph, bool top)
        {
            while (graph.Next())
            {
                if (graph.Field == 1)
                    Node(new Wire(graph.Bytes));
                else if (graph.Field == 5)
                    Weight(new Wire(graph.Bytes));
                else if (top && graph.Field == 11)
                    Tensor(new Wire(graph.Bytes), Inputs);
                else if (top && graph.Field == 12)
                    Tensor(new Wire(graph.Bytes), Outputs);
            }
        }

        private void Nodes(Wire function, int field)
        {
            while (function.Next())
            {
                if (function.Field == field)
                    Node(new Wire(function.Bytes));
            }
        }

        private void Node(Wire node)
        {
            var (kind, domain) = ("", "");
            while (node.Next())
            {
                if (node.Field == 4)
                    kind = node.Text;
                else if (node.Field == 7)
                    domain = node.Text;
                else if (node.Field == 5)
                    Attribute(new Wire(node.Bytes));
            }

            Operators.Add(domain is "" or "ai.onnx" ? kind : $"{domain}.{kind}");
        }

        private void Attribute(Wire attribute)
        {
            while (attribute.Next())
            {
                if (attribute.Field is 6 or 11 && !attribute.Bytes.IsEmpty)
                    Graph(new Wire(attribute.Bytes), top: false);
            }
        }

        private void Weight(Wire tensor)
        {
            var place = new Dictionary<string, string>();
            while (tensor.Next())
            {
                if (tensor.Field == 8)
                    Weights.Add(tensor.Text);
                else if (tensor.Field == 13)
                    Entry(new Wire(tensor.Bytes), place);
            }

            if (!place.TryGetValue("location", out var part))
                return;
            if (!long.TryParse(place.GetValueOrDefault("offset", "0"), out var offset) || !long.TryParse(place.GetValueOrDefault("length", "0"), out var length)
                || offset < 0 || length < 0)
                throw new InvalidDataException($"its weights in \"{part}\" have no place");
            WeightFiles[part] = Math.Max(WeightFiles.GetValueOrDefault(part), offset + length);
        }

        private void Tensor(Wire info, List<BoundTensor> tensors)
        {
            var (tensor, type, dimensions, symbols) = ("", TensorElementType.DataTypeMax, new List<int>(), new List<string>());
            while (info.Next())
            {
                if (info.Field == 1)
                    tensor = info.Text;
                if (info.Field != 2)
                    continue;
                var value = new Wire(info.Bytes);
                while (value.Next())
                {
                    if (value.Field == 1)
                        type = Shape(new Wire(value.Bytes), dimensions, symbols);
                }
            }

            if (type != TensorElementType.DataTypeMax)
                tensors.Add(new BoundTensor(tensor, [.. dimensions], type) { Symbols = [.. symbols] });
        }

        private static TensorElementType Shape(Wire tensor, List<int> dimensions, List<string> symbols)
        {
            var type = TensorElementType.Float;
            while (tensor.Next())
            {
                if (tensor.Field == 1)
                    type = (TensorElementType)tensor.Number;
                if (tensor.Field != 2)
                    continue;
                var shape = new Wire(tensor.Bytes);
                while (shape.Next())
                {
                    if (shape.Field != 1)
                        continue;
                    var (size, symbol) = (-1, "");
                    var dimension = new Wire(shape.Bytes);
                    while (dimension.Next())
                    {
                        if (dimension.Field == 1)
                            size = (int)dimension.Number;
                        else if (dimension.Field == 2)
                            symbol = dimension.Text;
                    }

                    dimensions.Add(size);
                    symbols.Add(symbol);
                }
            }

            return type;
        }
    }
}

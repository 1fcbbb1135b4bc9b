using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Graphs;

/// <summary>One walk through ModelProto.</summary>
internal sealed class OnnxReading
{
    private const int MostDepth = 64; // graphs within nodes within graphs: a file made to exhaust the stack

    private int _depth;

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
                Weight(new Wire(graph.Bytes), isInitializer: true);
            else if (graph.Field == 15)
                Sparse(new Wire(graph.Bytes));
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
            if (attribute.Bytes.IsEmpty)
                continue;
            if (attribute.Field is 5 or 10) // of a Constant
                Weight(new Wire(attribute.Bytes), isInitializer: false);
            else if (attribute.Field is 22 or 23)
                Sparse(new Wire(attribute.Bytes));
            if (attribute.Field is not (6 or 11))
                continue;
            if (++_depth > MostDepth)
                throw new InvalidDataException($"its graphs lie more than {MostDepth} deep in each other");
            Graph(new Wire(attribute.Bytes), top: false);
            _depth--;
        }
    }

    /// <summary>SparseTensorProto: values 1, indices 2.</summary>
    private void Sparse(Wire sparse)
    {
        while (sparse.Next())
        {
            if (sparse.Field is 1 or 2)
                Weight(new Wire(sparse.Bytes), isInitializer: false);
        }
    }

    /// <param name="tensor">TensorProto.</param>
    /// <param name="isInitializer">Its name is an input's that need not be given.</param>
    private void Weight(Wire tensor, bool isInitializer)
    {
        var place = new Dictionary<string, string>();
        while (tensor.Next())
        {
            if (tensor.Field == 8 && isInitializer)
                Weights.Add(tensor.Text);
            else if (tensor.Field == 13)
                OnnxFile.Entry(new Wire(tensor.Bytes), place);
        }

        if (!place.TryGetValue("location", out var part))
            return;
        if (!long.TryParse(place.GetValueOrDefault("offset", "0"), out var offset) || !long.TryParse(place.GetValueOrDefault("length", "0"), out var length)
            || offset < 0 || length < 0 || offset > long.MaxValue - length)
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

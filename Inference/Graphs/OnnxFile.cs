using System.IO.MemoryMappedFiles;
using ChatVideoBot.Inference.Folders;
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
        var reading = new OnnxReading();
        Scan(folder, name, path, reading.Model);
        var parts = reading.WeightFiles.ToDictionary();
        foreach (var (part, needed) in parts)
        {
            if (part.Length == 0 || part.Contains('\0') || part.Contains("..", StringComparison.Ordinal) || System.IO.Path.IsPathRooted(part))
                throw new ModelException($"{name} keeps its weights in \"{part}\", outside of its folder; export it again with the weights beside it.");
            var file = new FileInfo(RealPath.Of(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, part)));
            if (!file.Exists)
                throw new ModelException($"{System.IO.Path.GetDirectoryName(name)}/{part} is missing in {folder}: it holds the weights of {name}; copy the whole model folder.");
            if (file.Length < Math.Max(needed, 1)) // devices and pipes have no length, and no end
                throw new ModelException($"{System.IO.Path.GetDirectoryName(name)}/{part} in {folder} has {file.Length} bytes of {needed}: it is cut short; copy it again.");
        }

        if (reading.Inputs.Count == 0 || reading.Outputs.Count == 0)
            throw new ModelException($"{name} in {folder} cannot be loaded: it is no ONNX graph. Copy or export it again.");
        return new OnnxFile(
            name, path, [.. reading.Inputs.Where(i => !reading.Weights.Contains(i.Name))], reading.Outputs, reading.Operators, parts,
            Length(path) + parts.Values.Sum());
    }

    /// <summary>Reads every weight once.</summary>
    /// <exception cref="ModelException">One holds a value that is no number.</exception>
    public void CheckWeights(CancellationToken cancel) =>
        Scan(System.IO.Path.GetDirectoryName(System.IO.Path.GetDirectoryName(Path))!, Name, Path, new WeightCheck(Name, System.IO.Path.GetDirectoryName(Path)!, cancel).Model);

    private delegate void Walk(Wire model);

    /// <summary>Of the file that a link leads to, where it is one.</summary>
    private static long Length(string path) => new FileInfo(RealPath.Of(path)).Length;

    private static unsafe void Scan(string folder, string name, string path, Walk walk)
    {
        if (!File.Exists(path))
            throw new ModelException($"{name} is missing in {folder}; copy the whole model folder.");
        try
        {
            var length = Length(path);
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
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelException($"{name} is missing in {folder}: a link to it leads nowhere; copy the whole model folder.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{name} in {folder} cannot be read: {e.Message} Check its permissions.", e);
        }
    }

    internal static void Entry(Wire entry, Dictionary<string, string> place)
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
}

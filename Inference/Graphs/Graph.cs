using System.Text.RegularExpressions;
using ChatVideoBot.Inference.Folders;
using Microsoft.ML.OnnxRuntime;

namespace ChatVideoBot.Inference.Graphs;

/// <summary>A loaded <c>model.onnx</c>. Runs may overlap; each is cancelled alone.</summary>
public sealed partial class Graph : IDisposable
{
    private readonly InferenceSession _session;

    private Graph(string name, InferenceSession session)
    {
        (Name, _session) = (name, session);
        Inputs = Tensors(session.InputMetadata);
        Outputs = Tensors(session.OutputMetadata);
    }

    /// <summary>The component's folder and file, for messages: "transformer/model.onnx".</summary>
    public string Name { get; }

    public IReadOnlyList<BoundTensor> Inputs { get; }

    public IReadOnlyList<BoundTensor> Outputs { get; }

    /// <param name="folder">The model's.</param>
    /// <param name="name">"transformer/model.onnx"; a component's name alone means its <c>model.onnx</c>.</param>
    /// <param name="options">Says where it computes.</param>
    /// <param name="threads">That one run computes with; 0 = as the options say.</param>
    /// <exception cref="ModelException">The file is not there, is no graph, or needs what this machine lacks.</exception>
    public static Graph Load(string folder, string name, InferenceOptions options, int threads = 0)
    {
        if (!name.EndsWith(".onnx", StringComparison.Ordinal))
            name += "/model.onnx";
        var file = Path.Combine(folder, name);
        if (!File.Exists(file))
            throw new ModelException($"{name} is missing in {folder}; copy the whole model folder.");
        try
        {
            using var session = new SessionOptions
            {
                IntraOpNumThreads = threads > 0 ? threads : options.Threads == 0 ? Environment.ProcessorCount : options.Threads,
                InterOpNumThreads = 1,
                ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, // failures come as exceptions
            };
            // Threads that spin for their next work take it from ffmpeg and from neighbours; no clip was slower without.
            session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            if (options.Provider == "cuda")
                session.AppendExecutionProvider(OrtEnv.Instance(), [CudaProvider.Device(options.CudaDevice)], options.Cuda.ForProvider());
            return new Graph(name, new InferenceSession(file, session));
        }
        catch (OnnxRuntimeException e) when (options.Provider == "cuda")
        {
            throw new ModelException(
                $"{name} in {folder} cannot be loaded for CUDA: {FirstSentence(e, folder)} See whether the device has memory left and CUDA 13 fits its driver, "
                + "or set Inference:Provider to \"cpu\".", e)
            { OutOfMemory = MemoryFailure.Is(e) };
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException($"{name} in {folder} cannot be loaded: {FirstSentence(e, folder)} Copy or export it again.", e) { OutOfMemory = MemoryFailure.Is(e) };
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            throw new ModelException("ONNX Runtime's native library cannot be loaded; run eng/onnxruntime-feed and build again.", e);
        }
    }

    public BoundTensor Input(TensorRole role) => BoundTensor.Resolve(Name, "input", role, Inputs)!;

    public BoundTensor? OptionalInput(TensorRole role) => BoundTensor.Resolve(Name, "input", role, Inputs);

    public BoundTensor Output(TensorRole role) => BoundTensor.Resolve(Name, "output", role, Outputs)!;

    /// <summary>A binding to fill with inputs and outputs, for <see cref="Run"/>.</summary>
    public OrtIoBinding CreateBinding() => _session.CreateIoBinding();

    /// <summary>Lets an output stay where the graph computes, to be bound as the input of a later run.</summary>
    public void BindOutputInPlace(OrtIoBinding binding, BoundTensor output)
    {
        using var places = _session.GetMemoryInfosForOutputs();
        binding.BindOutputToDevice(output.Name, places[_session.OutputNames.ToList().IndexOf(output.Name)]);
    }

    /// <summary>Runs the graph on what is bound. A cancelled run ends at its next node.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ModelException">The graph failed.</exception>
    public void Run(OrtIoBinding binding, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var options = new RunOptions();
        using var registration = cancel.Register(static o => ((RunOptions)o!).Terminate = true, options);
        try
        {
            _session.RunWithBinding(options, binding);
        }
        catch (OnnxRuntimeException) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel); // "Exiting due to terminate flag being set to true"
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException($"{Name} failed: {FirstSentence(e)} See whether the machine has memory left, or make a shorter clip.", e) { OutOfMemory = MemoryFailure.Is(e) };
        }
    }

    public void Dispose() => _session.Dispose();

    private static List<BoundTensor> Tensors(IReadOnlyDictionary<string, NodeMetadata> metadata) =>
        [.. metadata.Where(p => p.Value.IsTensor).Select(p => new BoundTensor(p.Key, p.Value.Dimensions, p.Value.ElementDataType) { Symbols = p.Value.SymbolicDimensions })];

    /// <summary>Without the code in front, and without the paths of this machine and of the one that ONNX Runtime was built on.</summary>
    /// <param name="folder">The model's; empty where no file can be named.</param>
    private static string FirstSentence(OnnxRuntimeException e, string folder = "")
    {
        var line = e.Message.ReplaceLineEndings("\n").Split('\n')[0];
        line = Code().Replace(line, "");
        line = Source().Replace(line, "");
        foreach (var place in folder.Length == 0 ? [] : (string[])[Path.GetFullPath(folder), RealPath.Of(folder)])
            line = line.Replace(Path.TrimEndingDirectorySeparator(place) + "/", "", StringComparison.Ordinal);
        line = line.Trim();
        return (line.Length > 240 ? line[..240] + "…" : line).TrimEnd('.') + ".";
    }

    [GeneratedRegex(@"^\[ErrorCode:\w+\]\s*")]
    private static partial Regex Code();

    /// <summary>"/onnxruntime_src/core/graph/model.cc:182 onnxruntime::Model::Model(onnx::ModelProto&&, const PathString&) ".</summary>
    [GeneratedRegex(@"/\S*\.(?:cc|h|cpp|cu):\d+\s+(?:[\w:<>~&*, ]+\([^()]*(?:\([^()]*\)[^()]*)*\)\s*(?:const\s*)?)?(?:\[with[^\]]*\]\s*)?")]
    private static partial Regex Source();
}

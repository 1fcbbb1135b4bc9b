using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace ChatVideoBot.Inference.Graphs;

/// <summary>ONNX Runtime's CUDA provider, which the core library does not know of itself: registered as a plug-in, once for the process.</summary>
/// <remarks>https://onnxruntime.ai/docs/execution-providers/plugin-ep-libraries/usage.html</remarks>
internal static class CudaProvider
{
    private const string OrElse = "or set Inference:Provider to \"cpu\".";

    private static readonly Lock Registering = new();
    private static OrtEpDevice[]? _devices;

    /// <summary>The provider's file, as its package brings it.</summary>
    public static string Library => OperatingSystem.IsWindows() ? "onnxruntime_providers_cuda.dll" : "libonnxruntime_providers_cuda.so";

    private static string Cudnn => OperatingSystem.IsWindows() ? "cudnn64_9.dll" : "libcudnn.so.9";

    /// <param name="index">0 = the first that CUDA sees.</param>
    /// <exception cref="ModelException">The provider, CUDA, cuDNN or the device is missing; the sentence says which and what to do.</exception>
    public static OrtEpDevice Device(int index)
    {
        lock (Registering)
        {
            _devices ??= Register(Find(NativeFolders()));
            return index < _devices.Length ? _devices[index] : throw new ModelException(
                $"Inference:Devices has \"cuda:{index}\", but CUDA sees {_devices.Length}, the last of which is \"cuda:{_devices.Length - 1}\".");
        }
    }

    /// <param name="folders">Where the program's native libraries lie.</param>
    internal static string Find(IEnumerable<string> folders) =>
        folders.Select(folder => Path.Combine(folder, Library)).FirstOrDefault(File.Exists)
        ?? throw new ModelException(
            $"Inference:Provider is \"cuda\", but {Library} is not beside the program: start it with ./run --gpu "
            + $"(or run eng/onnxruntime-feed --gpu and build again with CHATVIDEOBOT_GPU=1), {OrElse}");

    internal static OrtEpDevice[] Register(string library)
    {
        if (!NativeLibrary.TryLoad(Cudnn, out _)) // the provider opens it late, in the middle of a clip
            throw Missing($"{Cudnn} is missing");
        var environment = OrtEnv.Instance();
        try
        {
            environment.RegisterExecutionProviderLibrary("cuda", library);
        }
        catch (OnnxRuntimeException e)
        {
            throw Missing(Reason(e.Message), e);
        }

        if (environment.GetEpDevices().Where(d => d.EpName.StartsWith("cuda", StringComparison.OrdinalIgnoreCase)).ToArray() is { Length: > 0 } devices)
            return devices;
        environment.UnregisterExecutionProviderLibrary("cuda"); // the next try registers it again
        throw new ModelException(
            "Inference:Provider is \"cuda\", but no CUDA device is seen: see whether nvidia-smi lists one and whether CUDA_VISIBLE_DEVICES hides it "
            + $"(a container needs --gpus all), {OrElse}");
    }

    /// <summary>What the system's loader said, out of ONNX Runtime's "Failed to load library FILE with error: libcublasLt.so.13: cannot open …".</summary>
    internal static string Reason(string message)
    {
        const string Before = " with error: ";
        var line = message.ReplaceLineEndings(" ").Trim();
        var at = line.IndexOf(Before, StringComparison.Ordinal);
        return at < 0 ? line : line[(at + Before.Length)..];
    }

    private static ModelException Missing(string what, Exception? inner = null) => new(
        $"Inference:Provider is \"cuda\", but its provider cannot be used ({what.TrimEnd('.')}): install CUDA 13, cuDNN 9 and NVIDIA's driver where the loader finds them "
        + $"(ldconfig or LD_LIBRARY_PATH), {OrElse}", inner!);

    private static IEnumerable<string> NativeFolders() =>
        [AppContext.BaseDirectory, .. (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)];
}

using Microsoft.ML.OnnxRuntime;

namespace ChatVideoBot.Inference.Graphs;

/// <summary>Tells a want of memory from other failures.</summary>
internal static class MemoryFailure
{
    /// <summary>ONNX Runtime has no code of its own for it: "Failed to allocate memory for requested buffer of size …", "CUDA failure 2: out of memory", "bad allocation".</summary>
    private static readonly string[] Signs = ["allocate memory", "out of memory", "bad alloc", "bad_alloc", "ALLOC_FAILED"];

    public static bool Is(Exception e) => e switch
    {
        OutOfMemoryException or ModelException { OutOfMemory: true } => true,
        OnnxRuntimeException => Signs.Any(sign => e.Message.Contains(sign, StringComparison.OrdinalIgnoreCase)),
        AggregateException many => many.InnerExceptions.Any(Is),
        _ => false,
    };
}

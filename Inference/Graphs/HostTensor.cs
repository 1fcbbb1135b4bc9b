using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Graphs;

/// <summary>Arrays as tensors of ONNX Runtime, without a copy on the CPU.</summary>
internal static class HostTensor
{
    public static OrtValue Of(float[] values, params long[] dimensions) => OrtValue.CreateTensorValueFromMemory(values, dimensions);

    public static OrtValue Of(Memory<float> values, params long[] dimensions) =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values, dimensions);

    /// <summary>Whole numbers in the type that the graph wants.</summary>
    public static OrtValue Of(long[] values, TensorElementType type, params long[] dimensions) => type == TensorElementType.Int32
        ? OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, v => (int)v), dimensions)
        : OrtValue.CreateTensorValueFromMemory(values, dimensions);
}

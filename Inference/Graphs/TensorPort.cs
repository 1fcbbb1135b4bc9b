using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Graphs;

/// <summary>A tensor of a graph as float32 on the host, whatever type the graph has it in. float32 itself is not copied.</summary>
internal sealed class TensorPort : IDisposable
{
    private readonly Array? _typed;

    /// <param name="floats">The values, flat in C order; written by <see cref="Pull"/>, read by <see cref="Push"/>.</param>
    public TensorPort(TensorElementType type, Memory<float> floats, params long[] dimensions)
    {
        Floats = floats;
        if (type == TensorElementType.Float)
        {
            Value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, floats, dimensions);
            return;
        }

        (_typed, Value) = type switch
        {
            TensorElementType.Float16 => Make(new Float16[floats.Length], dimensions),
            TensorElementType.BFloat16 => Make(new BFloat16[floats.Length], dimensions),
            TensorElementType.Double => Make(new double[floats.Length], dimensions),
            TensorElementType.Int64 => Make(new long[floats.Length], dimensions),
            TensorElementType.Int32 => Make(new int[floats.Length], dimensions),
            TensorElementType.Bool => Make(new bool[floats.Length], dimensions),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a type that a port converts."),
        };
        Push();
    }

    public Memory<float> Floats { get; }

    public OrtValue Value { get; }

    /// <summary>Takes over what was written to <see cref="Floats"/>; numbers for whole types are cut, as a cast does.</summary>
    public void Push()
    {
        var floats = Floats.Span;
        switch (_typed)
        {
            case Float16[] half:
                TensorPrimitives.ConvertToHalf(floats, MemoryMarshal.Cast<Float16, Half>(half.AsSpan()));
                break;
            case BFloat16[] brain:
                for (var i = 0; i < brain.Length; i++)
                    brain[i] = (BFloat16)floats[i];
                break;
            case double[] wide:
                TensorPrimitives.ConvertTruncating<float, double>(floats, wide);
                break;
            case long[] whole:
                TensorPrimitives.ConvertTruncating<float, long>(floats, whole);
                break;
            case int[] whole:
                TensorPrimitives.ConvertTruncating<float, int>(floats, whole);
                break;
            case bool[] flags:
                for (var i = 0; i < flags.Length; i++)
                    flags[i] = floats[i] != 0;
                break;
        }
    }

    /// <summary>Writes what the graph gave to <see cref="Floats"/>.</summary>
    public void Pull()
    {
        var floats = Floats.Span;
        switch (_typed)
        {
            case Float16[] half:
                Widen(half, floats);
                break;
            case BFloat16[] brain:
                Widen(brain, floats);
                break;
            case double[] wide:
                TensorPrimitives.ConvertTruncating<double, float>(wide, floats);
                break;
        }
    }

    public static void Widen(ReadOnlySpan<Float16> half, Span<float> floats) => TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(half), floats);

    public static void Widen(ReadOnlySpan<BFloat16> brain, Span<float> floats)
    {
        for (var i = 0; i < brain.Length; i++)
            floats[i] = (float)brain[i];
    }

    public void Dispose() => Value.Dispose();

    private static (Array, OrtValue) Make<T>(T[] values, long[] dimensions)
        where T : unmanaged => (values, OrtValue.CreateTensorValueFromMemory(values, dimensions));
}

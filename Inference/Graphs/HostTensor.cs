using Microsoft.ML.OnnxRuntime;

namespace ChatVideoBot.Inference.Graphs;

/// <summary>A graph's answer as float32 on the host.</summary>
/// <param name="Values">Flat, C order.</param>
public sealed record HostTensor(float[] Values, int[] Dimensions);

/// <summary>Runs of graphs that are asked once, with an answer of whatever size they give.</summary>
internal static class GraphAnswers
{
    /// <param name="inputs">By name; not disposed here.</param>
    public static HostTensor Ask(this Graph graph, BoundTensor output, CancellationToken cancel, params (string Name, TensorPort Value)[] inputs)
    {
        using var binding = graph.CreateBinding();
        foreach (var (name, value) in inputs)
            binding.BindInput(name, value.Value);
        binding.BindOutputToDevice(output.Name, OrtMemoryInfo.DefaultInstance);
        graph.Run(binding, cancel);
        using var answers = binding.GetOutputValues();
        return Read(answers[0]);
    }

    /// <summary>Copies a tensor of floats that lies on the host.</summary>
    public static HostTensor Read(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        var values = new float[info.ElementCount];
        switch (info.ElementDataType)
        {
            case Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float16:
                System.Numerics.Tensors.TensorPrimitives.ConvertToSingle(
                    System.Runtime.InteropServices.MemoryMarshal.Cast<Float16, Half>(value.GetTensorDataAsSpan<Float16>()), values);
                break;
            case Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.BFloat16:
                var brain = value.GetTensorDataAsSpan<BFloat16>();
                for (var i = 0; i < values.Length; i++)
                    values[i] = (float)brain[i];
                break;
            default:
                value.GetTensorDataAsSpan<float>().CopyTo(values);
                break;
        }

        return new HostTensor(values, [.. info.Shape.Select(d => (int)d)]);
    }
}

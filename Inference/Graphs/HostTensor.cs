using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

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
            case TensorElementType.Float16:
                TensorPort.Widen(value.GetTensorDataAsSpan<Float16>(), values);
                break;
            case TensorElementType.BFloat16:
                TensorPort.Widen(value.GetTensorDataAsSpan<BFloat16>(), values);
                break;
            default:
                value.GetTensorDataAsSpan<float>().CopyTo(values);
                break;
        }

        return new HostTensor(values, [.. info.Shape.Select(d => (int)d)]);
    }
}

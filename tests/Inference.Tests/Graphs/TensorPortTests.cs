using ChatVideoBot.Inference.Graphs;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Tests.Graphs;

public sealed class TensorPortTests : IDisposable
{
    private readonly TinyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TensorElementType.Float16, 1f, 1f)]
    [InlineData(TensorElementType.Float16, 1f + 1f / 2048, 1f)] // half way between two numbers: to the even one
    [InlineData(TensorElementType.Float16, 1f + 3f / 2048, 1f + 2f / 1024)]
    [InlineData(TensorElementType.Float16, 65519f, 65504f)]
    [InlineData(TensorElementType.Float16, 65520f, float.PositiveInfinity)]
    [InlineData(TensorElementType.Float16, -1e30f, float.NegativeInfinity)]
    [InlineData(TensorElementType.Float16, 5.9604645e-8f, 5.9604645e-8f)] // the least subnormal
    [InlineData(TensorElementType.Float16, float.NaN, float.NaN)]
    [InlineData(TensorElementType.BFloat16, 1f, 1f)]
    [InlineData(TensorElementType.BFloat16, 1f + 1f / 256, 1f)]
    [InlineData(TensorElementType.BFloat16, 1f + 3f / 256, 1f + 2f / 128)]
    [InlineData(TensorElementType.BFloat16, 1f + 1f / 256 + 1f / 65536, 1f + 1f / 128)]
    [InlineData(TensorElementType.BFloat16, -1e30f, -1.00025555e30f)]
    [InlineData(TensorElementType.BFloat16, float.MaxValue, float.PositiveInfinity)]
    [InlineData(TensorElementType.BFloat16, float.NegativeInfinity, float.NegativeInfinity)]
    [InlineData(TensorElementType.BFloat16, float.NaN, float.NaN)]
    [InlineData(TensorElementType.Double, 0.1f, 0.1f)]
    [InlineData(TensorElementType.Float, 0.1f, 0.1f)]
    public void A_number_comes_back_as_its_type_rounds_it(TensorElementType type, float value, float expected)
    {
        var floats = new[] { value, -1f };
        using var port = new TensorPort(type, floats, 2);
        port.Pull();

        Assert.Equal(expected, floats[0]);
        Assert.Equal(-1, floats[1]);
    }

    [Fact]
    public void The_bits_are_those_that_the_runtime_itself_casts_to()
    {
        var random = new Random(11);
        float[] special = [0, -0f, 1, -1, 65504, 65519.99f, 65520, 1e-8f, 3.4e38f, float.Epsilon, float.MaxValue, float.NegativeInfinity, 1.00390625f, 1.01171875f];
        var values = special.Concat(Enumerable.Range(0, 4000).Select(_ => (float)(Math.Exp(random.NextDouble() * 60 - 30) * (random.Next(2) * 2 - 1)))).ToArray();
        foreach (var type in (TensorElementType[])[TensorElementType.Float16, TensorElementType.BFloat16])
        {
            _folder.Write("cast/model.onnx", new TinyGraph().Input("x", TensorElementType.Float, "n").Output("y", type, "n").Cast("x", "y", type));
            using var graph = Graph.Load(_folder.Path, "cast", new InferenceOptions { Threads = 1 });
            using var input = new TensorPort(TensorElementType.Float, values, values.Length);
            var theirs = graph.Ask(graph.Outputs[0], TestContext.Current.CancellationToken, ("x", input)).Values;

            var ours = values.ToArray();
            using var port = new TensorPort(type, ours, ours.Length);
            port.Pull();

            Assert.Equal(theirs.Select(BitConverter.SingleToInt32Bits), ours.Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Theory]
    [InlineData(TensorElementType.Int64)]
    [InlineData(TensorElementType.Int32)]
    public void Whole_types_cut_fractions_off_as_a_cast_does(TensorElementType type)
    {
        using var port = new TensorPort(type, new[] { 999.99f, 0.999f, -0.999f, -1.5f, 999f, 256383f }, 6);

        long[] read = type == TensorElementType.Int64 ? port.Value.GetTensorDataAsSpan<long>().ToArray() : [.. port.Value.GetTensorDataAsSpan<int>().ToArray().Select(i => (long)i)];
        Assert.Equal([999, 0, 0, -1, 999, 256383], read);
    }

    [Fact]
    public void Flags_are_true_where_the_number_is_not_zero()
    {
        using var port = new TensorPort(TensorElementType.Bool, new[] { 0f, 1, -0f, 0.5f }, 2, 2);

        Assert.Equal([false, true, false, true], port.Value.GetTensorDataAsSpan<bool>().ToArray());
        Assert.Equal([2, 2], port.Value.GetTensorTypeAndShape().Shape);
    }

    [Fact]
    public void What_is_written_later_goes_in_when_it_is_pushed()
    {
        var floats = new float[] { 1, 2 };
        using var port = new TensorPort(TensorElementType.Int64, floats, 2);
        floats[1] = 7.9f;
        Assert.Equal([1, 2], port.Value.GetTensorDataAsSpan<long>().ToArray());

        port.Push();

        Assert.Equal([1, 7], port.Value.GetTensorDataAsSpan<long>().ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => new TensorPort(TensorElementType.String, floats, 2));
    }

    [Theory]
    [InlineData(TensorElementType.Float16)]
    [InlineData(TensorElementType.BFloat16)]
    public void A_graph_of_narrow_inputs_and_outputs_is_asked_in_float32(TensorElementType type)
    {
        _folder.Write("neg/model.onnx", new TinyGraph().Input("x", type, "n").Output("y", type, "n")
            .Cast("x", "wide", TensorElementType.Float).Node("Neg", "wide", "negative").Cast("negative", "y", type));
        using var graph = Graph.Load(_folder.Path, "neg", new InferenceOptions { Threads = 1 });
        using var input = new TensorPort(graph.Inputs[0].Type, new[] { 1.5f, -2, 1 + 1f / 4096 }, 3);

        var answer = graph.Ask(graph.Outputs[0], TestContext.Current.CancellationToken, ("x", input));

        Assert.Equal([-1.5f, 2, -1], answer.Values);
        Assert.Equal([3], answer.Dimensions);
    }
}

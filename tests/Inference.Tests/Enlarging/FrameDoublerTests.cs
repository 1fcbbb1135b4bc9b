using ChatVideoBot.Inference.Enlarging;
using ChatVideoBot.Inference.Tests.BadInput;
using ChatVideoBot.Inference.Tests.Graphs;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Tests.Enlarging;

public sealed class FrameDoublerTests : IDisposable
{
    private readonly TinyFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_blend_is_the_mean_of_every_two_bytes_rounded_up()
    {
        using var doubler = FrameDoubler.Load(Plainly.Options);
        byte[] first = [.. Enumerable.Range(0, 3 * 65_536).Select(i => (byte)(i / 3))], second = [.. Enumerable.Range(0, 3 * 65_536).Select(i => (byte)(i / 3 / 256))];

        var between = doubler.Between(first, second, 256, 256, Cancel);

        Assert.False(doubler.HasModel);
        Assert.Equal(first.Zip(second, (a, b) => (byte)((a + b + 1) / 2)), between);
    }

    [Theory]
    [InlineData(false, new byte[] { 10, 15, 20, 25, 30, 30 })]
    [InlineData(true, new byte[] { 10, 15, 20, 25, 30, 20 })]
    public void Frames_become_twice_as_many(bool loop, byte[] expected)
    {
        using var doubler = FrameDoubler.Load(Plainly.Options);

        var doubled = doubler.Double([[10, 10, 10], [20, 20, 20], [30, 30, 30]], 1, 1, loop, Cancel).Select(f => f[0]);

        Assert.Equal(expected, doubled);
    }

    [Fact]
    public void One_frame_becomes_two_and_none_none()
    {
        using var doubler = FrameDoubler.Load(Plainly.Options);

        Assert.Equal(2, doubler.Double([[1, 2, 3]], 1, 1, loop: false, Cancel).Count());
        Assert.Equal(2, doubler.Double([[1, 2, 3]], 1, 1, loop: true, Cancel).Count());
        Assert.Empty(doubler.Double([], 1, 1, loop: true, Cancel));
    }

    [Fact]
    public void A_frame_comes_out_before_the_next_is_asked_for()
    {
        using var doubler = FrameDoubler.Load(Plainly.Options);
        var asked = 0;
        IEnumerable<byte[]> Frames()
        {
            for (; asked < 3;)
            {
                asked++;
                yield return new byte[3];
            }
        }

        using var doubled = doubler.Double(Frames(), 1, 1, loop: false, Cancel).GetEnumerator();

        Assert.Equal([1, 2, 2, 3, 3, 3], Enumerable.Range(0, 6).Select(_ => doubled.MoveNext() ? asked : 0));
        Assert.False(doubled.MoveNext());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(33, 17)]
    [InlineData(64, 32)]
    public void A_network_of_two_pictures_gets_them_in_their_order_and_in_sides_of_32(int width, int height)
    {
        _folder.Write("model.onnx", new TinyGraph() // a quarter of the first, three quarters of the second
            .Input("later_name_first", TensorElementType.Float, "b", 3, "h", "w").Input("a", TensorElementType.Float, "b", 3, "h", "w")
            .Output("between", TensorElementType.Float, "b", 3, "h", "w").Weights("quarter", [0.25f], 1).Weights("rest", [0.75f], 1)
            .Node("Mul", "later_name_first quarter", "x").Node("Mul", "a rest", "y").Node("Add", "x y", "between"));

        AssertWeighted(width, height);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(33, 17)]
    public void A_network_that_takes_both_as_channels_gets_them_in_their_order(int width, int height)
    {
        _folder.Write("model.onnx", new TinyGraph()
            .Input("pair", TensorElementType.Float, "b", 6, "h", "w").Output("between", TensorElementType.Float, "b", 3, "h", "w")
            .Weights("quarter", [0.25f], 1).Weights("rest", [0.75f], 1).Whole("zero", [0]).Whole("three", [3]).Whole("six", [6]).Whole("axis", [1])
            .Node("Slice", "pair zero three axis", "first").Node("Slice", "pair three six axis", "second")
            .Node("Mul", "first quarter", "x").Node("Mul", "second rest", "y").Node("Add", "x y", "between"));

        AssertWeighted(width, height);
    }

    [Fact]
    public void A_network_that_needs_sides_of_32_gets_them()
    {
        // space to depth and back only works with sides that 32 divides
        _folder.Write("model.onnx", new TinyGraph()
            .Input("a", TensorElementType.Float, 1, 3, "h", "w").Input("b", TensorElementType.Float, 1, 3, "h", "w").Output("between", TensorElementType.Float, 1, 3, "h", "w")
            .Node("SpaceToDepth", "b", "small", ("blocksize", 32)).Node("DepthToSpace", "small", "same", ("blocksize", 32)).Node("Max", "a same", "between"));
        using var doubler = FrameDoubler.Load(_folder.Path, Plainly.Options);
        var picture = RgbFile.Drawn(45, 70);

        Assert.Equal(picture, doubler.Between(new byte[picture.Length], picture, 45, 70, Cancel));
    }

    [Fact]
    public void A_network_of_another_kind_is_refused_in_a_sentence()
    {
        _folder.Write("model.onnx", new TinyGraph().Input("x", TensorElementType.Float, "b", 4, "h", "w").Output("y", TensorElementType.Float, "b", 4, "h", "w").Node("Neg", "x", "y"));
        Plainly.Refuses(() => FrameDoubler.Load(_folder.Path, Plainly.Options).Dispose(), "models/interpolation/model.onnx", "-1, 4, -1, -1", "[1, 6, H, W]");
        _folder.Write("model.onnx", new TinyGraph() // the upper three rows alone
            .Input("a", TensorElementType.Float, "b", 3, "h", "w").Input("b", TensorElementType.Float, "b", 3, "h", "w").Output("y", TensorElementType.Float, "b", 3, "rows", "w")
            .Whole("zero", [0]).Whole("three", [3]).Whole("axis", [2]).Node("Add", "a b", "sum").Node("Slice", "sum zero three axis", "y"));
        using (var rows = FrameDoubler.Load(_folder.Path, Plainly.Options))
            Plainly.Refuses(() => rows.Between(new byte[3], new byte[3], 1, 1, Cancel), "models/interpolation/model.onnx", "[1, 3, 3, 32]", "[1, 3, 32, 32]");
        File.WriteAllText(_folder.Of("model.onnx"), "no graph");
        Plainly.Refuses(() => FrameDoubler.Load(_folder.Path, Plainly.Options).Dispose(), "model.onnx", "cannot be loaded");
    }

    [Fact]
    public void Frames_of_another_size_are_refused_and_a_cancel_ends_the_stream()
    {
        using var doubler = FrameDoubler.Load(Plainly.Options);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<ArgumentException>(() => doubler.Between(new byte[3], new byte[6], 1, 1, Cancel));
        Assert.Throws<ArgumentOutOfRangeException>(() => doubler.Between([], [], 0, 0, Cancel));
        Assert.ThrowsAny<OperationCanceledException>(() => doubler.Double([new byte[3], new byte[3]], 1, 1, loop: false, cancelled.Token).ToList());
    }

    private void AssertWeighted(int width, int height)
    {
        using var doubler = FrameDoubler.Load(_folder.Path, Plainly.Options);
        var (first, second) = (RgbFile.Drawn(width, height, 1), RgbFile.Drawn(width, height, 2));

        var between = doubler.Between(first, second, width, height, Cancel);

        Assert.True(doubler.HasModel);
        Assert.All(between, (b, i) => Assert.InRange(b - (0.25 * first[i] + 0.75 * second[i]), -0.501, 0.501));
    }
}

using System.Numerics.Tensors;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Pictures;

namespace ChatVideoBot.Inference.Enlarging;

/// <summary>
/// Makes a clip twice as smooth: a frame between each two. Frames are blended, unless the owner has put a network into
/// <c>models/interpolation/model.onnx</c> (<see cref="InterpolationGraph"/>).
/// </summary>
public sealed class FrameDoubler : IDisposable
{
    private readonly InterpolationGraph? _graph;

    private FrameDoubler(InterpolationGraph? graph) => _graph = graph;

    /// <summary>Whether a network makes the frames between; otherwise they are blended.</summary>
    public bool HasModel => _graph is not null;

    /// <exception cref="ModelException">The owner's network cannot be used.</exception>
    public static FrameDoubler Load(InferenceOptions options) =>
        new(HelperFolder.Find("interpolation", "model.onnx") is { } folder ? InterpolationGraph.Load(folder, options) : null);

    internal static FrameDoubler Load(string folder, InferenceOptions options) => new(InterpolationGraph.Load(folder, options));

    /// <summary>The frame in the middle between two of one size.</summary>
    /// <param name="first">RGB, one byte each, row by row.</param>
    /// <exception cref="ArgumentException">A frame is not of that size.</exception>
    /// <exception cref="ModelException">The network failed.</exception>
    public byte[] Between(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, int widthPixels, int heightPixels, CancellationToken cancel)
    {
        RgbPlanes.Check(first, widthPixels, heightPixels);
        RgbPlanes.Check(second, widthPixels, heightPixels);
        cancel.ThrowIfCancellationRequested();
        return _graph is not null ? _graph.Between(first, second, widthPixels, heightPixels, cancel) : Blend(first, second);
    }

    /// <summary>Twice as many frames in the same time: behind each frame the one between it and the next. They are made as they are asked for.</summary>
    /// <param name="frames">RGB, one byte each.</param>
    /// <param name="loop">Behind the last frame comes the one between it and the first; otherwise the last is repeated.</param>
    public IEnumerable<byte[]> Double(IEnumerable<byte[]> frames, int widthPixels, int heightPixels, bool loop, CancellationToken cancel)
    {
        byte[]? first = null, last = null;
        foreach (var frame in frames)
        {
            if (last is not null)
                yield return Between(last, frame, widthPixels, heightPixels, cancel);
            yield return frame;
            first ??= frame;
            last = frame;
        }

        if (last is not null)
            yield return loop ? Between(last, first, widthPixels, heightPixels, cancel) : last;
    }

    public void Dispose() => _graph?.Dispose();

    /// <summary>(a + b + 1) / 2, without leaving a byte: a | b minus half of what they differ in.</summary>
    private static byte[] Blend(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var (between, differ) = (new byte[first.Length], new byte[first.Length]);
        TensorPrimitives.BitwiseOr(first, second, between);
        TensorPrimitives.Xor(first, second, differ);
        TensorPrimitives.ShiftRightLogical<byte>(differ, 1, differ);
        TensorPrimitives.Subtract<byte>(between, differ, between);
        return between;
    }
}

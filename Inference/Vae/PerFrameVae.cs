using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Graphs;

namespace ChatVideoBot.Inference.Vae;

/// <summary>
/// A VAE for pictures, whose graphs have the frames as their batch: Stable Diffusion's. Stable Video Diffusion's decoder also mixes the
/// frames of one run, so its chunks should be as long as memory allows.
/// </summary>
/// <param name="chunk">Frames in one run, at least 1.</param>
public sealed class PerFrameVae(ComponentStore components, LatentGeometry geometry, int chunk) : IVaeCodec
{
    public float[] Encode(float[] sample, int frames, int widthPixels, int heightPixels, CancellationToken cancel)
    {
        using var lease = components.Open(VaeGraphs.Encoder);
        var (graph, shape) = (lease.Graph, geometry.Latents(frames, widthPixels, heightPixels));
        var input = graph.Input(TensorRole.Sample);
        var perFrame = VaeGraphs.Transpose(sample, 3, frames, widthPixels * heightPixels);
        var latents = new float[shape.Length];
        var size = Size(input, frames);
        for (var first = 0; first < frames; first += size)
        {
            var count = Math.Min(size, frames - first);
            var frame = 3 * widthPixels * heightPixels;
            var run = Math.Max(count, input.Dimensions[0]);
            using var bound = new TensorPort(input.Type, Filled(perFrame.AsSpan(first * frame, count * frame), frame, run), run, 3, heightPixels, widthPixels);
            var answer = graph.Ask(graph.Output(TensorRole.LatentParameters), cancel, (input.Name, bound));
            var mean = VaeGraphs.Mean(answer, shape.Channels, graph.Name);
            if (mean.Length != run * shape.Channels * shape.Plane)
                throw new ModelException($"{graph.Name} gave {string.Join(" x ", answer.Dimensions)} for {widthPixels} x {heightPixels} pixels; export it again.");
            mean.AsSpan(0, count * shape.Channels * shape.Plane).CopyTo(latents.AsSpan(first * shape.Channels * shape.Plane));
        }

        return VaeGraphs.Transpose(latents, frames, shape.Channels, shape.Plane);
    }

    public IEnumerable<DecodedFrames> Decode(LatentShape shape, float[] latents, CancellationToken cancel)
    {
        using var lease = components.Open(VaeGraphs.Decoder);
        var graph = lease.Graph;
        var (input, output, counted) = (graph.Input(TensorRole.LatentSample), graph.Output(TensorRole.Sample), graph.OptionalInput(TensorRole.NumFrames));
        var (width, height) = (shape.Width * geometry.PixelsPerLatent, shape.Height * geometry.PixelsPerLatent);
        var size = Size(input, shape.Frames);
        for (var first = 0; first < shape.Frames; first += size)
        {
            var count = Math.Min(size, shape.Frames - first);
            var part = VaeGraphs.Transpose(shape.Slice(latents, first, count), shape.Channels, count, shape.Plane);
            var run = Math.Max(count, input.Dimensions[0]);
            using var bound = new TensorPort(input.Type, Filled(part, shape.Channels * shape.Plane, run), run, shape.Channels, shape.Height, shape.Width);
            using var frames = counted is null ? null : new TensorPort(counted.Type, new float[] { run }, counted.Rank == 0 ? [] : [1L]);
            (string, TensorPort)[] inputs = frames is null ? [(input.Name, bound)] : [(input.Name, bound), (counted!.Name, frames)];
            var sample = VaeGraphs.Expect(graph.Ask(output, cancel, inputs), graph.Name, run, 3, height, width);
            yield return new DecodedFrames(VaeGraphs.Transpose(sample[..(count * 3 * height * width)], count, 3, width * height), first, count, width, height);
        }
    }

    /// <summary>A graph for a fixed number of frames gets the last frame again where there are fewer; what it makes of those is dropped.</summary>
    private static float[] Filled(ReadOnlySpan<float> frames, int frame, int count)
    {
        var filled = new float[count * frame];
        frames.CopyTo(filled);
        for (var at = frames.Length; at < filled.Length; at += frame)
            frames[^frame..].CopyTo(filled.AsSpan(at));
        return filled;
    }

    /// <summary>What the graph's batch allows.</summary>
    private int Size(BoundTensor input, int frames) => input.Dimensions[0] > 0 ? input.Dimensions[0] : Math.Min(chunk, frames);
}

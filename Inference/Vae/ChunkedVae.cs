using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Graphs;

namespace ChatVideoBot.Inference.Vae;

/// <summary>
/// A VAE whose decoder is one graph for any number of frames. Where it looks back a limited way, long clips are decoded in pieces
/// that begin with what the decoder looks back at, whose frames are dropped: the result is that of one piece.
/// </summary>
/// <param name="lookBack">Latent frames that the decoder looks back at.</param>
/// <param name="piece">New latent frames in one piece, at least 1; a large number = whole clips.</param>
/// <param name="decodeTimestep">What the decoder's input <c>timestep</c> is given, where it has one (LTX-Video).</param>
public sealed class ChunkedVae(ComponentStore components, LatentGeometry geometry, int lookBack, int piece, float decodeTimestep = 0) : IVaeCodec
{
    public float[] Encode(float[] sample, int frames, int widthPixels, int heightPixels, CancellationToken cancel)
    {
        using var lease = components.Open(VaeGraphs.Encoder);
        var (graph, shape) = (lease.Graph, geometry.Latents(frames, widthPixels, heightPixels));
        var input = graph.Input(TensorRole.Sample);
        using var bound = new TensorPort(input.Type, sample, 1, 3, frames, heightPixels, widthPixels);
        var answer = graph.Ask(graph.Output(TensorRole.LatentParameters), cancel, (input.Name, bound));
        var mean = VaeGraphs.Mean(answer, shape.Channels, graph.Name);
        return mean.Length == shape.Length ? mean : throw new ModelException(
            $"{graph.Name} gave {string.Join(" x ", answer.Dimensions)} for {frames} frames of {widthPixels} x {heightPixels}; export it again.");
    }

    public IEnumerable<DecodedFrames> Decode(LatentShape shape, float[] latents, CancellationToken cancel)
    {
        using var lease = components.Open(VaeGraphs.Decoder);
        var (width, height) = (shape.Width * geometry.PixelsPerLatent, shape.Height * geometry.PixelsPerLatent);
        for (var next = 0; next < shape.Frames;)
        {
            var from = Math.Max(0, next - lookBack);
            var until = (int)Math.Min(shape.Frames, next == 0 ? Math.Max(piece, lookBack) : (long)next + piece);
            var part = shape with { Frames = until - from };
            var frames = geometry.VideoFrames(part.Frames);
            var sample = Run(lease.Graph, part, shape.Slice(latents, from, part.Frames), frames, width, height, cancel);
            var dropped = next == 0 ? 0 : geometry.VideoFrames(next) - (from == 0 ? 0 : geometry.VideoFrames(from + 1) - 1);
            var first = next == 0 ? 0 : geometry.VideoFrames(next);
            yield return new DecodedFrames(DropLeading(sample, frames, dropped, width * height), first, frames - dropped, width, height);
            next = until;
        }
    }

    private float[] Run(Graph graph, LatentShape shape, float[] latents, int frames, int width, int height, CancellationToken cancel)
    {
        var input = graph.Input(TensorRole.LatentSample);
        using var bound = new TensorPort(input.Type, latents, shape.Dimensions());
        using var time = graph.OptionalInput(TensorRole.DecodeTimestep) is { } timestep ? new TensorPort(timestep.Type, new[] { decodeTimestep }, 1) : null;
        (string, TensorPort)[] inputs = time is null ? [(input.Name, bound)] : [(input.Name, bound), (graph.OptionalInput(TensorRole.DecodeTimestep)!.Name, time)];
        return VaeGraphs.Expect(graph.Ask(graph.Output(TensorRole.Sample), cancel, inputs), graph.Name, 1, 3, frames, height, width);
    }

    private static float[] DropLeading(float[] sample, int frames, int dropped, int plane)
    {
        if (dropped == 0)
            return sample;
        var kept = new float[3 * (frames - dropped) * plane];
        for (var channel = 0; channel < 3; channel++)
            sample.AsSpan((channel * frames + dropped) * plane, (frames - dropped) * plane).CopyTo(kept.AsSpan(channel * (frames - dropped) * plane));
        return kept;
    }
}

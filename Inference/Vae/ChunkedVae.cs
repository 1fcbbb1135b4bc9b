using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Graphs;

namespace ChatVideoBot.Inference.Vae;

/// <summary>
/// A VAE whose decoder is one graph for any number of frames and looks back a limited way: long clips are decoded in pieces
/// that begin with what the decoder looks back at, whose frames are dropped. The result is that of one piece.
/// </summary>
/// <param name="encoder">Null where the folder has none.</param>
/// <param name="lookBack">Latent frames that the decoder looks back at.</param>
/// <param name="piece">New latent frames in one piece, at least 1.</param>
public sealed class ChunkedVae(
    Graph? encoder, Graph decoder, LatentGeometry geometry, LatentStatistics statistics, int lookBack, int piece) : IVaeCodec
{
    public float[] Encode(float[] sample, int frames, int widthPixels, int heightPixels, CancellationToken cancel)
    {
        if (encoder is null)
            throw new ModelException("vae_encoder/model.onnx is missing, so this model cannot use a picture; copy the whole model folder.");
        var shape = geometry.Latents(frames, widthPixels, heightPixels);
        var output = encoder.Output(TensorRole.LatentParameters);
        var channels = output.Dimensions[1] < 0 ? 2 * shape.Channels : output.Dimensions[1];
        var parameters = new float[channels * shape.Frames * shape.Plane];
        Run(encoder, TensorRole.Sample, sample, [1, 3, frames, heightPixels, widthPixels],
            TensorRole.LatentParameters, parameters, (shape with { Channels = channels }).Dimensions(), cancel);
        var mean = parameters[..shape.Length]; // mean ‖ log-variance, or the mean alone
        statistics.Normalise(mean);
        return mean;
    }

    public IEnumerable<DecodedFrames> Decode(LatentShape shape, float[] latents, CancellationToken cancel)
    {
        var denormalised = latents.ToArray();
        statistics.Denormalise(denormalised);
        var (width, height) = (shape.Width * geometry.PixelsPerLatent, shape.Height * geometry.PixelsPerLatent);
        for (var next = 0; next < shape.Frames;)
        {
            var from = Math.Max(0, next - lookBack);
            var until = Math.Min(shape.Frames, next == 0 ? Math.Max(piece, lookBack) : next + piece);
            var part = shape with { Frames = until - from };
            var frames = geometry.VideoFrames(part.Frames);
            var sample = new float[3 * frames * width * height];
            Run(decoder, TensorRole.LatentSample, shape.Slice(denormalised, from, part.Frames), part.Dimensions(),
                TensorRole.Sample, sample, [1, 3, frames, height, width], cancel);
            var dropped = next == 0 ? 0 : geometry.VideoFrames(next) - (from == 0 ? 0 : geometry.VideoFrames(from + 1) - 1);
            var first = next == 0 ? 0 : geometry.VideoFrames(next);
            yield return new DecodedFrames(DropLeading(sample, frames, dropped, width * height), first, frames - dropped, width, height);
            next = until;
        }
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

    private static void Run(
        Graph graph, TensorRole input, float[] from, long[] inputShape, TensorRole output, float[] to, long[] outputShape,
        CancellationToken cancel)
    {
        using var binding = graph.CreateBinding();
        using var bound = HostTensor.Of(from, inputShape);
        using var result = HostTensor.Of(to, outputShape);
        binding.BindInput(graph.Input(input).Name, bound);
        binding.BindOutput(graph.Output(output).Name, result);
        graph.Run(binding, cancel);
    }
}

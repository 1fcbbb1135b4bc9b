using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Graphs;
using Microsoft.ML.OnnxRuntime;

namespace ChatVideoBot.Inference.Vae;

/// <summary>
/// Wan's VAE: causal, so it goes through a clip one latent frame at a time and hands what its convolutions remember from run to run. Two graphs
/// each way, <c>first.onnx</c> for the first frame and <c>next.onnx</c> for every later one, whose inputs <c>cache_i</c> are the outputs
/// <c>cache_i_out</c> of the run before; those stay where the graph computes. Memory does not grow with the clip.
/// </summary>
public sealed class StreamedVae(ComponentStore components, LatentGeometry geometry) : IVaeCodec
{
    public const string FirstEncoder = "vae_encoder/first.onnx";
    public const string NextEncoder = "vae_encoder/next.onnx";
    public const string FirstDecoder = "vae_decoder/first.onnx";
    public const string NextDecoder = "vae_decoder/next.onnx";

    public float[] Encode(float[] sample, int frames, int widthPixels, int heightPixels, CancellationToken cancel)
    {
        var shape = geometry.Latents(frames, widthPixels, heightPixels);
        var latents = new float[shape.Length];
        using var stream = new Stream(components, FirstEncoder, NextEncoder, TensorRole.Sample, TensorRole.LatentParameters);
        var pixels = new LatentShape(3, frames, heightPixels, widthPixels);
        for (var frame = 0; frame < shape.Frames; frame++)
        {
            var (from, count) = frame == 0 ? (0, 1) : (1 + (frame - 1) * geometry.FramesPerLatent, geometry.FramesPerLatent);
            var answer = stream.Run(pixels.Slice(sample, from, count), [1, 3, count, heightPixels, widthPixels], cancel);
            var mean = VaeGraphs.Mean(answer, shape.Channels, stream.Name);
            if (mean.Length != shape.Channels * shape.Plane)
                throw new ModelException($"{stream.Name} gave {string.Join(" x ", answer.Dimensions)} for {count} frames of {widthPixels} x {heightPixels}; export it again.");
            for (var c = 0; c < shape.Channels; c++)
                mean.AsSpan(c * shape.Plane, shape.Plane).CopyTo(latents.AsSpan((c * shape.Frames + frame) * shape.Plane));
        }

        return latents;
    }

    public IEnumerable<DecodedFrames> Decode(LatentShape shape, float[] latents, CancellationToken cancel)
    {
        var (width, height) = (shape.Width * geometry.PixelsPerLatent, shape.Height * geometry.PixelsPerLatent);
        using var stream = new Stream(components, FirstDecoder, NextDecoder, TensorRole.LatentSample, TensorRole.Sample);
        var done = 0;
        for (var frame = 0; frame < shape.Frames; frame++)
        {
            var answer = stream.Run(shape.Slice(latents, frame, 1), (shape with { Frames = 1 }).Dimensions(), cancel);
            var count = frame == 0 ? 1 : geometry.FramesPerLatent;
            yield return new DecodedFrames(VaeGraphs.Expect(answer, stream.Name, 1, 3, count, height, width), done, count, width, height);
            done += count;
        }
    }

    /// <summary>One clip's way through the two graphs; both stay loaded, because the caches belong to them.</summary>
    private sealed class Stream : IDisposable
    {
        private readonly TensorRole _input;
        private readonly TensorRole _output;
        private readonly GraphLease _first;
        private readonly GraphLease _next;
        private IDisposableReadOnlyCollection<OrtValue>? _answers;
        private List<(string Name, OrtValue Value)> _caches = [];

        public Stream(ComponentStore components, string first, string next, TensorRole input, TensorRole output)
        {
            (_input, _output) = (input, output);
            _first = components.Open(first);
            try
            {
                _next = components.Open(next);
            }
            catch
            {
                _first.Dispose();
                throw;
            }
        }

        /// <summary>The graph that gave the last answer.</summary>
        public string Name { get; private set; } = "";

        public HostTensor Run(float[] values, long[] dimensions, CancellationToken cancel)
        {
            var graph = _answers is null ? _first.Graph : _next.Graph;
            Name = graph.Name;
            using var binding = graph.CreateBinding();
            var from = graph.Input(_input);
            using var bound = new TensorPort(from.Type, values, dimensions);
            binding.BindInput(from.Name, bound.Value);
            foreach (var (name, value) in _caches)
                binding.BindInput(name, value);
            binding.BindOutputToDevice(graph.Output(_output).Name, OrtMemoryInfo.DefaultInstance);
            var kept = graph.Outputs.Where(o => o.Name.StartsWith("cache_", StringComparison.Ordinal)).ToList();
            foreach (var cache in kept)
                graph.BindOutputInPlace(binding, cache);
            graph.Run(binding, cancel);

            var answers = binding.GetOutputValues();
            _answers?.Dispose(); // the caches that went in
            _answers = answers;
            _caches = [.. kept.Select((cache, i) => (cache.Name[..^"_out".Length], answers[i + 1]))];
            return GraphAnswers.Read(answers[0]);
        }

        public void Dispose()
        {
            _answers?.Dispose();
            _next.Dispose();
            _first.Dispose();
        }
    }
}

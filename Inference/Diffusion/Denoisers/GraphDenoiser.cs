using System.Numerics.Tensors;
using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Prompts;
using Microsoft.ML.OnnxRuntime;

namespace ChatVideoBot.Inference.Diffusion.Denoisers;

/// <summary>A denoiser's graph with the prompts of one clip.</summary>
/// <param name="prompts">The prompt, then the negative prompt; empty for a model that reads no words.</param>
/// <param name="runs">How both prompts go through the network; without memory for that, they go one after the other.</param>
/// <param name="promptPerFrame">Whether the family's network wants the prompt once a frame, where the graph does.</param>
public sealed class GraphDenoiser(
    ComponentStore components, DenoiserPort port, IReadOnlyList<PromptStates> prompts, GuidanceRuns runs, bool promptPerFrame) : IDenoiser
{
    public IDenoiserCall Prepare(LatentShape shape, Conditioning conditioning, float[] latents, float[] answers) => new Call(
        components.Open(port.File), port, [.. PromptInputs(shape), .. conditioning.Inputs], shape, conditioning, latents, answers,
        runs == GuidanceRuns.One && !port.OpenBatch ? GuidanceRuns.Two : runs);

    private IEnumerable<ConstantInput> PromptInputs(LatentShape shape)
    {
        if (prompts.Count == 0)
            yield break;
        var (prompt, negative) = (prompts[0], prompts[^1]);
        var times = promptPerFrame && port.RepeatsPrompt ? shape.Frames : 1;
        float[] Repeated(float[] states) => times == 1 ? states : [.. Enumerable.Repeat(states, times).SelectMany(s => s)];
        yield return new ConstantInput(
            TensorRole.PromptStates, Repeated(prompt.Values), Repeated(negative.Values), times, prompt.Window, prompt.Width);
        if (port.Optional(TensorRole.PromptMask) is not null)
            yield return new ConstantInput(TensorRole.PromptMask, prompt.Mask, negative.Mask, 1, prompt.Window);
    }

    /// <summary>One binding for each set of prompts that go together.</summary>
    private sealed class Call(
        GraphLease lease, DenoiserPort port, ConstantInput[] inputs, LatentShape shape, Conditioning conditioning, float[] latents, float[] answers,
        GuidanceRuns runs) : IDenoiserCall
    {
        private readonly Dictionary<(int First, int Count), Bound> _bound = [];
        private GuidanceRuns _runs = runs;

        public void Run(float timestep, float inputScale, int branches, CancellationToken cancel)
        {
            var runs = branches > 1 ? _runs : GuidanceRuns.Two;
            try
            {
                if (runs == GuidanceRuns.Parallel)
                    SideBySide(timestep, inputScale, branches, cancel);
                else
                    OneByOne(timestep, inputScale, branches, runs == GuidanceRuns.One ? branches : 1, cancel);
            }
            catch (ModelException e) when (e.OutOfMemory && runs != GuidanceRuns.Two)
            {
                _runs = GuidanceRuns.Two;
                Forget();
                OneByOne(timestep, inputScale, branches, 1, cancel);
            }
        }

        public void Dispose()
        {
            Forget();
            lease.Dispose();
        }

        private void OneByOne(float timestep, float inputScale, int branches, int together, CancellationToken cancel)
        {
            for (var first = 0; first < branches; first += together)
                Binding(first, together).Run(lease.Graph, latents, timestep, inputScale, cancel);
        }

        private void SideBySide(float timestep, float inputScale, int branches, CancellationToken cancel)
        {
            var all = Enumerable.Range(0, branches).Select(first => Binding(first, 1)).ToList();
            var others = all.Skip(1).Select(one => Task.Run(() => one.Run(lease.Graph, latents, timestep, inputScale, cancel), CancellationToken.None)).ToArray();
            try
            {
                all[0].Run(lease.Graph, latents, timestep, inputScale, cancel);
            }
            finally
            {
                Task.WhenAll(others).GetAwaiter().GetResult(); // none may still write when this returns
            }
        }

        private Bound Binding(int first, int count) =>
            _bound.TryGetValue((first, count), out var bound)
                ? bound
                : _bound[(first, count)] = new Bound(lease.Graph, port, inputs, shape, conditioning, answers.AsMemory(first * shape.Length, count * shape.Length), first, count);

        private void Forget()
        {
            foreach (var bound in _bound.Values)
                bound.Dispose();
            _bound.Clear();
        }
    }

    /// <summary>Inputs that stay are bound once; latents and timestep at every run, because a device copies at binding.</summary>
    private sealed class Bound : IDisposable
    {
        private readonly DenoiserPort _port;
        private readonly LatentShape _shape;
        private readonly KnownLatents? _seen;
        private readonly OrtIoBinding _binding;
        private readonly List<TensorPort> _kept = [];
        private readonly TensorPort _input;
        private readonly TensorPort _time;
        private readonly TensorPort _output;
        private readonly Memory<float> _answers;
        private readonly float[] _scaled;
        private readonly float[] _unknown;
        private readonly int _count;

        public Bound(
            Graph graph, DenoiserPort port, IEnumerable<ConstantInput> inputs, LatentShape shape, Conditioning conditioning, Memory<float> answers,
            int first, int count)
        {
            (_port, _shape, _answers, _count, _binding) = (port, shape, answers, count, graph.CreateBinding());
            _seen = conditioning.Known is { Use: KnownUse.InInput } seen ? seen : null;
            _unknown = Unknown(conditioning.Known);
            _scaled = new float[shape.Length];

            var wide = shape with { Channels = port.Channels };
            _input = Keep(new TensorPort(port.Latents.Type, new float[count * wide.Length], port.Layout.Dimensions(wide, count)));
            PackChannels(conditioning, first);
            _time = Keep(Time());
            var packed = port.Layout == LatentLayout.ChannelsFirst ? answers : new float[answers.Length];
            _output = Keep(new TensorPort(port.Prediction.Type, packed, port.Layout.Dimensions(shape, count)));
            _binding.BindOutput(port.Prediction.Name, _output.Value);
            foreach (var input in inputs)
                Constant(input, first);
        }

        public void Run(Graph graph, float[] latents, float timestep, float inputScale, CancellationToken cancel)
        {
            TensorPrimitives.Multiply(latents, inputScale, _scaled);
            _seen?.Restore(_scaled);
            var clip = _input.Floats.Length / _count;
            for (var i = 0; i < _count; i++)
                _port.Layout.Pack(_shape, _scaled, _input.Floats.Span.Slice(i * clip, clip), _port.Channels);
            _input.Push();
            if (_unknown.Length == 0)
            {
                _time.Floats.Span.Fill(timestep);
            }
            else
            {
                for (var i = 0; i < _count; i++)
                    TensorPrimitives.Multiply(_unknown, timestep, _time.Floats.Span.Slice(i * _unknown.Length, _unknown.Length));
            }

            _time.Push();
            _binding.BindInput(_port.Latents.Name, _input.Value);
            _binding.BindInput(_port.Timestep.Name, _time.Value);
            graph.Run(_binding, cancel);
            _output.Pull();
            if (_port.Layout == LatentLayout.ChannelsFirst)
                return;
            for (var i = 0; i < _count; i++)
                _port.Layout.Unpack(_shape, _output.Floats.Span.Slice(i * _shape.Length, _shape.Length), _answers.Span.Slice(i * _shape.Length, _shape.Length));
        }

        public void Dispose()
        {
            _binding.Dispose();
            _kept.ForEach(k => k.Dispose());
        }

        /// <summary>1 for each token that is not known: its timestep is the clip's; a known one's is 0.</summary>
        private float[] Unknown(KnownLatents? known)
        {
            if (known is null or { Use: KnownUse.AtEnd } || !_port.TimestepPerToken)
                return [];
            var (height, width) = (_shape.Height / _port.Patch, _shape.Width / _port.Patch);
            var unknown = new float[_shape.Frames * height * width];
            for (var token = 0; token < unknown.Length; token++)
            {
                var (frame, row, column) = (token / (height * width), token / width % height, token % width);
                unknown[token] = 1 - known.Mask[frame * _shape.Plane + row * _port.Patch * _shape.Width + column * _port.Patch];
            }

            return unknown;
        }

        private TensorPort Time()
        {
            var tensor = _port.Timestep;
            return tensor.Rank switch
            {
                0 => new TensorPort(tensor.Type, new float[1]),
                1 when tensor.Dimensions[0] == 1 => new TensorPort(tensor.Type, new float[1], 1),
                1 => new TensorPort(tensor.Type, new float[_count], _count),
                _ => new TensorPort(tensor.Type, new float[_count * _port.Tokens(_shape)], _count, _port.Tokens(_shape)),
            };
        }

        private void PackChannels(Conditioning conditioning, int first)
        {
            var more = _port.Channels - _shape.Channels;
            if (conditioning.Channels.Length != more * _shape.Frames * _shape.Plane)
                throw new InvalidOperationException($"{_port.File} takes {more} channels of a condition, but {conditioning.Channels.Length} values are given.");
            var clip = _input.Floats.Length / _count;
            for (var i = 0; i < _count && more > 0; i++)
            {
                var channels = first + i == 0 ? conditioning.Channels : conditioning.NegativeChannels ?? conditioning.Channels;
                _port.Layout.Pack(_shape with { Channels = more }, channels, _input.Floats.Span.Slice(i * clip, clip), _port.Channels, _shape.Channels);
            }
        }

        private void Constant(ConstantInput input, int first)
        {
            var tensor = BoundTensor.Resolve(_port.File, "input", input.Role with { Optional = false }, _port.Inputs)!;
            var values = new float[_count * input.Values.Length];
            for (var i = 0; i < _count; i++)
                (first + i == 0 ? input.Values : input.Negative ?? input.Values).CopyTo(values.AsSpan(i * input.Values.Length));
            long[] dimensions = [_count * input.Dimensions[0], .. input.Dimensions[1..]];
            _binding.BindInput(tensor.Name, Keep(new TensorPort(tensor.Type, values, dimensions)).Value);
        }

        private TensorPort Keep(TensorPort port)
        {
            _kept.Add(port);
            return port;
        }
    }
}

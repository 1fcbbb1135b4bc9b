using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Prompts;
using Microsoft.ML.OnnxRuntime;

namespace ChatVideoBot.Inference.Diffusion;

/// <summary>A denoiser's graph with the text states of one clip. All prompts go in one run where the graph's batch is open.</summary>
public sealed class GraphDenoiser(Graph graph, PromptStates prompts) : IDenoiser
{
    public IDenoiserCall Prepare(LatentShape shape, float[] condition, float[] latents, float[] answers) =>
        new Call(graph, prompts, shape, condition, latents, answers);

    /// <summary>One binding for each number of prompts; a graph with a fixed batch of 1 is run once for each prompt.</summary>
    private sealed class Call : IDenoiserCall
    {
        private readonly Graph _graph;
        private readonly PromptStates _prompts;
        private readonly LatentShape _shape;
        private readonly float[] _condition;
        private readonly float[] _latents;
        private readonly float[] _answers;
        private readonly int _batch;
        private readonly Dictionary<(int First, int Count), Bound> _bound = [];

        public Call(Graph graph, PromptStates prompts, LatentShape shape, float[] condition, float[] latents, float[] answers)
        {
            (_graph, _prompts, _shape, _condition, _latents, _answers) = (graph, prompts, shape, condition, latents, answers);
            var open = graph.Input(TensorRole.Latents).Dimensions[0];
            _batch = open < 0 ? int.MaxValue : open;
        }

        public void Run(float timestep, int branches, CancellationToken cancel)
        {
            for (var first = 0; first < branches; first += _batch)
            {
                var count = Math.Min(_batch, branches - first);
                if (!_bound.TryGetValue((first, count), out var bound))
                    _bound[(first, count)] = bound = Bind(first, count);
                bound.Run(_graph, _latents, timestep, cancel);
                if (_batch == int.MaxValue)
                    break;
            }
        }

        public void Dispose()
        {
            foreach (var bound in _bound.Values)
                bound.Dispose();
        }

        private Bound Bind(int first, int count)
        {
            var bound = new Bound(_graph, _shape, count);
            bound.Constant(_graph.Input(TensorRole.PromptStates).Name, _prompts.States(first, count));
            if (_graph.OptionalInput(TensorRole.PromptMask) is { } mask)
                bound.Constant(mask.Name, _prompts.Mask(first, count, mask.Type));
            if (_graph.OptionalInput(TensorRole.Condition) is { } condition)
            {
                var repeated = Enumerable.Repeat(_condition, count).SelectMany(c => c).ToArray();
                bound.Constant(condition.Name, HostTensor.Of(repeated, (_shape with { Channels = _shape.Channels + 1 }).Dimensions(count)));
            }

            bound.Output(_graph.Output(TensorRole.Velocity).Name,
                HostTensor.Of(_answers.AsMemory(first * _shape.Length, count * _shape.Length), _shape.Dimensions(count)));
            return bound;
        }
    }

    /// <summary>Inputs that stay are bound once; latents and timestep at every run, because a device copies at binding.</summary>
    private sealed class Bound : IDisposable
    {
        private readonly OrtIoBinding _binding;
        private readonly List<OrtValue> _kept = [];
        private readonly float[] _input;
        private readonly float[] _time;
        private readonly (string Name, OrtValue Value) _latents;
        private readonly (string Name, OrtValue Value) _timestep;
        private readonly int _count;

        public Bound(Graph graph, LatentShape shape, int count)
        {
            (_binding, _count) = (graph.CreateBinding(), count);
            _input = new float[count * shape.Length];
            _latents = (graph.Input(TensorRole.Latents).Name, HostTensor.Of(_input, shape.Dimensions(count)));
            var timestep = graph.Input(TensorRole.Timestep);
            _time = new float[timestep.Rank == 0 ? 1 : count];
            _timestep = (timestep.Name, timestep.Rank == 0 ? HostTensor.Of(_time) : HostTensor.Of(_time, count));
            _kept.AddRange([_latents.Value, _timestep.Value]);
        }

        public void Constant(string name, OrtValue value)
        {
            _kept.Add(value);
            _binding.BindInput(name, value);
        }

        public void Output(string name, OrtValue value)
        {
            _kept.Add(value);
            _binding.BindOutput(name, value);
        }

        public void Run(Graph graph, float[] latents, float timestep, CancellationToken cancel)
        {
            for (var i = 0; i < _count; i++)
                latents.CopyTo(_input.AsSpan(i * latents.Length));
            _time.AsSpan().Fill(timestep);
            _binding.BindInput(_latents.Name, _latents.Value);
            _binding.BindInput(_timestep.Name, _timestep.Value);
            graph.Run(_binding, cancel);
        }

        public void Dispose()
        {
            _binding.Dispose();
            foreach (var value in _kept)
                value.Dispose();
        }
    }
}

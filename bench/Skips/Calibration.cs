using System.Numerics.Tensors;
using ChatVideoBot.Inference;
using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.StepSkipping;
using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Bench.Skips;

/// <summary>What a model's fixed skip tables are made of, measured over a few full clips: the same for every prompt, so once for a model.</summary>
/// <param name="Ratios">MagCache's γ of each step: mean|v − x| over that of the step before.</param>
/// <param name="Changes">How much the output changes from step to step: mean|v − v_before| / mean|v_before|.</param>
internal sealed record Calibration(float[] Ratios, float[] Changes)
{
    public static Calibration Measure(int steps, IReadOnlyList<string> prompts, CancellationToken cancel)
    {
        using var model = LoadedModel.Load(ModelsFolder.Resolve(""), new InferenceOptions());
        var shape = model.Folder.Geometry.Latents(17, model.Folder.Defaults.WidthPixels, model.Folder.Defaults.HeightPixels);
        var settings = model.Folder.Defaults with { Steps = steps };
        var watch = new Watch(steps);
        foreach (var (prompt, seed) in prompts.Select((p, i) => (p, i + 1000))) // other seeds than the clips that are judged
        {
            var latents = new float[shape.Length];
            Noise.Fill(seed, shape, latents);
            var scheduler = model.Scheduler(settings, shape);
            var denoiser = model.Denoiser([model.Prompts!.Encode(prompt, cancel), model.Prompts.Encode("", cancel)], shape);
            var conditioning = model.Conditions.Make(shape, settings, null, null, model.Vae(settings), _ => { }, cancel);
            new DenoiseLoop(denoiser, scheduler, model.Guidance(settings, scheduler), conditioning, watch, (_, _) => { }).Run(shape, latents, null, cancel);
        }

        return new Calibration([.. watch.Ratios.Select(r => (float)r.Average())], [.. watch.Changes.Select(c => (float)c.Average())]);
    }

    /// <summary>Guesses nothing and writes down how things change.</summary>
    private sealed class Watch(int steps) : IStepSkip
    {
        private float[] _output = [];
        private float[] _residual = [];

        public List<double>[] Ratios { get; } = [.. Enumerable.Range(0, steps).Select(_ => new List<double>())];

        public List<double>[] Changes { get; } = [.. Enumerable.Range(0, steps).Select(_ => new List<double>())];

        public bool TryGuess(int i, ReadOnlySpan<float> latents, Span<float> output) => false;

        public void Record(int i, ReadOnlySpan<float> latents, ReadOnlySpan<float> output)
        {
            var residual = new float[output.Length];
            TensorPrimitives.Subtract(output, latents, residual);
            var change = new float[output.Length];
            if (i > 0)
                TensorPrimitives.Subtract(output, _output, change);
            Ratios[i].Add(i == 0 ? 1 : Magnitude(residual) / Magnitude(_residual));
            Changes[i].Add(i == 0 ? 0 : Magnitude(change) / Magnitude(_output));
            (_output, _residual) = (output.ToArray(), residual);
        }

        private static double Magnitude(float[] values) => TensorPrimitives.SumOfMagnitudes<float>(values) / (double)values.Length;
    }
}

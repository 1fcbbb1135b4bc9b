using ChatVideoBot.Inference.Conditions;
using ChatVideoBot.Inference.Diffusion.StepSkipping;
using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.Denoisers;
using ChatVideoBot.Inference.Diffusion.Guidance;
using ChatVideoBot.Inference.Diffusion.Schedulers;

namespace ChatVideoBot.Inference.Tests.Diffusion;

/// <summary>The loop with a denoiser whose answers are known in closed form.</summary>
public sealed class DenoiseLoopTests
{
    private static readonly LatentShape Shape = new(2, 3, 1, 2);

    [Fact]
    public void Guidance_schedule_and_conditioning_work_together()
    {
        // The prompt's velocity is 1, the negative's 0.5: with g = 4, v = 0.5 + 4 * 0.5 = 2.5 at every step, and x falls by 2.5 in all.
        var known = PocketCondition.Make(Shape, [8, 8, 9, 9], 1);
        var latents = Enumerable.Repeat(1f, Shape.Length).ToArray();
        var denoiser = new Constant(1, 0.5f);
        var steps = new List<int>();

        new DenoiseLoop(denoiser, new FlowMatchEuler(5, 2), new ClassifierFreeGuidance(4), known, new RunEveryStep(), NoNoise)
            .Run(Shape, latents, s => steps.Add(s.Index), TestContext.Current.CancellationToken);

        Assert.Equal([8, 8, -1.5f, -1.5f, -1.5f, -1.5f, 9, 9, -1.5f, -1.5f, -1.5f, -1.5f], latents.Select(l => MathF.Round(l, 5)));
        Assert.Equal([0, 1, 2, 3, 4], steps);
        Assert.Equal([1000, 1600 / 1.8f, 750, 4000 / 7f, 1000 / 3f], denoiser.Timesteps, (a, b) => MathF.Abs(a - b) < 1e-2f);
        Assert.Equal([8, 8, 0, 0, 0, 0, 9, 9, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0], denoiser.Condition);
    }

    [Fact]
    public void Without_guidance_only_the_prompt_is_asked()
    {
        var latents = new float[Shape.Length];
        var denoiser = new Constant(1, float.NaN);

        new DenoiseLoop(denoiser, new FlowMatchEuler(3, 2), new NoGuidance(), PocketCondition.Make(Shape, null, 0), new RunEveryStep(), NoNoise)
            .Run(Shape, latents, null, TestContext.Current.CancellationToken);

        Assert.All(latents, l => Assert.Equal(-1, l, 5));
        Assert.All(denoiser.Condition, c => Assert.Equal(0, c));
    }

    [Fact]
    public void A_guessed_step_does_not_call_the_model()
    {
        var latents = new float[Shape.Length];
        var denoiser = new Constant(1, 0);

        new DenoiseLoop(denoiser, new FlowMatchEuler(4, 2), new NoGuidance(), PocketCondition.Make(Shape, null, 0), new GuessOdd(), NoNoise)
            .Run(Shape, latents, null, TestContext.Current.CancellationToken);

        Assert.Equal(2, denoiser.Timesteps.Count);
        Assert.All(latents, l => Assert.Equal(-1, l, 5));
    }

    [Fact]
    public void Cancelled_between_two_steps_it_stops_there()
    {
        using var cancel = new CancellationTokenSource();
        var denoiser = new Constant(1, 1);
        var loop = new DenoiseLoop(denoiser, new FlowMatchEuler(9, 2), new NoGuidance(), PocketCondition.Make(Shape, null, 0), new RunEveryStep(), NoNoise);

        Assert.Throws<OperationCanceledException>(() => loop.Run(Shape, new float[Shape.Length], s =>
        {
            if (s.Index == 2)
                cancel.Cancel();
        }, cancel.Token));
        Assert.Equal(3, denoiser.Timesteps.Count);
    }

    [Fact]
    public void Known_frames_that_do_not_fit_are_refused() =>
        Assert.Throws<ArgumentException>(() => PocketCondition.Make(Shape, new float[4 * 4], 4));

    private static void NoNoise(int i, Span<float> noise) => throw new InvalidOperationException("No step here draws noise.");

    private sealed class Constant(params float[] velocities) : IDenoiser, IDenoiserCall
    {
        private float[] _answers = [];

        public List<float> Timesteps { get; } = [];

        public float[] Condition { get; private set; } = [];

        public IDenoiserCall Prepare(LatentShape shape, Conditioning conditioning, float[] latents, float[] answers)
        {
            (_answers, Condition) = (answers, conditioning.Inputs[0].Values);
            return this;
        }

        public void Run(float timestep, float inputScale, int branches, CancellationToken cancel)
        {
            Timesteps.Add(timestep);
            for (var i = 0; i < branches; i++)
                _answers.AsSpan(i * _answers.Length / 2, _answers.Length / 2).Fill(velocities[i]);
        }

        public void Dispose()
        {
        }
    }

    private sealed class GuessOdd : IStepSkip
    {
        private readonly float[] _last = new float[Shape.Length];

        public bool TryGuess(int i, ReadOnlySpan<float> latents, Span<float> output)
        {
            _last.CopyTo(output);
            return i % 2 == 1;
        }

        public void Record(int i, ReadOnlySpan<float> latents, ReadOnlySpan<float> output) => output.CopyTo(_last);
    }
}

using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.Schedulers;

namespace ChatVideoBot.Inference.Tests.Diffusion;

public sealed class FlowMatchEulerTests
{
    [Fact]
    public void Sigmas_fall_from_one_to_zero_along_the_shifted_line()
    {
        // s = 1, 3/4, 1/2, 1/4 and 2s / (1 + s)
        float[] expected = [1, 6f / 7, 2f / 3, 0.4f, 0];
        var scheduler = new FlowMatchEuler(4, 2);

        Assert.All(Enumerable.Range(0, 5), i => Assert.Equal(expected[i], scheduler.Sigma(i), 6));
        Assert.Equal(1000 * 6f / 7, scheduler.Timestep(1), 3);
    }

    [Fact]
    public void A_constant_velocity_leads_from_noise_to_the_sample_in_any_number_of_steps()
    {
        // Straight paths: v = noise - sample everywhere, so that Euler makes no error.
        foreach (var steps in (int[])[1, 7, 24])
        {
            var scheduler = new FlowMatchEuler(steps, 2);
            float[] latents = [2, -1];
            float[] velocity = [2 - 0.5f, -1 - 3];
            var clean = new float[2];
            for (var i = 0; i < steps; i++)
            {
                scheduler.PredictClean(i, velocity, latents, clean);
                Assert.Equal([0.5f, 3], clean.Select(c => MathF.Round(c, 4)));
                scheduler.Step(i, velocity, latents, new StepMemory((_, _) => { }));
            }

            Assert.Equal([0.5f, 3], latents.Select(l => MathF.Round(l, 4)));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, float.NaN)]
    public void No_steps_or_no_shift_are_refused(int steps, float shift) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FlowMatchEuler(steps, shift));
}

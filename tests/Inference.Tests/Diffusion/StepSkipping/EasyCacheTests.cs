using ChatVideoBot.Inference.Diffusion.StepSkipping;

using ChatVideoBot.Inference.Diffusion.Schedulers;

namespace ChatVideoBot.Inference.Tests.Diffusion.StepSkipping;

public sealed class EasyCacheTests
{
    [Fact]
    public void It_decides_as_worked_by_hand()
    {
        // x moves by 1 and v by 0.1 a step: k = 0.1, and with |v| near 1 each step costs about 0.1.
        var skip = new EasyCache(12, threshold: 0.25, warmUp: 2);
        var output = new float[1];
        var computed = new List<int>();
        for (var i = 0; i < 12; i++)
        {
            if (skip.TryGuess(i, [i], output))
                continue;
            computed.Add(i);
            skip.Record(i, [i], [1 + 0.1f * i]);
        }

        // Step 2: .1/1.1 = .091; 3: .182; 4: .273, computed (v = 1.4). 5: .071, 6: .143, 7: .214, 8: .286, computed (v = 1.8).
        // 9: .056, 10: .111; 11 is the last.
        Assert.Equal([0, 1, 4, 8, 11], computed);
    }

    [Fact]
    public void A_skipped_output_is_the_latents_and_the_last_difference()
    {
        var skip = new EasyCache(12, threshold: 100, warmUp: 2);
        float[] output = new float[2];
        skip.TryGuess(0, [0, 0], output);
        skip.Record(0, [0, 0], [1, 1]);
        skip.TryGuess(1, [1, 2], output);
        skip.Record(1, [1, 2], [5, 7]);

        Assert.True(skip.TryGuess(2, [3, 3], output));
        Assert.Equal([3 + 5 - 1, 3 + 7 - 2], output);
    }

    [Fact]
    public void The_error_and_the_calls_follow_the_threshold()
    {
        float exact = Run(0, out var all)[0], previousError = 0;
        var previousCalls = all;
        Assert.Equal(50, all);
        foreach (var threshold in (double[])[.02, .05, .1, .2])
        {
            var error = MathF.Abs(Run(threshold, out var calls)[0] - exact);

            Assert.True(calls < previousCalls, $"{calls} calls at {threshold}, {previousCalls} before");
            Assert.True(error >= previousError, $"error {error} at {threshold}, {previousError} before");
            Assert.True(error < threshold, $"error {error} at {threshold}");
            (previousError, previousCalls) = (error, calls);
        }
    }

    [Theory]
    [InlineData(11, 1000, 11)] // too few steps
    [InlineData(50, 1000, 11)] // the warm-up and the last
    [InlineData(50, 0, 50)]
    public void The_ends_are_always_computed(int steps, double threshold, int calls)
    {
        var skip = new EasyCache(steps, threshold);
        var made = 0;
        for (var i = 0; i < steps; i++)
        {
            if (skip.TryGuess(i, [i], new float[1]))
                continue;
            made++;
            skip.Record(i, [i], [1 + i]);
        }

        Assert.Equal(calls, made);
    }

    [Fact]
    public void Outputs_and_latents_that_stand_still_or_are_zero_do_not_break_it()
    {
        var skip = new EasyCache(20, 0.1);
        var output = new float[1];
        for (var i = 0; i < 20; i++)
        {
            if (!skip.TryGuess(i, [0], output))
                skip.Record(i, [0], [0]);
            Assert.Equal(0, output[0]);
        }
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EasyCache(20, -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EasyCache(20, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EasyCache(20, 0.1, warmUp: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EasyCache(20, 0.1, last: 0));
    }

    /// <summary>A smooth field over 50 Euler steps.</summary>
    private static float[] Run(double threshold, out int calls)
    {
        var scheduler = new FlowMatchEuler(50, 3);
        var skip = new EasyCache(50, threshold);
        float[] latents = [1, -.5f, .8f, .2f], output = new float[4];
        var memory = new StepMemory((_, _) => { });
        calls = 0;
        for (var i = 0; i < 50; i++)
        {
            if (!skip.TryGuess(i, latents, output))
            {
                for (var j = 0; j < 4; j++)
                    output[j] = 1 + MathF.Sin(2 * latents[j] + j) * scheduler.Sigma(i);
                skip.Record(i, latents, output);
                calls++;
            }

            scheduler.Step(i, output, latents, memory);
        }

        return latents;
    }
}

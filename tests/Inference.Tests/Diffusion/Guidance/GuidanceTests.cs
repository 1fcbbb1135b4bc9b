using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.Guidance;

namespace ChatVideoBot.Inference.Tests.Diffusion.Guidance;

public sealed class GuidanceTests
{
    private static readonly LatentShape Two = new(1, 1, 1, 2);

    [Fact]
    public void The_answer_goes_on_from_the_negative_prompt_past_the_prompt() =>
        Assert.Equal([2.5f, 8], Combine(new ClassifierFreeGuidance(4), Two, [1, 2, 0.5f, 0])); // 0.5 + 4 * 0.5; 0 + 4 * 2

    [Theory]
    [InlineData(0, 2.5f, 8)]
    [InlineData(0.7f, 1.0681818f, 3.4181818f)] // std(1, 2) / std(2.5, 8) = 2 / 11, so v * (0.7 * 2 / 11 + 0.3)
    [InlineData(1, 5f / 11, 16f / 11)]
    public void Rescaled_it_gets_the_spread_of_the_prompts_answer_back(float share, float first, float second)
    {
        var output = Combine(new ClassifierFreeGuidance(4) { Rescale = share }, Two, [1, 2, 0.5f, 0]);

        Assert.Equal(first, output[0], 1e-6f);
        Assert.Equal(second, output[1], 1e-6f);
    }

    [Fact]
    public void Without_any_spread_there_is_nothing_to_rescale() =>
        Assert.Equal([5f, 5], Combine(new ClassifierFreeGuidance(4) { Rescale = 1 }, Two, [2, 2, 1, 1]));

    [Fact]
    public void Outside_of_its_interval_only_the_prompt_is_asked()
    {
        var guidance = new ClassifierFreeGuidance(4) { FirstStep = 2, EndStep = 4 };

        Assert.Equal([1, 1, 2, 2, 1], Enumerable.Range(0, 5).Select(guidance.Branches));
        Assert.Equal([1f, 2], Combine(guidance, Two, [1, 2, float.NaN, float.NaN], step: 4));
        Assert.Equal([2.5f, 8], Combine(guidance, Two, [1, 2, 0.5f, 0], step: 3));
    }

    [Fact]
    public void It_rises_evenly_over_the_frames_in_every_channel()
    {
        var shape = new LatentShape(2, 3, 1, 1);
        float[] answers = [1, 1, 1, 2, 2, 2, 0, 0, 0, 1, 1, 1];

        Assert.Equal([1f, 2, 3, 2, 3, 4], Combine(new PerFrameGuidance(1, 3), shape, answers)); // v_u + g * 1
        Assert.Equal([4f], Combine(new PerFrameGuidance(3, 9), new LatentShape(1, 1, 1, 1), [2, 1])); // one frame is the first
        Assert.Equal(2, new PerFrameGuidance(1, 3).Branches(0));
    }

    [Fact]
    public void Two_networks_have_a_guidance_each()
    {
        var guidance = new ExpertGuidance(new ClassifierFreeGuidance(4), new NoGuidance(), 2);

        Assert.Equal([2, 2, 1, 1], Enumerable.Range(0, 4).Select(guidance.Branches));
        Assert.Equal([2.5f, 8], Combine(guidance, Two, [1, 2, 0.5f, 0], step: 1));
        Assert.Equal([1f, 2], Combine(guidance, Two, [1, 2, 0.5f, 0], step: 2));
    }

    private static float[] Combine(IGuidance guidance, LatentShape shape, float[] answers, int step = 0)
    {
        var output = new float[shape.Length];
        guidance.Combine(step, shape, answers, output);
        return output;
    }
}

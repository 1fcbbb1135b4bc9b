using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Planning;
using ChatVideoBot.Inference.Tests.Clips;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Tests.Planning;

public sealed class ClipPlanTests
{
    private static readonly ModelFolder Model = ModelFolder.Read(Pocket.Folder);
    private static readonly ClipRequest Cat = new() { Prompt = " a cat " };

    [Fact]
    public void A_plain_request_takes_the_models_own_values()
    {
        var plan = Make(Cat);

        Assert.Equal(("a cat", 17, 64, 64, 16, 4.0), (plan.Prompt, plan.Frames, plan.WidthPixels, plan.HeightPixels, plan.Steps, plan.Guidance));
        Assert.Empty(plan.Notes);
    }

    [Fact]
    public void Options_win_over_the_models_values()
    {
        var plan = Make(Cat with { Seconds = 60 }, new InferenceOptions { Steps = 3, Guidance = 1, MaxSeconds = 60 });

        Assert.Equal((481, 3, 1.0), (plan.Frames, plan.Steps, plan.Guidance));
    }

    [Fact]
    public void The_size_is_the_aspect_asked_for_else_the_pictures_and_what_was_snapped_is_said()
    {
        Assert.Equal((48, 80), Size(Make(Cat with { Aspect = "3:5" }, picture: 2)));
        Assert.Equal((80, 48), Size(Make(Cat, picture: 1.7)));
        Assert.Equal((128, 32), Size(Make(Cat, picture: 50)));
        Assert.Equal("Aspect 16:9 became 5:3, the nearest that pocket makes.", Assert.Single(Make(Cat with { Aspect = "16:9" }).Notes));
        Assert.StartsWith("The picture's shape became 5:3", Assert.Single(Make(Cat, picture: 1.8).Notes));
    }

    [Theory]
    [InlineData(600, "seconds: 600 is more than 60.")]
    [InlineData(0.25, "seconds: 0.25 is less than 0.5.")]
    [InlineData(-1, "seconds: -1 is less than 0.5.")]
    [InlineData(double.NaN, "seconds: give a number from 0.5 to 60.")]
    [InlineData(double.PositiveInfinity, "seconds: give a number from 0.5 to 60.")]
    public void Illegal_lengths_are_refused_with_the_nearest_legal_one(double seconds, string sentence) =>
        Refused(Cat with { Seconds = seconds }, FailureStage.Prompt, sentence);

    [Theory]
    [InlineData("wide", "aspect: \"wide\" is not W:H, for example 16:9.")]
    [InlineData("0:1", "aspect: \"0:1\" is not W:H, for example 16:9.")]
    [InlineData("1:-1", "aspect: \"1:-1\" is not W:H, for example 16:9.")]
    [InlineData("10:1", "aspect: 10:1 is wider than 4:1.")]
    [InlineData("1:10", "aspect: 1:10 is taller than 1:4.")]
    public void Illegal_aspects_are_refused(string aspect, string sentence) =>
        Refused(Cat with { Aspect = aspect }, FailureStage.Prompt, sentence);

    [Fact]
    public void Prompts_must_say_something_and_have_an_end()
    {
        Refused(new ClipRequest { Prompt = " \n" }, FailureStage.Prompt, "prompt: say what should be seen, for example \"a red ball bouncing in the desert\".");
        Refused(new ClipRequest { Prompt = new string('a', 1501) }, FailureStage.Prompt, "prompt: 1501 characters are more than 1500.");
        Refused(Cat with { Negative = new string('a', 1501) }, FailureStage.Prompt, "negative: 1501 characters are more than 1500.");
        Refused(Cat with { Model = "wan" }, FailureStage.Model, "model: \"wan\" is not here; this worker has \"pocket\".");
    }

    private static void Refused(ClipRequest request, FailureStage stage, string sentence)
    {
        var refused = Assert.Throws<ClipRefusedException>(() => Make(request));
        Assert.Equal((stage, sentence), (refused.Stage, refused.Message));
    }

    private static (int, int) Size(ClipPlan plan) => (plan.WidthPixels, plan.HeightPixels);

    private static ClipPlan Make(ClipRequest request, InferenceOptions? options = null, double? picture = null) =>
        ClipPlan.Make(request, picture is { } aspect ? GivenShape.Picture(aspect) : default, Model, options ?? new InferenceOptions());
}

using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Planning;
using ChatVideoBot.Inference.Tests.Clips;
using ChatVideoBot.Inference.Tests.Families;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Tests.Planning;

/// <summary>What a model's card refuses before a job waits in line is what its worker refuses, and nothing else.</summary>
public sealed class ModelCardTests
{
    private static readonly InferenceOptions Options = new() { MaxSeconds = 12, MaxPromptCharacters = 30 };
    private static readonly ClipRequest Cat = new() { Prompt = "a cat" };
    private static readonly Shot Shot = new() { Prompt = "a", Seconds = 4 };

    private static readonly ClipRequest[] Requests =
    [
        Cat, Cat with { Prompt = " " }, Cat with { Prompt = new string('a', 30) }, Cat with { Prompt = new string('a', 31) }, Cat with { Negative = new string('a', 31) },
        Cat with { Seconds = 12 }, Cat with { Seconds = 12.1 }, Cat with { Seconds = 0.5 }, Cat with { Seconds = 0.4 }, Cat with { Seconds = double.NaN },
        Cat with { Aspect = "16:9" }, Cat with { Aspect = "4:1" }, Cat with { Aspect = "1 / 4" }, Cat with { Aspect = "4.1:1" }, Cat with { Aspect = "wide" }, Cat with { Aspect = "0:1" },
        Cat with { Prompt = "", Shots = [Shot, Shot, Shot] }, Cat with { Shots = [Shot, Shot, Shot, Shot] }, Cat with { Shots = [Shot, Shot with { Seconds = 0.1 }] },
        Cat with { Prompt = "", Shots = [Shot, Shot with { Prompt = "" }] }, Cat with { Shots = [Shot, Shot with { Prompt = new string('a', 28) }] },
        Cat with { Shots = [.. Enumerable.Repeat(Shot with { Seconds = 0.1 }, 61)] },
        Cat with { Motion = -1 }, Cat with { Motion = 0 }, Cat with { Motion = 4 }, Cat with { Motion = 5 }, Cat with { Motion = int.MinValue }, Cat with { Motion = int.MaxValue },
        Cat with { Motion = 4, Seconds = 6 }, Cat with { Motion = 4, Seconds = 6.1 }, Cat with { Motion = 0, Seconds = 12 }, Cat with { Motion = 0, Seconds = 12.1 },
        Cat with { Motion = 4, Shots = [Shot, Shot with { Seconds = 2 }] }, Cat with { Motion = 4, Shots = [Shot, Shot] }, Cat with { Motion = 4, Seconds = double.NaN },
        Cat with { Camera = "Zoom IN" }, Cat with { Camera = " " }, Cat with { Camera = "zoom" }, Cat with { Camera = "pan left right" }, Cat with { Camera = "zoom in pan left" }, Cat with { Camera = "fly" },
        Cat with { FramesPerSecond = 8 }, Cat with { FramesPerSecond = 24 }, Cat with { FramesPerSecond = 7.99 }, Cat with { FramesPerSecond = 24.01 }, Cat with { FramesPerSecond = -1 },
        Cat with { FramesPerSecond = double.NaN }, Cat with { FramesPerSecond = double.PositiveInfinity },
        Cat with { Guidance = 1 }, Cat with { Guidance = 25 }, Cat with { Guidance = 0.99 }, Cat with { Guidance = 25.01 }, Cat with { Guidance = -4 }, Cat with { Guidance = double.NaN },
        Cat with { Style = new string('a', 25) }, Cat with { Style = new string('a', 26) }, Cat with { Prompt = " ", Style = "a" },
        Cat with { Style = new string('a', 24), Shots = [Shot, Shot] }, Cat with { Style = new string('a', 25), Shots = [Shot, Shot] },
    ];

    [Theory]
    [InlineData("pocket")]
    [InlineData("wan_t2v")]
    [InlineData("svd")]
    [InlineData("ltx")]
    public void The_card_and_the_plan_refuse_the_same(string name)
    {
        var model = ModelFolder.Read(name == "pocket" ? Pocket.Folder : FamilyFolders.Of(name));
        var card = ClipMaker.CardOf(model, Options);
        var made = 0;
        foreach (var sources in (SourceKinds[])[SourceKinds.None, SourceKinds.Picture, SourceKinds.Picture | SourceKinds.EndPicture])
        {
            foreach (var request in Requests.Where(request => request.Shots.Count == 0 || !sources.HasFlag(SourceKinds.EndPicture)))
            {
                var refusal = card.Refusal(request, sources);
                var thrown = Record.Exception(() => ClipPlan.Make(request, Given(sources), model, Options));
                Assert.True(refusal is null == thrown is null, $"{request}, {sources}: \"{refusal}\" beside \"{thrown?.Message}\"");
                made += refusal is null ? 1 : 0;
            }
        }

        foreach (var kind in (ClipKind[])[ClipKind.Extend, ClipKind.Remix, ClipKind.Background, ClipKind.Loop])
        {
            foreach (var request in (ClipRequest[])[Cat, Cat with { Motion = 1 }, Cat with { Motion = 4, Seconds = 7 }, Cat with { Camera = "zoom in" }, Cat with { FramesPerSecond = 9 }, Cat with { Guidance = 30 }])
            {
                var thrown = Record.Exception(() => ClipPlan.Make(request with { Kind = kind }, Given(SourceKinds.Clip), model, Options));
                Assert.Equal(thrown is null, card.Refusal(request with { Kind = kind }, SourceKinds.Clip) is null);
            }
        }

        Assert.InRange(made, 20, 80);
    }

    [Theory]
    [InlineData("pocket")]
    [InlineData("ltx")]
    [InlineData("wan_t2v")]
    public void The_card_snaps_and_says_what_the_plan_does(string name)
    {
        var model = ModelFolder.Read(name == "pocket" ? Pocket.Folder : FamilyFolders.Of(name));
        var card = ClipMaker.CardOf(model, Options);
        foreach (var aspect in (string[])["16:9", "9:16", "1:1", "21:9", "4:1", "1:4", "5:3"])
        {
            var plan = ClipPlan.Make(Cat with { Aspect = aspect, Seconds = 12 }, default, model, Options);
            var parts = aspect.Split(':').Select(double.Parse).ToArray();
            Assert.Equal((plan.WidthPixels, plan.HeightPixels), card.Snap(parts[0] / parts[1]));
            if (!card.HasFixedSize)
                Assert.Equal(plan.Notes.SingleOrDefault(), card.SizeNote(Cat with { Aspect = aspect }, ClipSources.None));
        }
    }

    [Fact]
    public void The_pocket_models_card_says_what_it_is()
    {
        var card = ClipMaker.CardOf(ModelFolder.Read(Pocket.Folder), new InferenceOptions());

        Assert.Equal(
            new ModelCard
            {
                Model = "pocket",
                FramesPerSecond = 8,
                MinSeconds = 0.5,
                MostSeconds = 60,
                WidthPixels = 64,
                HeightPixels = 64,
                MostPixels = 4096,
                PixelStep = 16,
                MaxPromptCharacters = 1500,
                ReadsWords = true,
                TakesPicture = true,
                TakesEndPicture = true,
                TakesClips = true,
            },
            card);
    }

    [Fact]
    public void A_model_that_was_distilled_says_that_guidance_changes_nothing_and_so_does_the_plan()
    {
        var model = ModelFolder.Read(FamilyFolders.Of("wan_t2v")) with { Defaults = new() { FramesPerSecond = 16, WidthPixels = 64, HeightPixels = 64, Steps = 4, Guidance = 1, MaxSeconds = 2 } };
        var card = ClipMaker.CardOf(model, Options);
        var request = Cat with { Guidance = 9 };

        Assert.False(card.TakesGuidance);
        Assert.Null(card.Refusal(request, SourceKinds.None));
        var plan = ClipPlan.Make(request, default, model, Options);
        Assert.Equal("wan_t2v follows prompts in its own way, so guidance changes nothing.", card.GuidanceNote(request));
        Assert.Equal(card.GuidanceNote(request), Assert.Single(plan.Notes));
        Assert.Equal(1, plan.Guidance);
        Assert.Null(card.GuidanceNote(Cat));
        Assert.Empty(ClipPlan.Make(Cat, default, model, Options).Notes);
        Assert.Equal(9, ClipPlan.Make(Cat, default, model, Options, new ExactClip { Guidance = 9 }).Guidance); // the owner at the command line knows better
    }

    private static GivenShape Given(SourceKinds sources) => new(
        sources == SourceKinds.None ? null : 1, sources.HasFlag(SourceKinds.Picture), sources.HasFlag(SourceKinds.EndPicture), sources.HasFlag(SourceKinds.Clip), false);
}

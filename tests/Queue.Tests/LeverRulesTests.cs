using System.Text.Json;

namespace ChatVideoBot.Queue.Tests;

/// <summary>What can be asked of motion, camera, frame rate, guidance and style; and every refusal as a code and facts.</summary>
public sealed class LeverRulesTests
{
    private static readonly ModelCard Card = new()
    {
        Model = "pocket",
        FramesPerSecond = 8,
        MinSeconds = 0.5,
        MostSeconds = 10,
        WidthPixels = 64,
        HeightPixels = 64,
        MostPixels = 64 * 64,
        PixelStep = 16,
        MaxPromptCharacters = 20,
        ReadsWords = true,
        TakesPicture = true,
        TakesEndPicture = true,
        TakesClips = true,
    };

    private static readonly ClipRequest Cat = new() { Prompt = "a cat" };

    [Theory]
    [InlineData(null, 10, null)]
    [InlineData(0, 10, null)]
    [InlineData(1, 10, null)]
    [InlineData(4, 5, null)]
    [InlineData(4, 5.1, "motion: 4 takes 10.2 s of the model's for 5.1 s, more than 10: the nearest is 3, or 5 s.")]
    [InlineData(3, 6, null)]
    [InlineData(2, 8, "motion: 2 takes 10.667 s of the model's for 8 s, more than 10: the nearest is 1, or 7.5 s.")]
    [InlineData(-1, 2, "motion: -1 is not possible; it is 0 to 4: the nearest is 0.")]
    [InlineData(5, 2, "motion: 5 is not possible; it is 0 to 4: the nearest is 4.")]
    [InlineData(4, 11, "seconds: 11 is not possible; pocket makes 0.5 to 10: the nearest is 10.")]
    public void Motion_has_bounds_and_costs(int? motion, double seconds, string? sentence)
    {
        Assert.Equal(sentence, Card.Refusal(Cat with { Motion = motion, Seconds = seconds }, SourceKinds.None));
        Assert.Equal(sentence, Card.Refusal(Cat with { Motion = motion, Seconds = seconds, Kind = ClipKind.Extend }, SourceKinds.Clip));
    }

    [Fact]
    public void What_a_job_costs_counts_its_motion()
    {
        Assert.Equal(4, (Cat with { Seconds = 2, Motion = 4 }).WorkSeconds);
        Assert.Equal(1, (Cat with { Seconds = 2, Motion = 0 }).WorkSeconds);
        Assert.Equal(2, (Cat with { Seconds = 2, Motion = 1 }).WorkSeconds);
        Assert.Equal(2, (Cat with { Seconds = 2 }).WorkSeconds);
        Assert.Equal(6, (Cat with { Shots = [new() { Prompt = "a", Seconds = 1 }, new() { Prompt = "b", Seconds = 2 }], Motion = 4 }).WorkSeconds);
        Assert.Equal("pocket~4s", Lane.For("pocket", new JobDraft(new JobId("a"), "u", "g", Cat with { Seconds = 2, Motion = 4 }, "")).Name);
        Assert.Equal(4, (Cat with { Seconds = 2, Motion = 99 }).WorkSeconds); // refused, but nothing falls
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(8, null)]
    [InlineData(24, null)]
    [InlineData(12.5, null)]
    [InlineData(7.9, "fps: 7.9 is not possible; it is 8 to 24: the nearest is 8.")]
    [InlineData(24.1, "fps: 24.1 is not possible; it is 8 to 24: the nearest is 24.")]
    [InlineData(-8, "fps: -8 is not possible; it is 8 to 24: the nearest is 8.")]
    [InlineData(double.NaN, "fps: give a number from 8 to 24.")]
    [InlineData(double.NegativeInfinity, "fps: give a number from 8 to 24.")]
    public void The_rate_has_bounds(double rate, string? sentence)
    {
        Assert.Equal(sentence, Card.Refusal(Cat with { FramesPerSecond = rate }, SourceKinds.None));
        Assert.Equal(sentence, Card.Refusal(Cat with { FramesPerSecond = rate, Kind = ClipKind.Enlarge }, SourceKinds.Clip));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, null)]
    [InlineData(25, null)]
    [InlineData(0.9, "guidance: 0.9 is not possible; it is 1 to 25: the nearest is 1.")]
    [InlineData(25.5, "guidance: 25.5 is not possible; it is 1 to 25: the nearest is 25.")]
    [InlineData(double.NaN, "guidance: give a number from 1 to 25.")]
    public void Guidance_has_bounds(double guidance, string? sentence) => Assert.Equal(sentence, Card.Refusal(Cat with { Guidance = guidance }, SourceKinds.None));

    [Fact]
    public void A_model_that_takes_no_guidance_says_so()
    {
        var own = Card with { TakesGuidance = false };

        Assert.Equal("pocket follows prompts in its own way, so guidance changes nothing.", own.GuidanceNote(Cat with { Guidance = 7 }));
        Assert.Null(own.GuidanceNote(Cat));
        Assert.Null(Card.GuidanceNote(Cat with { Guidance = 7 }));
        Assert.NotNull(Card.GuidanceNote(Cat with { Guidance = 7, Kind = ClipKind.Enlarge }));
        Assert.True(JsonSerializer.Deserialize<ModelCard>(JsonSerializer.Serialize(Card).Replace(",\"TakesGuidance\":true", ""))!.TakesGuidance); // an older worker's
    }

    [Fact]
    public void Where_a_clip_is_given_only_what_can_be_obeyed_is_taken()
    {
        foreach (var kind in Enum.GetValues<ClipKind>().Except([ClipKind.Make]))
        {
            var motion = Card.RefusalOf(Cat with { Kind = kind, Motion = 2 }, SourceKinds.Clip);
            var camera = Card.RefusalOf(Cat with { Kind = kind, Camera = "zoom in" }, SourceKinds.Clip);
            Assert.Equal(kind == ClipKind.Extend ? null : "card.motion.kind", motion?.Code);
            Assert.Equal(kind is ClipKind.Extend or ClipKind.Edit or ClipKind.Background ? "card.camera.kind" : null, camera?.Code);
        }
    }

    [Fact]
    public void The_style_is_read_after_the_words_and_counts()
    {
        Assert.Equal("a cat, at night", (Cat with { Style = " at night" }).Words);
        Assert.Equal("a cat", (Cat with { Style = "  " }).Words);
        Assert.Equal("at night", new ClipRequest { Prompt = "", Style = "at night" }.Words);
        Assert.Null(Card.Refusal(Cat with { Style = new string('s', 15) }, SourceKinds.None));
        Assert.Equal("style: the prompt and it have 21 characters, 1 more than 20: shorten it by so many.", Card.Refusal(Cat with { Style = new string('s', 16) }, SourceKinds.None));
        Assert.StartsWith("prompt: 21 characters", Card.Refusal(new() { Prompt = new string('p', 21), Style = "s" }, SourceKinds.None));
        Assert.StartsWith("prompt: say what", Card.Refusal(new() { Prompt = " ", Style = "at night" }, SourceKinds.None)); // nothing of the user's own
        Assert.StartsWith("shots: shot 1 and the style have 21", Card.Refusal(new() { Prompt = "p", Style = new string('s', 19), Shots = [new() { Prompt = "a" }] }, SourceKinds.None));
    }

    [Fact]
    public void What_is_computed_is_not_written_into_a_job()
    {
        var json = JsonSerializer.Serialize(Cat with { Style = "at night", Motion = 4 });

        Assert.DoesNotContain("Words", json, StringComparison.Ordinal);
        Assert.DoesNotContain("WorkSeconds", json, StringComparison.Ordinal);
        Assert.Equal(Cat with { Style = "at night", Motion = 4 }, JsonSerializer.Deserialize<ClipRequest>(json));
    }

    public static TheoryData<string, ClipRequest, SourceKinds, string> Refused() => new()
    {
        { "card.prompt.missing", new() { Prompt = "" }, SourceKinds.None, "" },
        { "card.prompt.long", new() { Prompt = new string('a', 23) }, SourceKinds.None, "characters=23 over=3 max=20" },
        { "card.negative.long", Cat with { Negative = new string('a', 23) }, SourceKinds.None, "characters=23 over=3 max=20" },
        { "card.style.long", Cat with { Style = new string('a', 23) }, SourceKinds.None, "characters=28 over=8 max=20" },
        { "card.seconds.range", Cat with { Seconds = 11 }, SourceKinds.None, "seconds=11 model=pocket min=0.5 max=10 nearest=10" },
        { "card.seconds.number", Cat with { Seconds = double.NaN }, SourceKinds.None, "min=0.5 max=10" },
        { "card.aspect.form", Cat with { Aspect = "wide" }, SourceKinds.None, "aspect=wide" },
        { "card.aspect.wide", Cat with { Aspect = "9:2" }, SourceKinds.None, "aspect=9:2 nearest=4:1" },
        { "card.aspect.tall", Cat with { Aspect = "2:9" }, SourceKinds.None, "aspect=2:9 nearest=1:4" },
        { "card.shots.many", Cat with { Shots = [.. Enumerable.Repeat(new Shot { Prompt = "a" }, 61)] }, SourceKinds.None, "shots=61 max=60 over=1" },
        { "card.shots.empty", new() { Prompt = "", Shots = [new() { Prompt = "" }] }, SourceKinds.None, "shot=1" },
        { "card.shots.long", new() { Prompt = "", Shots = [new() { Prompt = new string('a', 21) }] }, SourceKinds.None, "characters=21 over=1 max=20 shot=1" },
        { "card.shots.short", Cat with { Shots = [new() { Prompt = "a", Seconds = 0.1 }] }, SourceKinds.None, "shot=1 seconds=0.1 model=pocket min=0.5" },
        { "card.shots.sum", Cat with { Shots = [new() { Prompt = "a", Seconds = 12 }] }, SourceKinds.None, "seconds=12 over=2 max=10" },
        { "card.motion.range", Cat with { Motion = 7 }, SourceKinds.None, "motion=7 min=0 max=4 nearest=4" },
        { "card.motion.work", Cat with { Motion = 4, Seconds = 8 }, SourceKinds.None, "motion=4 work=16 seconds=8 most=10 nearest=1 nearestSeconds=5" },
        { "card.motion.kind", Cat with { Motion = 4, Kind = ClipKind.Loop }, SourceKinds.Clip, "" },
        { "card.camera.way", Cat with { Camera = "pan" }, SourceKinds.None, "camera=pan nearest=pan up" },
        { "card.camera.kind", Cat with { Camera = "pan up", Kind = ClipKind.Edit }, SourceKinds.Clip, "" },
        { "card.fps.range", Cat with { FramesPerSecond = 60 }, SourceKinds.None, "fps=60 min=8 max=24 nearest=24" },
        { "card.fps.number", Cat with { FramesPerSecond = double.NaN }, SourceKinds.None, "min=8 max=24" },
        { "card.guidance.range", Cat with { Guidance = 60 }, SourceKinds.None, "guidance=60 min=1 max=25 nearest=25" },
        { "card.guidance.number", Cat with { Guidance = double.NaN }, SourceKinds.None, "min=1 max=25" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Every_refusal_has_a_code_and_facts(string code, ClipRequest request, SourceKinds sources, string facts)
    {
        var refusal = Card.RefusalOf(request, sources)!;

        Assert.Equal(code, refusal.Code);
        Assert.Equal(facts, string.Join(' ', refusal.Facts.Select(fact => FormattableString.Invariant($"{fact.Key}={fact.Value}"))));
        Assert.All(refusal.Facts.Values, value => Assert.True(value is string or int or double));
        Assert.Equal(refusal.English, Card.Refusal(request, sources));
        Assert.Equal(code, ModelCard.RefusalOf([Card with { MostSeconds = 5 }, Card], "pocket", request, sources)!.Code);
    }

    [Fact]
    public void Refusals_of_files_have_codes_too()
    {
        Assert.Equal("card.image.needed", (Card with { NeedsPicture = true }).RefusalOf(Cat, SourceKinds.None)!.Code);
        Assert.Equal("card.image.first", (Card with { TakesPicture = false }).RefusalOf(Cat, SourceKinds.Picture)!.Code);
        Assert.Equal("card.image.last", (Card with { TakesEndPicture = false }).RefusalOf(Cat, SourceKinds.EndPicture)!.Code);
        Assert.Equal("card.clip.taken", (Card with { TakesClips = false }).RefusalOf(Cat with { Kind = ClipKind.Remix }, SourceKinds.Clip)!.Code);
    }
}

using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Orders;

/// <summary>What a model's card refuses has words in every language, and they say what the card's own English says.</summary>
public sealed class CardWordsTests
{
    private static readonly ModelCard Card = Street.Card with { TakesPicture = false };
    private static readonly ClipRequest Ball = new() { Prompt = "a ball" };

    public static TheoryData<string, ClipRequest, SourceKinds> Refused => new()
    {
        { "card.seconds.range", Ball with { Seconds = 61 }, 0 },
        { "card.seconds.number", Ball with { Seconds = double.NaN }, 0 },
        { "card.aspect.form", Ball with { Aspect = "wide" }, 0 },
        { "card.aspect.wide", Ball with { Aspect = "5:1" }, 0 },
        { "card.aspect.tall", Ball with { Aspect = "1:5" }, 0 },
        { "card.prompt.missing", Ball with { Prompt = " " }, 0 },
        { "card.prompt.long", Ball with { Prompt = new('a', 1501) }, 0 },
        { "card.negative.long", Ball with { Negative = new('a', 1501) }, 0 },
        { "card.motion.range", Ball with { Motion = 5 }, 0 },
        { "card.camera.two", Ball with { Camera = "zoom in pan left" }, 0 },
        { "card.camera.against", Ball with { Camera = "pan left right" }, 0 },
        { "card.camera.way", Ball with { Camera = "zoom" }, 0 },
        { "card.camera.unknown", Ball with { Camera = "fly" }, 0 },
        { "card.fps.range", Ball with { FramesPerSecond = 25 }, 0 },
        { "card.fps.number", Ball with { FramesPerSecond = double.NaN }, 0 },
        { "card.guidance.range", Ball with { Guidance = 0.5 }, 0 },
        { "card.guidance.number", Ball with { Guidance = double.PositiveInfinity }, 0 },
        { "card.image.first", Ball, SourceKinds.Picture },
        { "card.clip.taken", Ball with { Kind = ClipKind.Extend }, SourceKinds.Clip },
        { "card.shots.empty", Ball with { Prompt = "", Shots = [new() { Prompt = "" }, new() { Prompt = "a" }] }, 0 },
        { "card.shots.short", Ball with { Shots = [new() { Prompt = "a", Seconds = 0.1 }, new() { Prompt = "b" }] }, 0 },
        { "card.shots.sum", Ball with { Shots = [new() { Prompt = "a", Seconds = 3 }, new() { Prompt = "b", Seconds = 3 }] }, 0 },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Each_refusal_is_said_with_all_its_facts(string code, ClipRequest request, SourceKinds sources)
    {
        var refusal = Card.RefusalOf(request, sources)!;

        Assert.Equal(code, refusal.Code);
        Assert.NotNull(Tongues.English.Own(CardWords.Key(code)));
        Assert.All(Tongues.All, tongue => Assert.DoesNotContain("{", CardWords.Say(refusal, tongue)));
        if (!code.EndsWith(".long")) Assert.Equal(refusal.English, CardWords.Say(refusal, Tongues.English).Replace("\\", "")); // there, 1,501 is written as people do
    }

    [Fact]
    public void The_last_picture_is_called_as_the_user_spells_it()
    {
        var refusal = Card.RefusalOf(Ball, SourceKinds.EndPicture)!;

        Assert.StartsWith("end_image:", CardWords.Say(refusal, Tongues.English));
    }

    [Fact]
    public void What_has_no_words_yet_is_said_in_English() =>
        Assert.Equal("It cannot be.", CardWords.Say(new("card.of.tomorrow", new Dictionary<string, object>(), "It cannot be."), Tongues.Of("de")));

    [Fact]
    public void What_the_user_typed_pings_nobody() =>
        Assert.Contains("\\<\\@123", CardWords.Say(Card.RefusalOf(Ball with { Camera = "<@123>" }, 0)!, Tongues.English));
}

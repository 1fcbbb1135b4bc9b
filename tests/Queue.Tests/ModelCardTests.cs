namespace ChatVideoBot.Queue.Tests;

/// <summary>What models can make, as their workers say it.</summary>
public sealed class ModelCardTests(RedisServer server) : QueueTest(server)
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

    [Fact]
    public async Task They_are_read_while_their_worker_lives()
    {
        var wan = Card with { Model = "wan", MostSeconds = 5, FixedWidthPixels = 832, FixedHeightPixels = 480, ReadsWords = false };
        await Queue.AnnounceAsync("w1", [Pocket, new Lane("wan")], [Card, wan], "1.0", Cancel);
        await Queue.AnnounceAsync("w2", [Pocket], [Card with { MostSeconds = 60 }], "1.0", Cancel);
        await Queue.AnnounceAsync("w3", [Pocket], [Card], "1.0", Cancel); // says what the first one says

        Assert.Equal([Card with { MostSeconds = 60 }, Card, wan], (await Queue.ReadCardsAsync(Cancel)).OrderBy(card => (card.Model, -card.MostSeconds)));

        await Queue.LeaveAsync("w2", Cancel);
        await RawAsync("ZADD", Key("workers"), "XX", 1, "w1"); // silent for too long
        Assert.Equal([Card], await Queue.ReadCardsAsync(Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("[{}]")]
    [InlineData("null")]
    public async Task A_model_is_left_out_that_a_worker_of_another_version_makes_too(string said)
    {
        var wan = Card with { Model = "wan" };
        await Queue.AnnounceAsync("w1", [Pocket, new Lane("wan")], [Card, wan], "1.0", Cancel);
        await Queue.AnnounceAsync("old", [Pocket], "0.9", Cancel);
        await RawAsync("HSET", Key("worker:old"), "cards", said);

        Assert.Equal([wan], await Queue.ReadCardsAsync(Cancel));
    }

    [Fact]
    public async Task Nobody_alive_says_nothing() => Assert.Empty(await Queue.ReadCardsAsync(Cancel));

    [Fact]
    public void What_can_be_made_is_not_refused()
    {
        ClipRequest[] requests =
        [
            Cat, Cat with { Seconds = 0.5 }, Cat with { Seconds = 10 }, Cat with { Aspect = " 16:9 " }, Cat with { Aspect = "4x1" }, Cat with { Aspect = "1/4" },
            Cat with { Prompt = new string('a', 20), Negative = new string('b', 20) },
            Cat with { Prompt = "", Shots = [new Shot { Prompt = "a", Seconds = 5 }, new Shot { Prompt = "b", Seconds = 5 }], Seconds = 99 },
        ];

        Assert.All(requests, request => Assert.Null(Card.Refusal(request, ClipSources.None)));
        Assert.Null(Card.Refusal(Cat, SourceKinds.Picture | SourceKinds.EndPicture));
        Assert.All(Enum.GetValues<ClipKind>().Except([ClipKind.Make]), kind => Assert.Null(Card.Refusal(Cat with { Kind = kind }, SourceKinds.Clip)));
        Assert.Null(Card.Refusal(Cat with { Kind = ClipKind.Remix, Seconds = 99, Aspect = "?" }, SourceKinds.Clip)); // the clip says both
        Assert.Null((Card with { TakesClips = false }).Refusal(Cat with { Kind = ClipKind.Enlarge, Upscale = 2 }, SourceKinds.Clip)); // needs no model
        Assert.Null((Card with { ReadsWords = false }).Refusal(Cat with { Prompt = " " }, SourceKinds.Picture));
    }

    [Theory]
    [InlineData(11, "seconds: 11 is not possible; pocket makes 0.5 to 10: the nearest is 10.")]
    [InlineData(0.1, "seconds: 0.1 is not possible; pocket makes 0.5 to 10: the nearest is 0.5.")]
    [InlineData(double.NaN, "seconds: give a number from 0.5 to 10.")]
    public void Seconds_out_of_range_are_refused_with_the_nearest(double seconds, string sentence)
    {
        Assert.Equal(sentence, Card.Refusal(Cat with { Seconds = seconds }, ClipSources.None));
        Assert.Equal(sentence, Card.Refusal(Cat with { Seconds = seconds, Kind = ClipKind.Extend }, SourceKinds.Clip)); // what is added
    }

    [Theory]
    [InlineData("wide", "aspect: \"wide\" is not W:H, for example 16:9.")]
    [InlineData("0:1", "aspect: \"0:1\" is not W:H, for example 16:9.")]
    [InlineData("16:9:4", "aspect: \"16:9:4\" is not W:H, for example 16:9.")]
    [InlineData("9:2", "aspect: 9:2 is too wide: the nearest is 4:1.")]
    [InlineData("2:9", "aspect: 2:9 is too tall: the nearest is 1:4.")]
    public void A_malformed_aspect_is_refused(string aspect, string sentence) => Assert.Equal(sentence, Card.Refusal(Cat with { Aspect = aspect }, ClipSources.None));

    [Fact]
    public void Words_that_are_missing_or_too_many_are_refused()
    {
        Assert.StartsWith("prompt: say what should be seen", Card.Refusal(Cat with { Prompt = " \n" }, ClipSources.None));
        Assert.Equal("prompt: 23 characters, 3 more than 20: shorten it by so many.", Card.Refusal(Cat with { Prompt = new string('a', 23) }, ClipSources.None));
        Assert.StartsWith("negative: 21 characters", Card.Refusal(Cat with { Negative = new string('a', 21) }, ClipSources.None));
    }

    [Fact]
    public void Files_that_are_missing_or_not_taken_are_refused()
    {
        Assert.Equal("image: pocket makes clips from a picture alone: send one with the request.", (Card with { NeedsPicture = true }).Refusal(Cat, ClipSources.None));
        Assert.Equal("image: pocket cannot begin with a picture: ask without one.", (Card with { TakesPicture = false }).Refusal(Cat, new ClipSources { Picture = new byte[1] }));
        Assert.Equal("image: pocket cannot end with a picture: ask without the last one.", (Card with { TakesEndPicture = false }).Refusal(Cat, new ClipSources { EndPicture = new byte[1] }));
        foreach (var kind in Enum.GetValues<ClipKind>().Except([ClipKind.Make, ClipKind.Enlarge]))
            Assert.Equal($"{kind.ToString().ToLowerInvariant()}: pocket cannot work on a clip that is given: ask for a new one.", (Card with { TakesClips = false }).Refusal(Cat with { Kind = kind }, SourceKinds.Clip));
    }

    [Fact]
    public void Shots_that_are_too_many_too_short_or_too_long_together_are_refused()
    {
        string? Say(params Shot[] shots) => Card.Refusal(new ClipRequest { Prompt = "", Shots = shots }, ClipSources.None);
        var shot = new Shot { Prompt = "a", Seconds = 4 };

        Assert.Equal("shots: they add up to 12 s, 2 s more than 10: shorten one, or leave one out.", Say(shot, shot, shot));
        Assert.Equal("shots: shot 2 has 0.2 s, but pocket makes 0.5 s and more: the nearest is 0.5.", Say(shot, shot with { Seconds = 0.2 }));
        Assert.Equal("shots: shot 2 does not say what should be seen.", Say(shot, shot with { Prompt = " " }));
        Assert.Equal("shots: shot 1 and the style have 30 characters, 10 more than 20: shorten it by so many.", Say(shot with { Prompt = new string('a', 30) }, shot));
        Assert.Equal("shots: 61 are more than 60: leave 1 out.", Say([.. Enumerable.Repeat(shot with { Seconds = 0.1 }, 61)]));
    }

    [Fact]
    public void One_worker_that_can_is_enough_and_the_most_able_one_speaks()
    {
        var able = Card with { MostSeconds = 20 };
        var request = Cat with { Seconds = 15 };

        Assert.Null(ModelCard.Refusal([able, Card], "pocket", request, SourceKinds.None));
        Assert.Contains("the nearest is 20", ModelCard.Refusal([able, Card], "pocket", Cat with { Seconds = 30 }, SourceKinds.None));
        Assert.Null(ModelCard.Refusal([Card], "wan", request, SourceKinds.None)); // of which nothing is known
        Assert.Null(ModelCard.Refusal([], "pocket", request, SourceKinds.None));
    }

    [Fact]
    public void A_shape_becomes_the_nearest_size_and_that_is_said_when_it_shows()
    {
        Assert.Equal((64, 64), Card.Snap(1));
        Assert.Equal((80, 48), Card.Snap(16 / 9.0));
        Assert.Equal((128, 32), Card.Snap(50));
        Assert.Equal((832, 480), (Card with { FixedWidthPixels = 832, FixedHeightPixels = 480 }).Snap(1));
        Assert.Equal("Aspect 16:9 became 5:3, the nearest that pocket makes.", Card.SizeNote(Cat with { Aspect = "16:9" }, ClipSources.None));
        Assert.Equal("The picture's shape became 5:3, the nearest that pocket makes.", Card.SizeNote(Cat, new ClipSources { Picture = Bmp(180, 100) }));
        Assert.Null(Card.SizeNote(Cat with { Aspect = "5:3" }, new ClipSources { Picture = Bmp(180, 100) }));
        Assert.Null(Card.SizeNote(Cat, ClipSources.None));
        Assert.Null(Card.SizeNote(Cat with { Aspect = "16:9" }, new ClipSources { Clip = new byte[] { 1 } })); // keeps its own
    }

    /// <summary>The header of a picture of this size.</summary>
    private static byte[] Bmp(int width, int height)
    {
        var file = new byte[54];
        "BM"u8.CopyTo(file);
        file[14] = 40;
        BitConverter.TryWriteBytes(file.AsSpan(18), width);
        BitConverter.TryWriteBytes(file.AsSpan(22), height);
        return file;
    }
}

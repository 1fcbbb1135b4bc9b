using ChatVideoBot.Inference.Worker;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Tests.Worker;

public sealed class OffersTests
{
    private static readonly Lane Ten = new("pocket") { MostSeconds = 10 };

    private static TimeSpan Hours(double hours) => TimeSpan.FromHours(hours);

    [Theory]
    [InlineData(10, 8)]
    [InlineData(5, 4)]
    [InlineData(2, 1.5)]
    [InlineData(1, 1)]
    [InlineData(0.5, 1)]
    public void After_a_clip_that_found_no_memory_shorter_ones_are_offered(double failed, double offered)
    {
        var offers = new Offers([Ten]);

        Assert.Equal(offered, offers.Fail(failed, Hours(0)));

        Assert.Equal(offered, Assert.Single(offers.Now(Hours(0.9))).MostSeconds);
    }

    [Fact]
    public void The_offer_grows_back_hour_by_hour()
    {
        var offers = new Offers([Ten]);
        offers.Fail(5, Hours(0));

        double[] seen = [.. new[] { 0.5, 1, 2, 3, 4, 5 }.Select(hour => offers.Now(Hours(hour))[0].MostSeconds)];

        Assert.Equal([4, 5, 6.5, 8.5, 10, 10], seen);
        Assert.Same(Ten, offers.Now(Hours(5))[0]);
    }

    [Fact]
    public void Clips_that_succeed_make_it_grow_sooner()
    {
        var offers = new Offers([Ten with { MostSeconds = 0 }]);
        offers.Fail(10, Hours(0));

        for (var i = 0; i < Offers.GrowAfterClips; i++)
            offers.Succeed(Hours(0.1));

        Assert.Equal(10, offers.Now(Hours(0.2))[0].MostSeconds);
        Assert.Equal(0, offers.Now(Hours(1000))[0].MostSeconds); // without a limit, as it was
    }

    [Fact]
    public void A_second_failure_lowers_further_and_the_hour_begins_anew()
    {
        var offers = new Offers([Ten]);
        offers.Fail(10, Hours(0));
        offers.Fail(8, Hours(0.9));

        Assert.Equal(6, offers.Now(Hours(1.5))[0].MostSeconds);
    }

    [Fact]
    public void The_models_cards_say_what_is_offered_meanwhile()
    {
        ModelCard[] cards = [Card(10), Card(2)];
        var offers = new Offers([Ten]);
        Assert.Same(cards, offers.Now(cards, Hours(0)));

        offers.Fail(5, Hours(0));

        Assert.Equal([4, 2], offers.Now(cards, Hours(0)).Select(card => card.MostSeconds));
        Assert.Equal("seconds: 5 is not possible; pocket makes 0.5 to 4: the nearest is 4.",
            offers.Now(cards, Hours(0))[0].Refusal(new ClipRequest { Prompt = "p", Seconds = 5 }, SourceKinds.None));
        Assert.Equal([10, 2], offers.Now(cards, Hours(9)).Select(card => card.MostSeconds));
    }

    private static ModelCard Card(double seconds) => new()
    {
        Model = "pocket",
        FramesPerSecond = 8,
        MinSeconds = 0.5,
        MostSeconds = seconds,
        WidthPixels = 64,
        HeightPixels = 64,
        MostPixels = 4096,
        PixelStep = 8,
        MaxPromptCharacters = 100,
        ReadsWords = true,
    };
}

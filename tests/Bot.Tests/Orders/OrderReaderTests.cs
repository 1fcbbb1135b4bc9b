using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.People;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Bot.Wording;

namespace ChatVideoBot.Bot.Tests.Orders;

public sealed class OrderReaderTests
{
    [Fact]
    public void All_options_and_flags_make_one_order()
    {
        var order = Read("a red ball -camera pan right up -style Film-Noir -gs 7.5 -fps 12 -motion low -neg text -model POCKET -n 2 -loop",
            ("aspect", "16:9"), ("seconds", "2.5"), ("seed", "7"), ("private", "true")).Order!;

        Assert.Equal(("a red ball", "16:9", 2.5, "text", "pocket"), (order.Clip.Prompt, order.Clip.Aspect, order.Clip.Seconds, order.Clip.Negative, order.Clip.Model));
        Assert.Equal(("pan up right", 7.5, 12.0, 1), (order.Clip.Camera, order.Clip.Guidance, order.Clip.FramesPerSecond, order.Clip.Motion));
        Assert.Equal((true, true, 7L, 2), (order.Clip.Loop, order.Clip.IsPrivate, order.Seed, order.Variants));
        Assert.Contains("black and white", order.Clip.Style);
    }

    [Fact]
    public void What_is_not_said_is_as_the_user_set_it()
    {
        var person = new Person { Seconds = 3, Aspect = "9:16", Style = "anime", Model = "pocket", IsPrivate = true };

        var clip = Reader(person).Read("a ball", new Dictionary<string, string>()).Order!.Clip;
        var said = Reader(person).Read("a ball -s 1 -ar 1:1 -style vhs", new Dictionary<string, string> { ["private"] = "false" }).Order!.Clip;

        Assert.Equal((3.0, "9:16", "pocket", true, Styles.WordsOf("anime")), (clip.Seconds, clip.Aspect, clip.Model, clip.IsPrivate, clip.Style));
        Assert.Equal((1.0, "1:1", false, Styles.WordsOf("vhs")), (said.Seconds, said.Aspect, said.IsPrivate, said.Style));
        Assert.Equal(60, Reader(new() { Seconds = 900 }).Read("a ball", new Dictionary<string, string>()).Order!.Clip.Seconds); // the settings were narrowed since
    }

    [Theory]
    [InlineData("seconds", "0.5", null)]
    [InlineData("seconds", "60", null)]
    [InlineData("seconds", "60 s", null)]
    [InlineData("seconds", "0.49", "shortest clip is 0.5 s")]
    [InlineData("seconds", "61", "longest clip is 60 s")]
    [InlineData("seconds", "NaN", "\"NaN\" is not a number")]
    [InlineData("seconds", "-1", "shortest")]
    [InlineData("seconds", "1e9", "not a number")]
    [InlineData("seconds", "two", "\"two\" is not a number")]
    [InlineData("motion", "0", null)]
    [InlineData("motion", "4", null)]
    [InlineData("motion", "HIGH", null)]
    [InlineData("motion", "-1", "nearest is 0")]
    [InlineData("motion", "5", "nearest is 4")]
    [InlineData("motion", "1.5", "not a whole number")]
    [InlineData("fps", "8", null)]
    [InlineData("fps", "24", null)]
    [InlineData("fps", "7.9", "nearest is 8")]
    [InlineData("fps", "25", "nearest is 24")]
    [InlineData("guidance", "1", null)]
    [InlineData("guidance", "25", null)]
    [InlineData("guidance", "0", "nearest is 1")]
    [InlineData("guidance", "26", "nearest is 25")]
    [InlineData("guidance", "∞", "not a number")]
    [InlineData("variants", "1", null)]
    [InlineData("variants", "4", null)]
    [InlineData("variants", "0", "nearest is 1")]
    [InlineData("variants", "5", "nearest is 4")]
    [InlineData("seed", "0", null)]
    [InlineData("seed", "4294967295", null)]
    [InlineData("seed", "-1", "nearest is 0")]
    [InlineData("seed", "4294967296", "nearest is 4294967295")]
    [InlineData("seed", "7.5", "not a whole number")]
    [InlineData("seed", "99999999999999999999", "not a whole number")]
    [InlineData("aspect", "4:1", null)]
    [InlineData("aspect", "1:4", null)]
    [InlineData("aspect", "401:100", "widest")]
    [InlineData("aspect", "1:5", "tallest")]
    [InlineData("aspect", "wide", "write it like 16:9")]
    [InlineData("camera", "zoom in", null)]
    [InlineData("camera", "zoom in pan left", "two moves")]
    [InlineData("camera", "pan left right", "contradicts")]
    [InlineData("camera", "fly", "nearest")]
    [InlineData("style", "anime", null)]
    [InlineData("style", "anme", "nearest is anime")]
    [InlineData("model", "pocket", null)]
    [InlineData("model", "wan", "there is pocket")]
    [InlineData("loop", "true", null)]
    [InlineData("loop", "maybe", "neither true nor false")]
    [InlineData("private", "perhaps", "neither true nor false")]
    public void Each_option_is_taken_within_its_bounds_and_refused_beyond_by_its_name(string option, string value, string? why)
    {
        var (order, refusal) = Read("a red ball", (option, value));

        Assert.Equal(why is null, order is not null);
        if (why is null) return;
        Assert.StartsWith(option + ":", refusal);
        Assert.Contains(why, refusal);
    }

    [Theory]
    [InlineData("a ball -seed 8", "seed", "7", "seed: you gave 7 as an option and 8 in the text")]
    [InlineData("a ball -seed 7", "seed", "7", null)]
    [InlineData("a ball -ar 1:1", "aspect", "16:9", "aspect: you gave 16")]
    public void What_is_said_twice_must_be_the_same(string typed, string option, string value, string? why)
    {
        var (order, refusal) = Read(typed, (option, value));

        Assert.Equal(why is null, order is not null);
        if (why is not null) Assert.StartsWith(why, refusal);
    }

    [Fact]
    public void A_model_of_ones_settings_that_nobody_serves_now_stops_no_clip()
    {
        var away = Reader(new() { Model = "wan" }).Read("a ball", new Dictionary<string, string>()).Order!;
        var here = Reader(new() { Model = "pocket" }).Read("a ball", new Dictionary<string, string>()).Order!;
        var unknown = new OrderReader(Tongues.English, new(), new() { Model = "wan" }, []).Read("a ball", new Dictionary<string, string>()).Order!;

        Assert.Equal(("", "pocket", "wan"), (away.Clip.Model, here.Clip.Model, unknown.Clip.Model));
        Assert.Contains("No worker has wan", away.Remark);
        Assert.Equal("", here.Remark + unknown.Remark);
    }

    [Fact]
    public void A_model_whose_worker_is_started_when_something_waits_may_be_named_before()
    {
        var limits = new BotOptions { ModelsOnDemand = ["wan"] };

        Assert.Equal("wan", new OrderReader(Tongues.English, limits, new(), []).Read("a ball -model Wan", new Dictionary<string, string>()).Order?.Clip.Model);
        Assert.Equal("wan", new OrderReader(Tongues.English, limits, new() { Model = "wan" }, []).Read("a ball", new Dictionary<string, string>()).Order?.Clip.Model);
        Assert.Contains("wan", new OrderReader(Tongues.English, limits, new(), []).Read("a ball -model ltx", new Dictionary<string, string>()).Refusal);
    }

    [Fact]
    public void A_model_is_not_named_while_nobody_knows_which_there_are() => Assert.Contains("leave model out",
        new OrderReader(Tongues.English, new(), new(), []).Read("a ball -model wan", new Dictionary<string, string>()).Refusal);

    [Theory]
    [InlineData(4, "4", null)]
    [InlineData(4, "4.01", "longest clip is 4 s")]
    [InlineData(4, "60", "longest clip is 4 s")]
    public void The_settings_may_narrow_what_a_clip_may_be(double longest, string seconds, string? why)
    {
        var (order, refusal) = new OrderReader(Tongues.English, new() { LongestSeconds = longest }, new(), []).Read("a ball -s " + seconds, new Dictionary<string, string>());

        Assert.Equal(why is null, order is not null);
        Assert.Contains(why ?? "", refusal);
    }

    [Theory]
    [InlineData("", "prompt: it is empty")]
    [InlineData("   -seed 7", "prompt: it is empty")]
    [InlineData("{a, b} -n 4 {1,2,3,4,5,6,7,8}", "64 clips at once are more than 40")]
    public void Without_words_or_with_too_many_clips_there_is_no_order(string typed, string why) => Assert.Contains(why, Read(typed).Refusal);

    [Fact]
    public void A_prompt_has_1500_characters_without_its_flags()
    {
        Assert.NotNull(Read(new string('a', 1500) + " -seed 7 -neg \"blurry\"").Order);
        Assert.Contains("shorten it by 1", Read(new string('a', 1501)).Refusal);
    }

    [Fact]
    public void Every_style_that_is_offered_is_taken_in_every_language() => Assert.All(Tongues.All, tongue =>
        Assert.All(Styles.Named(tongue), style => Assert.Equal(style.Id, Styles.Find(style.Name))));

    private static (ClipOrder? Order, string Refusal) Read(string typed, params (string Option, string Value)[] options) =>
        Reader(new()).Read(typed, options.ToDictionary(option => option.Option, option => option.Value));

    private static OrderReader Reader(Person person) => new(Tongues.English, new() { LongestSeconds = 60 }, person, [Street.Card]);
}

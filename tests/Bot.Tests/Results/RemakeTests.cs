using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Delivery;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Results;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Results;

/// <summary>What is ordered from a clip, and what its message says: without any neighbour.</summary>
public sealed class RemakeTests
{
    private static readonly ClipRecord Clip = new()
    {
        Id = "100",
        User = "5",
        Guild = "1",
        Channel = "2",
        Clip = new() { Prompt = "a red ball", Negative = "trees", Seed = 7, Aspect = "16:9", Upscale = 2, Smooth = true, Loop = true, Motion = 0, Camera = "zoom in", Style = "noir" },
        Model = "pocket",
        WidthPixels = 256,
        HeightPixels = 144,
        Seconds = 2.125,
        PostedGuild = "1",
        PostedChannel = "2",
        PostedMessage = "300",
        SourceMessage = "250",
        IsSpoiler = true,
    };

    [Fact]
    public void Again_is_the_same_request_and_answers_the_same_message()
    {
        var order = Remake.Again(Clip);

        Assert.Equal((Clip.Clip, (long?)null, "100", "250", true), (order.Clip, order.Seed, order.Parent, order.ReplyTo.ToString(), order.IsSpoiler));
    }

    [Fact]
    public void What_is_made_from_the_clip_asks_for_nothing_that_the_clip_says_itself()
    {
        foreach (var order in new[] { Remake.Vary(Clip, true), Remake.Extend(Clip, 2), Remake.Upscale(Clip), Remake.Remix(Clip, "x", "", 0.5, 3) })
        {
            Assert.Equal(("", false, false, "100"), (order.Clip.Aspect, order.Clip.Smooth, order.Clip.Loop, order.Parent));
            Assert.Equal(order.Clip.Kind == ClipKind.Enlarge ? 2 : 0, order.Clip.Upscale);
        }
    }

    [Fact]
    public void A_storyboard_is_varied_by_the_words_of_its_shots()
    {
        var story = Clip with { Clip = Clip.Clip with { Prompt = "", Shots = [new() { Prompt = "a door" }, new() { Prompt = "a garden" }] } };

        var order = Remake.Vary(story, true);
        var fresh = Remake.Fresh(story, "a house", "", null, new());

        Assert.Equal(("a door, a garden", 0, "a-door-a-garden_seed7_100.mp4"), (order.Clip.Prompt, order.Clip.Shots.Count, ResultMessage.FileName(story)));
        Assert.Equal(("a house", 0, 2.1, (ulong?)null), (fresh.Clip.Prompt, fresh.Clip.Shots.Count, fresh.Clip.Seconds, fresh.ReplyTo?.Value));
    }

    [Theory]
    [InlineData(0, 0, true)] // not known
    [InlineData(2048, 16, true)]
    [InlineData(2049, 16, false)]
    [InlineData(16, 2048, true)]
    [InlineData(16, 2049, false)]
    public void Twice_the_size_is_possible_up_to_4096_pixels_a_side(int width, int height, bool isPossible) =>
        Assert.Equal(isPossible, Remake.RefuseUpscale(Clip with { WidthPixels = width, HeightPixels = height }, Tongues.English) is null);

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(0, false)]
    public void The_first_three_clips_come_with_a_hint(int number, bool hasHint) =>
        Assert.Equal(hasHint, Say(Clip with { Number = number }).Contains("💡"));

    [Fact]
    public void The_message_says_how_it_was_made_and_nothing_that_was_left_as_it_is()
    {
        Assert.Contains("-# <@5> · 2.1 s · 256 × 144 · seed 7 · pocket · made by AI in 3 s\n-# aspect 16\\:9 · motion 0 · camera: zoom in · style: noir · without: trees", Say(Clip));
        Assert.EndsWith("made by AI in 3 s", Say(Clip with { Clip = new() { Prompt = "a red ball" } }));
    }

    [Theory]
    [InlineData("anime style, cel shading, clean lines, vivid colours", "style: anime")]
    [InlineData("anime style", "style: anime style")]
    public void A_style_is_told_by_its_name_and_words_of_no_style_as_they_are(string words, string told) =>
        Assert.EndsWith($"-# {told}", Say(Clip with { Clip = new() { Prompt = "a red ball", Style = words } }));

    [Theory]
    [InlineData("", new[] { "a cat", "a dog" }, "**a cat, a dog**\n")]
    [InlineData("at night", new[] { "a cat", "a dog" }, "**at night, a cat, a dog**\n")]
    [InlineData("at night", new string[0], "**at night**\n")]
    [InlineData("", new string[0], "**a clip without words**\n")]
    public void Above_a_clip_stand_the_words_for_all_shots_and_each_shots(string prompt, string[] shots, string title) =>
        Assert.StartsWith(title, Say(Clip with { Clip = new() { Prompt = prompt, Shots = [.. shots.Select(shot => new Queue.Shot { Prompt = shot, Seconds = 1 })] } }));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_requester_who_wants_no_ping_is_named_and_hears_nothing(bool pings)
    {
        var message = ResultMessage.Of(Clip, Made, [1], Origin, Tongues.English, "", pings);

        Assert.Contains("<@5>", message.Content);
        Assert.Equal(pings ? 1 : 0, message.AllowedMentions!.Users?.Count ?? 0);
        Assert.Empty(message.AllowedMentions.Parse!);
    }

    [Fact]
    public void However_much_there_is_to_say_Discord_takes_it()
    {
        var long1 = new string('*', 3000);
        var clip = Clip with { Number = 1, Clip = Clip.Clip with { Prompt = long1, Negative = long1, Style = long1, Camera = long1 } };
        var message = ResultMessage.Of(
            clip, Made with { Notes = [long1, long1 + "2", long1 + "3"], Verdict = new(true, long1, new Dictionary<string, double>()) }, [1], Origin with { Remark = long1 }, Tongues.English, "why", true);

        Assert.InRange(message.Content!.Length, 500, 2000);
        Assert.InRange(message.Files[0].Description!.Length, 1, 1024);
        Assert.InRange(EndWords.Card(AnyJob(new(FailureStage.Model, long1)), Tongues.English).Content.Length, 500, 2000);
    }

    [Theory]
    [InlineData(FailureStage.Prompt, "⚠️ The words cannot be used: Because.\n-# Change them and ask again.")]
    [InlineData(FailureStage.Picture, "⚠️ The file cannot be used: Because.\n-# Send another one, or ask without it.")]
    [InlineData(FailureStage.Model, "⚠️ The model could not make this: Because.\n-# Ask for it again; if it fails again, try a shorter or a simpler clip.")]
    [InlineData(FailureStage.Delivery, "⚠️ Because.")]
    public void A_failure_says_which_stage_refused_why_and_what_to_do(FailureStage stage, string words) =>
        Assert.Equal(words, EndWords.Of(AnyJob(new(stage, "Because.")), Tongues.English));

    [Theory]
    [InlineData(100, 99L, 99)] // as Discord said
    [InlineData(100, 100L, 70)] // it said otherwise than it did
    [InlineData(100, null, 70)]
    [InlineData((10 << 20) + 1, null, 10 << 20)]
    [InlineData(10 << 20, null, 7_340_032)]
    [InlineData(30 << 20, 25L << 20, 25 << 20)]
    public void A_smaller_clip_has_the_room_that_is_known(int bytes, long? told, long room) => Assert.Equal(room, SmallerClip.RoomFor(bytes, told));

    private static readonly ClipInfo Made = new(256, 144, 17, 8, "pocket", TimeSpan.FromSeconds(3));
    private static readonly Origin Origin = new("2", "9", "t", "", null);

    private static string Say(ClipRecord clip) => ResultMessage.Of(clip, Made, [1], Origin, Tongues.English, "", true).Content!;

    private static Job AnyJob(JobFailure failure) => new()
    {
        Id = new("100"),
        State = JobState.Failed,
        User = "5",
        Guild = "1",
        Clip = new() { Prompt = new string('*', 3000) },
        Origin = "",
        Failure = failure,
    };
}

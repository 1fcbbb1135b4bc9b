using ChatVideoBot.Bot.Delivery;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Progress;

public sealed class CardTests
{
    private static readonly Eta Minute = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(100));

    private static Job AnyJob() => new()
    {
        Id = new("1"),
        State = JobState.Waiting,
        User = "7",
        Guild = "8",
        Clip = new() { Prompt = "a *red* ball" },
        Origin = "",
        Position = 3,
        LiveWorkers = 1,
        Eta = Minute,
    };

    private static string Say(Job job, string remark = "", string? standstill = null) => Card.Of(job, remark, standstill, false, null, Tongues.English).Content;

    [Fact]
    public void A_waiting_job_shows_about_where_it_stands_and_in_what_time_it_is_ready()
    {
        var card = Card.Of(AnyJob(), "", null, false, shown: null, Tongues.English);

        Assert.Contains("About #3 in line · ready in about 40 s to 2 min", card.Content);
        Assert.Contains(@"a \*red\* ball", card.Content);
        Assert.True(card.CanCancel);
    }

    [Fact]
    public void An_estimate_that_moved_a_little_leaves_the_card_as_it_is()
    {
        var shown = Card.Of(AnyJob(), "", null, false, null, Tongues.English);

        var later = Card.Of(AnyJob() with { Eta = new(default, TimeSpan.FromSeconds(37), TimeSpan.FromSeconds(82)) }, "", null, false, shown, Tongues.English);

        Assert.Equal(shown, later);
    }

    [Fact]
    public void An_estimate_that_moved_a_lot_is_told()
    {
        var shown = Card.Of(AnyJob(), "", null, false, null, Tongues.English);

        var later = Card.Of(AnyJob() with { Eta = new(default, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40)) }, "", null, false, shown, Tongues.English);

        Assert.Contains("about 20 to 40 s", later.Content);
    }

    [Fact]
    public void Without_a_worker_the_user_is_told_so() =>
        Assert.Contains("No worker is running", Say(AnyJob() with { LiveWorkers = 0, Eta = null }));

    [Fact]
    public void What_keeps_a_job_from_being_made_is_told_in_place_of_an_estimate()
    {
        var said = Say(AnyJob(), standstill: "A moderator has paused the queue.");

        Assert.Contains("About #3 in line. A moderator has paused the queue.", said);
        Assert.DoesNotContain("about 40 s", said);
    }

    [Fact]
    public void A_held_job_is_with_a_moderator_and_can_be_cancelled()
    {
        var card = Card.Of(AnyJob() with { State = JobState.Held, Position = 0, Eta = null }, "", null, false, null, Tongues.English);

        Assert.Contains("A moderator is looking at it.", card.Content);
        Assert.True(card.CanCancel);
    }

    [Fact]
    public void A_place_says_what_it_owes_to_a_moderator_or_a_role()
    {
        Assert.Contains("Next in line, moved up by a moderator", Say(AnyJob() with { Position = 1, IsPromoted = true }));
        Assert.Contains("About #1,200 in line, relaxed", Say(AnyJob() with { Position = 1200, Band = Band.Relaxed }));
        Assert.Contains("About #3 in line, boosted", Say(AnyJob() with { Band = Band.Boosted }));
    }

    [Fact]
    public void A_job_that_is_back_in_line_says_why()
    {
        Assert.Contains("made anew because its worker broke off", Say(AnyJob() with { Attempt = 1, Crashes = 1 }));
        Assert.Contains("made anew because the last try failed", Say(AnyJob() with { Attempt = 1, Failures = 1 }));
        Assert.Contains("made anew because its worker had to stop", Say(AnyJob() with { Attempt = 1 }));
    }

    [Fact]
    public void A_running_job_shows_percent_stage_what_is_left_and_a_remark()
    {
        var card = Say(AnyJob() with { State = JobState.Running, Position = 0, Progress = 0.489, Stage = "Denoise", Attempt = 2 }, "its first frame is used");

        Assert.Contains("48 % · drawing · try 2 · about 40 s to 2 min left", card);
        Assert.Contains("-# its first frame is used", card);
    }

    [Fact]
    public void A_job_that_is_being_stopped_cannot_be_cancelled_again() =>
        Assert.False(Card.Of(AnyJob() with { State = JobState.Running, CancelWanted = true }, "", null, false, null, Tongues.English).CanCancel);

    [Theory]
    [InlineData(JobState.Cancelled, "Cancelled")]
    [InlineData(JobState.Expired, "in time")]
    [InlineData(JobState.Failed, "too dark")]
    public void An_end_says_why(JobState state, string words) =>
        Assert.Contains(words, EndWords.Card(AnyJob() with { State = state, Failure = state == JobState.Failed ? new(FailureStage.Picture, "The picture is too dark.") : null }, Tongues.English).Content);

    [Fact]
    public void A_clip_that_a_moderator_cancelled_says_so()
    {
        var job = AnyJob() with { State = JobState.Cancelled, Notes = new Dictionary<string, string> { ["cancelledBy"] = "9" } };

        Assert.Contains("Cancelled by a moderator.", EndWords.Card(job, Tongues.English).Content);
        Assert.DoesNotContain("moderator", EndWords.Card(job with { User = "9" }, Tongues.English).Content);
    }
}

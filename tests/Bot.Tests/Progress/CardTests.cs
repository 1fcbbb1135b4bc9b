using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Progress;

public sealed class CardTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

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
        Eta = TimeSpan.FromSeconds(60),
    };

    [Fact]
    public void A_waiting_job_shows_its_place_and_the_moment_it_is_ready()
    {
        var card = Card.Of(AnyJob(), "", Now, shown: null);

        Assert.Contains("Place 3 in line", card.Content);
        Assert.Contains($"<t:{(Now + TimeSpan.FromSeconds(60)).ToUnixTimeSeconds()}:R>", card.Content);
        Assert.Contains(@"a \*red\* ball", card.Content);
        Assert.True(card.CanCancel);
    }

    [Fact]
    public void An_estimate_that_moved_a_little_leaves_the_card_as_it_is()
    {
        var shown = Card.Of(AnyJob(), "", Now, null);

        var later = Card.Of(AnyJob() with { Eta = TimeSpan.FromSeconds(57) }, "", Now + TimeSpan.FromSeconds(4), shown);

        Assert.Equal(shown, later);
    }

    [Fact]
    public void An_estimate_that_moved_a_lot_is_told()
    {
        var shown = Card.Of(AnyJob(), "", Now, null);

        var later = Card.Of(AnyJob() with { Eta = TimeSpan.FromSeconds(120) }, "", Now, shown);

        Assert.NotEqual(shown.Content, later.Content);
    }

    [Fact]
    public void Without_a_worker_the_user_is_told_so() =>
        Assert.Contains("No worker is running", Card.Of(AnyJob() with { LiveWorkers = 0, Eta = null }, "", Now, null).Content);

    [Fact]
    public void A_running_job_shows_percent_stage_and_a_remark()
    {
        var card = Card.Of(AnyJob() with { State = JobState.Running, Position = 0, Progress = 0.489, Stage = "Denoise" }, "its first frame is used", Now, null);

        Assert.Contains("48 %", card.Content);
        Assert.Contains("drawing", card.Content);
        Assert.Contains("-# its first frame is used", card.Content);
    }

    [Fact]
    public void A_job_that_is_being_stopped_cannot_be_cancelled_again() =>
        Assert.False(Card.Of(AnyJob() with { State = JobState.Running, CancelWanted = true }, "", Now, null).CanCancel);

    [Theory]
    [InlineData(JobState.Cancelled, "Cancelled")]
    [InlineData(JobState.Expired, "in time")]
    [InlineData(JobState.Failed, "too dark")]
    public void An_end_says_why(JobState state, string words) =>
        Assert.Contains(words, Card.Ended(AnyJob() with { State = state, Failure = state == JobState.Failed ? new(FailureStage.Picture, "The picture is too dark.") : null }).Content);
}

using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Progress;

public sealed class GroupCardTests
{
    private static readonly IReadOnlyDictionary<JobId, string> None = new Dictionary<JobId, string>();

    [Fact]
    public void Each_clip_has_a_line_with_its_seed_and_how_it_stands()
    {
        var card = Of([Member(1) with { State = JobState.Running, Progress = 0.5, Stage = "Denoise" }, Member(2), Member(3)],
            new Dictionary<JobId, string> { [new("3")] = "" });

        Assert.Equal(["**a ball** · 3 clips", "- seed 1: ▰▰▰▰▰▱▱▱▱▱ 50 % · drawing", "- seed 2: ⏳ About #2 in line", "- seed 3: ✅"], card.Content.Split('\n')[..4]);
        Assert.True(card.CanCancel);
    }

    [Fact]
    public void Clips_of_different_words_are_told_by_them()
    {
        var card = Of([Member(1) with { Clip = new() { Prompt = "a red ball" } }, Member(2) with { Clip = new() { Prompt = "a blue *ball*" } }], None);

        Assert.Contains("- a red ball: ", card.Content);
        Assert.Contains(@"- a blue \*ball\*: ", card.Content);
    }

    [Fact]
    public void Forty_clips_have_ten_lines_of_those_that_are_not_over_and_one_for_the_rest()
    {
        var members = Enumerable.Range(1, 40).Select(number => Member(number)).ToList();
        var card = Of(members, members.Take(25).ToDictionary(job => job.Id, _ => ""));

        Assert.Equal(10, card.Content.Split('\n').Count(line => line.StartsWith("- seed", StringComparison.Ordinal)));
        Assert.DoesNotContain("- seed 25:", card.Content);
        Assert.Contains("- and 30 more; 25 are done", card.Content);
    }

    [Fact]
    public void However_much_there_is_to_say_Discord_takes_it()
    {
        var members = Enumerable.Range(1, 40).Select(number => Member(number) with { Clip = new() { Prompt = new string('*', 1500 - number) } }).ToList();
        var reasons = members.ToDictionary(job => job.Id, _ => new string('x', 1000));

        Assert.InRange(Of(members, None).Content.Length, 500, 2000);
        Assert.InRange(Of(members, reasons).Content.Length, 500, 2000);
    }

    [Fact]
    public void When_all_are_over_nothing_can_be_cancelled_and_what_failed_says_why()
    {
        var card = Of([Member(1), Member(2)], new Dictionary<JobId, string> { [new("1")] = "", [new("2")] = "⚠️ The model ran out of memory." });

        Assert.Contains("- seed 2: ⚠️ The model ran out of memory.", card.Content);
        Assert.False(card.CanCancel);
        Assert.Null(card.Left);
    }

    [Fact]
    public void Why_nothing_can_be_made_is_said_once()
    {
        var members = Enumerable.Range(1, 4).Select(number => Member(number) with { LiveWorkers = 0, Eta = null }).ToList();
        var still = Tongues.English.Say("still.no-worker");

        var lines = GroupCard.Of(members, None, AnyQueue.Empty, "", null, Tongues.English).Content.Split('\n');

        Assert.Equal("- seed 1: ⏳ Next in line", lines[1]);
        Assert.Equal(still, Assert.Single(lines, line => line.Contains(still)));
        Assert.Equal(6, lines.Length);
    }

    [Fact]
    public void Different_reasons_stand_with_their_clips()
    {
        var look = AnyQueue.Empty with { Workers = [new("w", "1", ["wan"], default, true, WorkerStanding.Serving, 1, 0)] };
        var card = GroupCard.Of([Member(1) with { LiveWorkers = 0, Lane = "a" }, Member(2) with { LiveWorkers = 0, Lane = "b" }], None, look, "", null, Tongues.English);

        Assert.Contains("- seed 1: ⏳ Next in line. No worker that runs now has the model a.", card.Content);
        Assert.Contains("- seed 2: ⏳ About #2 in line. No worker that runs now has the model b.", card.Content);
    }

    [Fact]
    public void A_clip_whose_words_are_forgotten_is_told_without_them()
    {
        var card = Of([Member(1) with { Clip = new() { Prompt = "" } }, Member(2)], new Dictionary<JobId, string> { [new("1")] = "" });

        Assert.Equal(["- ✅", "- seed 2: ⏳ About #2 in line"], card.Content.Split('\n')[1..3]);
    }

    private static Card Of(IReadOnlyList<Job> members, IReadOnlyDictionary<JobId, string> ended) =>
        GroupCard.Of(members, ended, AnyQueue.Empty with { Workers = [new("w", "1", ["pocket"], default, true, WorkerStanding.Serving, 1, 0)], Running = 1 }, "", null, Tongues.English);

    private static Job Member(int number) => new()
    {
        Id = new($"{number}"),
        State = JobState.Waiting,
        User = "7",
        Guild = "8",
        Clip = new() { Prompt = "a ball", Seed = number },
        Origin = "",
        Lane = "pocket",
        Position = number,
        LiveWorkers = 1,
        Eta = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(100)),
    };
}

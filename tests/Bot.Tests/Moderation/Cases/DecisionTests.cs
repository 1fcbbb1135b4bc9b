using ChatVideoBot.Bot.Moderation.Cases;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Bot.Tests.Moderation.Panels;
using ChatVideoBot.Queue;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Bot.Tests.Moderation.Cases;

/// <summary>What moderators decide: once, by one of them, and carried out whatever dies in between.</summary>
public sealed class DecisionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_decides_second_does_nothing_although_the_first_has_not_acted_yet(bool approve)
    {
        await using var street = await Street.BuildAsync();
        var one = await HeldAsync(street, "a contested cloud");
        await CasesOf(street).DecideAsync(one.Guild, one.Id, approve ? CaseEnd.Refused : CaseEnd.Approved, "1", "", DateTimeOffset.UtcNow, street.Cancel);

        var told = await street.Part<CaseDesk>().DecideAsync(one, approve, "2", "", street.Cancel);

        Assert.Equal("review.done.by-another", told);
        Assert.Equal(JobState.Held, (await street.JobAsync(one.Id)).State);
        Assert.Equal(0, await LogAsync(street));
    }

    [Fact]
    public async Task Of_many_who_decide_at_once_one_is_obeyed()
    {
        await using var street = await Street.BuildAsync();
        var one = await HeldAsync(street, "a contested cloud");
        var desk = street.Part<CaseDesk>();

        var told = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => desk.DecideAsync(one, i % 2 == 0, $"{i}", "", street.Cancel))));

        var done = Assert.Single(told, word => word != "review.done.by-another");
        Assert.Equal(done == "review.done.approved" ? JobState.Waiting : JobState.Cancelled, (await street.JobAsync(one.Id)).State);
        Assert.Equal(done == "review.done.approved" ? CaseEnd.Approved : CaseEnd.Refused, (await CasesOf(street).FindAsync(one.Guild, one.Id, street.Cancel))?.End);
        Assert.Equal(1, await LogAsync(street));
    }

    /// <summary>The process before died after it wrote the decision down; once before, once after it let the order go.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_decision_that_broke_off_is_carried_out_by_the_bot_that_starts_next(bool approve, bool wasActed)
    {
        await using var street = await Street.BuildAsync();
        var one = await HeldAsync(street, "a cloud in limbo", CaseKind.Appealed);
        await street.StopBotAsync();
        await Desk.Bans(street).CountRefusalAsync(one.Guild, one.User, one.Id, new() { Ladder = [new(9, TimeSpan.FromMinutes(1))] }, street.Cancel);
        var counted = $"refusals:{one.Guild}:{await new Bot.Moderation.Bans.Marks(street.Keepsakes).OfAsync(one.Guild, one.User, street.Cancel)}";
        var now = DateTimeOffset.UtcNow;
        await CasesOf(street).BeginAsync(one.Guild, one.Id, now, street.Cancel);
        await CasesOf(street).DecideAsync(one.Guild, one.Id, approve ? CaseEnd.Approved : CaseEnd.Refused, "1", "because", now, street.Cancel);
        if (wasActed) await street.Queue.LetGoAsync(new(one.Id), new("1", ""), street.Cancel);

        await street.StartBotAsync();

        await UntilNothingIsBegunAsync(street);
        Assert.Equal(approve ? JobState.Waiting : JobState.Cancelled, (await street.JobAsync(one.Id)).State);
        Assert.Equal(approve ? 0 : 1, await street.Keepsakes.CountAsync(counted, street.Cancel));
        var act = Assert.Single(await street.Keepsakes.ListAsync($"modlog:{one.Guild}", 0, 10, street.Cancel));
        Assert.Contains("because", act);
    }

    [Fact]
    public async Task What_is_carried_out_twice_is_in_the_log_once()
    {
        await using var street = await Street.BuildAsync();
        var one = await HeldAsync(street, "a cloud done twice");
        var decided = await CasesOf(street).DecideAsync(one.Guild, one.Id, CaseEnd.Approved, "1", "because", DateTimeOffset.UtcNow, street.Cancel);

        Assert.True(await street.Part<CaseDesk>().FollowAsync(decided!, street.Cancel));
        Assert.True(await street.Part<CaseDesk>().FollowAsync(decided!, street.Cancel));

        Assert.Equal(JobState.Waiting, (await street.JobAsync(one.Id)).State);
        Assert.Equal(1, await LogAsync(street));
    }

    [Fact]
    public async Task A_reported_clip_whose_deletion_broke_off_is_deleted()
    {
        await using var street = await Street.BuildAsync();
        var (id, _) = await street.ClipAsync("a clip in limbo");
        await street.StopBotAsync();
        var (guild, now) = (street.Discord.GuildId, DateTimeOffset.UtcNow);
        await CasesOf(street).OpenAsync(new(id, CaseKind.Reported, guild, "", street.Member.Id, "a clip in limbo", "", "", now), street.Cancel);
        await CasesOf(street).BeginAsync(guild, id, now, street.Cancel);
        await CasesOf(street).DecideAsync(guild, id, CaseEnd.Refused, "1", "", now, street.Cancel);

        await street.StartBotAsync();

        await UntilNothingIsBegunAsync(street);
        Assert.DoesNotContain(await street.AboutAsync("a clip in limbo"), Street.HasFile);
        Assert.Null(await street.Keepsakes.ReadAsync($"clip:{id}", street.Cancel));
    }

    [Fact]
    public async Task An_order_that_its_user_cancelled_leaves_nothing_to_decide()
    {
        await using var street = await Street.BuildAsync();
        var one = await HeldAsync(street, "a cloud of the past");
        await street.Queue.CancelAsync(new(one.Id), new(street.Member.Id, ""), street.Cancel);

        Assert.Equal("review.done.over", await street.Part<CaseDesk>().DecideAsync(one, true, "1", "", street.Cancel));

        Assert.Equal(JobState.Cancelled, (await street.JobAsync(one.Id)).State);
        Assert.Equal(0, await LogAsync(street));
    }

    internal static CaseBook CasesOf(Street street) => new(street.Keepsakes, Microsoft.Extensions.Options.Options.Create(new BotOptions()));

    internal static async Task UntilNothingIsBegunAsync(Street street)
    {
        while ((await CasesOf(street).ReadBegunAsync(street.Cancel)).Count > 0) await Task.Delay(20, street.Cancel);
    }

    /// <summary>An order that waits for a moderator, and all is done that belongs to that.</summary>
    private static async Task<Case> HeldAsync(Street street, string prompt, CaseKind kind = CaseKind.Held)
    {
        await street.RulesAsync(rules => kind == CaseKind.Held ? rules with { HoldsFirst = true } : rules with { Words = ["cloud"] });
        var id = await street.ImagineAsync(prompt);
        if (kind == CaseKind.Appealed) await street.PressAsync("appeal", await street.WaitForTextAsync("Your words have “cloud” in them"));
        await street.WaitForStateAsync(id, JobState.Held);
        await UntilNothingIsBegunAsync(street);
        return (await CasesOf(street).FindAsync(street.Discord.GuildId, id, street.Cancel))!;
    }

    private static Task<int> LogAsync(Street street) => street.Keepsakes.CountAsync($"modlog:{street.Discord.GuildId}", street.Cancel);
}

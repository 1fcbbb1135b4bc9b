using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Moderation.Bans;
using ChatVideoBot.Bot.Moderation.Cases;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Queue;
using Microsoft.Extensions.DependencyInjection;
using static ChatVideoBot.Bot.Tests.Moderation.Cases.DecisionTests;

namespace ChatVideoBot.Bot.Tests.Moderation.Cases;

/// <summary>No held order without a case, and no case without an order, wherever a process dies or Redis fails.</summary>
public sealed class HeldOrderTests
{
    private static readonly Action<IServiceCollection> Hasty = services => services.Configure<BotOptions>(bot => bot.WaitForQueue = TimeSpan.FromSeconds(1));

    [Fact]
    public async Task A_case_whose_order_never_came_goes()
    {
        await using var street = await Street.BuildAsync();
        await street.StopBotAsync();
        var one = await PreparedAsync(street, "77");

        await street.StartBotAsync(settings: Hasty);

        await UntilNothingIsBegunAsync(street);
        Assert.Null(await CasesOf(street).FindAsync(one.Guild, one.Id, street.Cancel));
        Assert.Equal(0, await CasesOf(street).CountOpenAsync(one.Guild, street.Cancel));
    }

    [Fact]
    public async Task An_order_of_which_moderators_were_not_told_is_told_and_keeps_its_case()
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { LogChannel = street.Discord.GeneralChannelId });
        await street.StopBotAsync();
        var one = await PreparedAsync(street, "77");
        await EnqueueAsync(street, "77", 1, 1);

        await street.StartBotAsync(settings: Hasty);

        await street.WaitForTextAsync("✋ **Held**");
        await UntilNothingIsBegunAsync(street);
        Assert.Equal(CaseEnd.Open, (await CasesOf(street).FindAsync(one.Guild, one.Id, street.Cancel))?.End);
        Assert.Equal(JobState.Held, (await street.JobAsync("77")).State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_put_in_line_after_the_decision_follows_it(bool approve)
    {
        await using var street = await Street.BuildAsync();
        var held = street.Part<HeldOrders>();
        var one = Any(street, "77");
        Assert.True(await held.PrepareAsync(one, street.Cancel));
        await EnqueueAsync(street, "77", 1, 2);
        Assert.Equal($"review.done.{(approve ? "approved" : "refused")}", await street.Part<CaseDesk>().DecideAsync(one, approve, "1", "", street.Cancel));
        await EnqueueAsync(street, "77", 2, 2);

        await held.SettleAsync(one, isNew: true, street.Cancel);

        foreach (var id in (string[])["77", "77-2"]) Assert.Equal(approve ? JobState.Waiting : JobState.Cancelled, (await street.JobAsync(id)).State);
    }

    [Fact]
    public async Task A_case_that_another_try_dropped_stands_again_once_the_order_is_in_line()
    {
        await using var street = await Street.BuildAsync();
        var held = street.Part<HeldOrders>();
        var one = Any(street, "77");
        var isNew = await held.PrepareAsync(one, street.Cancel);
        await held.SettleAsync(one, await held.PrepareAsync(one, street.Cancel), street.Cancel); // the line had no room for the second press
        Assert.Null(await CasesOf(street).FindAsync(one.Guild, one.Id, street.Cancel));
        await EnqueueAsync(street, "77", 1, 1);

        await held.SettleAsync(one, isNew, street.Cancel);

        Assert.Equal(CaseEnd.Open, (await CasesOf(street).FindAsync(one.Guild, one.Id, street.Cancel))?.End);
    }

    [Fact]
    public async Task Nobody_decides_what_is_only_about_to_be_in_line()
    {
        await using var street = await Street.BuildAsync();
        var one = Any(street, "77");
        await street.Part<HeldOrders>().PrepareAsync(one, street.Cancel);

        Assert.Equal("review.done.soon", await street.Part<CaseDesk>().DecideAsync(one, true, "1", "", street.Cancel));
        Assert.Equal(CaseEnd.Open, (await CasesOf(street).FindAsync(one.Guild, one.Id, street.Cancel))?.End);
    }

    /// <summary>Redis takes one of the steps not: the key is of another kind.</summary>
    [Theory]
    [InlineData("cases:begun")]
    [InlineData("cases:{0}")]
    public async Task Where_the_case_cannot_be_kept_the_order_is_not_in_line_and_its_user_is_told(string key)
    {
        await using var street = await Street.BuildAsync(Hasty);
        await street.RulesAsync(rules => rules with { HoldsFirst = true });
        var broken = $"vq:{{{new QueueOptions().Name}}}:bot:{string.Format(System.Globalization.CultureInfo.InvariantCulture, key, street.Discord.GuildId)}";
        Assert.Equal("+OK", (await street.AskRedisAsync($"SET {broken} broken"))[0]);

        var id = await street.ImagineAsync("a cloud that nobody keeps");
        await street.WaitForTextAsync("The queue cannot be reached right now, so nothing was queued.");
        Assert.Null(await street.Queue.FindAsync(new(id), street.Cancel));

        Assert.Equal(":1", (await street.AskRedisAsync($"DEL {broken}"))[0]);
        while (await CasesOf(street).FindAsync(street.Discord.GuildId, id, street.Cancel) is not null) await Task.Delay(20, street.Cancel);
        Assert.Equal(0, await CasesOf(street).CountOpenAsync(street.Discord.GuildId, street.Cancel));
    }

    [Fact]
    public async Task An_order_for_which_the_line_has_no_room_leaves_no_case_and_its_appeal_is_not_used_up()
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { Words = ["frog"] });
        var id = await street.ImagineAsync("a frog in a full line");
        var refusal = await street.WaitForTextAsync("Your words have “frog” in them");
        await street.Queue.SetGuildModeAsync(street.Discord.GuildId, QueueMode.Draining, new("1", ""), street.Cancel);

        await street.PressAsync("appeal", refusal);
        await street.Member.WaitForMessageAsync("general", one => Street.Text(one).StartsWith('⚠') && one["id"]!.GetValue<string>() != refusal["id"]!.GetValue<string>(), street.Cancel);
        await UntilNothingIsBegunAsync(street);
        Assert.Null(await CasesOf(street).FindAsync(street.Discord.GuildId, id, street.Cancel));
        await street.Queue.SetGuildModeAsync(street.Discord.GuildId, QueueMode.Open, new("1", ""), street.Cancel);
        await street.PressAsync("appeal", refusal);

        Assert.Equal(JobState.Held, await street.WaitForStateAsync(id, JobState.Held));
        Assert.Equal(CaseKind.Appealed, (await CasesOf(street).FindAsync(street.Discord.GuildId, id, street.Cancel))?.Kind);
    }

    [Fact]
    public async Task An_appeal_that_died_between_its_case_and_its_order_is_taken_again_and_counts_once()
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { Words = ["frog"], AppealsADay = 1 });
        var id = await street.ImagineAsync("a frog that died");
        var refusal = await street.WaitForTextAsync("Your words have “frog” in them");
        var (guild, now) = (street.Discord.GuildId, DateTimeOffset.UtcNow);
        var list = $"appeals:{guild}:{await new Marks(street.Keepsakes).OfAsync(guild, street.Member.Id, street.Cancel)}";
        await street.Keepsakes.FileAsync(list, $"{id} {now.ToUnixTimeMilliseconds()}", now, 100, TimeSpan.FromDays(1), street.Cancel);
        await PreparedAsync(street, id, CaseKind.Appealed);

        await street.PressAsync("appeal", refusal);

        Assert.Equal(JobState.Held, await street.WaitForStateAsync(id, JobState.Held));
        Assert.Equal(1, await street.Keepsakes.CountAsync(list, street.Cancel));
        await street.PressAsync("appeal", refusal);
        await street.WaitForTextAsync("A moderator was asked about this already.");
    }

    /// <summary>As a process leaves it that died before the order was in line.</summary>
    private static async Task<Case> PreparedAsync(Street street, string id, CaseKind kind = CaseKind.Held)
    {
        var one = Any(street, id) with { Kind = kind };
        await CasesOf(street).BeginAsync(one.Guild, one.Id, one.At, street.Cancel);
        Assert.True(await CasesOf(street).OpenAsync(one, street.Cancel));
        return one;
    }

    private static Case Any(Street street, string id) =>
        new(id, CaseKind.Held, street.Discord.GuildId, street.Discord.GeneralChannelId, street.Member.Id, "a cloud", "", "", DateTimeOffset.UtcNow);

    private static async Task EnqueueAsync(Street street, string order, int number, int count)
    {
        var origin = Origin.Read(street.OldOrigin())! with { Order = count > 1 ? order : "", Count = count };
        await street.Queue.EnqueueAsync(new(new(number == 1 ? order : $"{order}-{number}"), street.Member.Id, street.Discord.GuildId, new() { Prompt = "a cloud" }, origin.Write()) { Hold = true }, street.Cancel);
    }
}

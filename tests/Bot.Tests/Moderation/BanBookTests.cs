using ChatVideoBot.Bot.Moderation.Bans;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Bot.Tests.Moderation.Panels;

namespace ChatVideoBot.Bot.Tests.Moderation;

/// <summary>The ladder: one refusal counts once, and bars where it should, whatever breaks off.</summary>
public sealed class BanBookTests
{
    private static readonly GuildRules Rules = new() { Ladder = [new(2, TimeSpan.FromMinutes(10)), new(3, TimeSpan.FromHours(1))] };

    [Fact]
    public async Task One_order_that_is_looked_at_again_and_again_counts_once()
    {
        await using var street = await Street.BuildAsync();
        var bans = Desk.Bans(street);

        for (var i = 0; i < 5; i++) Assert.Null(await bans.CountRefusalAsync("5", "7", "first", Rules, street.Cancel));
        var ban = await bans.CountRefusalAsync("5", "7", "second", Rules, street.Cancel);

        Assert.InRange(ban!.Until!.Value - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task A_refusal_that_was_counted_and_broke_off_before_the_bar_bars_when_it_is_looked_at_again()
    {
        await using var street = await Street.BuildAsync();
        var bans = Desk.Bans(street);
        await CountedAsync(street, "first", TimeSpan.FromMinutes(4));
        await CountedAsync(street, "second", TimeSpan.FromMinutes(3));

        var ban = await bans.CountRefusalAsync("5", "7", "second", Rules, street.Cancel);

        Assert.InRange(ban!.Until!.Value - DateTimeOffset.UtcNow, TimeSpan.Zero, TimeSpan.FromMinutes(7)); // from when it was refused
        Assert.Equal(ban, await bans.FindAsync("5", "7", street.Cancel));
    }

    [Fact]
    public async Task A_bar_that_is_over_is_not_begun_again_by_its_old_order()
    {
        await using var street = await Street.BuildAsync();
        var bans = Desk.Bans(street);
        await CountedAsync(street, "first", TimeSpan.FromMinutes(20));
        await CountedAsync(street, "second", TimeSpan.FromMinutes(11));

        Assert.Null(await bans.CountRefusalAsync("5", "7", "second", Rules, street.Cancel));

        Assert.Null(await bans.FindAsync("5", "7", street.Cancel));
        Assert.InRange((await bans.CountRefusalAsync("5", "7", "third", Rules, street.Cancel))!.Until!.Value - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(55), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Of_refusals_at_once_each_has_a_number_of_its_own()
    {
        await using var street = await Street.BuildAsync();
        var bans = Desk.Bans(street);

        await Task.WhenAll(Enumerable.Range(1, 3).Select(i => bans.CountRefusalAsync("5", "7", $"at-once-{i}", Rules, street.Cancel)));

        foreach (var i in Enumerable.Range(1, 3)) await bans.CountRefusalAsync("5", "7", $"at-once-{i}", Rules, street.Cancel); // whoever counted before another stood there
        Assert.NotNull(await bans.FindAsync("5", "7", street.Cancel));
        Assert.Null(await bans.CountRefusalAsync("5", "7", "fourth", Rules, street.Cancel)); // no rung of its own
    }

    /// <summary>As a process leaves it that died after it had counted.</summary>
    private static async Task CountedAsync(Street street, string order, TimeSpan ago)
    {
        var at = DateTimeOffset.UtcNow - ago;
        var mark = await new Marks(street.Keepsakes).OfAsync("5", "7", street.Cancel);
        await street.Keepsakes.FileAsync($"refusals:5:{mark}", $"{order} {at.ToUnixTimeMilliseconds()}", at, 100, TimeSpan.FromDays(1), street.Cancel);
    }
}

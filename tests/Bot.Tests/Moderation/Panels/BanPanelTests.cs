using ChatVideoBot.Bot.Moderation.Bans;
using ChatVideoBot.Bot.Moderation.Panels;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Queue;
using static ChatVideoBot.Bot.Tests.Moderation.Panels.Desk;

namespace ChatVideoBot.Bot.Tests.Moderation.Panels;

/// <summary>/mod ban and bans: lengths, reasons, pages, and other servers' bans.</summary>
public sealed class BanPanelTests
{
    [Theory]
    [InlineData("", "10m 1h 6h 1d 3d 1w 30d ever")]
    [InlineData("1", "10m 1h 1d 1w")]
    [InlineData("1D", "1d")]
    [InlineData("90m", "1h 30m")]
    [InlineData("365d", "365d")]
    [InlineData("366d", "")]
    [InlineData("0m", "")]
    [InlineData("E", "ever")]
    [InlineData("soon", "")]
    public void Lengths_are_offered_and_what_is_one_itself(string typed, string offered) =>
        Assert.Equal(typed == "90m" ? ["1h 30m"] : offered.Split(' ', StringSplitOptions.RemoveEmptyEntries), BanPanel.Offers(typed));

    [Fact]
    public async Task What_they_have_in_line_elsewhere_stays_and_a_reason_is_one_plain_line()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        await street.Queue.EnqueueAsync(new(new("elsewhere-1"), street.Member.Id, Elsewhere, new() { Prompt = "elsewhere" }, street.OldOrigin()), street.Cancel);
        var here = await street.ImagineAsync("here");
        await street.WaitForStateAsync(here, JobState.Waiting);

        var done = await OpenAsync(street, moderator, "ban", "Cancelled in line: 1.", new() { ["user"] = street.Member.Id, ["reason"] = "one\n@everyone \u202E<@&5> `two`", ["clear"] = true });

        Assert.True(Street.IsEphemeral(done));
        await street.WaitForStateAsync(here, JobState.Cancelled);
        Assert.Equal(JobState.Waiting, (await street.JobAsync("elsewhere-1")).State);
        Assert.Equal("one @everyone <@&5> `two`", (await Bans(street).FindAsync(street.Discord.GuildId, street.Member.Id, street.Cancel))!.Why);
        Assert.Null(await Bans(street).FindAsync(Elsewhere, street.Member.Id, street.Cancel));
        var listed = await OpenAsync(street, moderator, "bans", "Barred: 1");
        Assert.Contains("one \\@everyone \\<\\@&5\\> \\`two\\`", Street.Text(listed));
        await OpenAsync(street, moderator, "log", "barred <@" + street.Member.Id + "> (ever) — one \\@everyone");
    }

    [Fact]
    public async Task Bans_have_pages_and_whoever_is_let_in_leaves_the_page_where_it_is()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var bans = Bans(street);
        var users = Enumerable.Range(0, 25).Select(i => (7_000_000_000_000_000_000 + (ulong)i).ToString()).ToList();
        foreach (var user in users) await bans.BarAsync(street.Discord.GuildId, user, TimeSpan.FromDays(1), moderator.Id, new string('*', 300), street.Cancel);
        await bans.BarAsync(Elsewhere, users[3], null, "5", "theirs", street.Cancel);
        await bans.BarAsync(street.Discord.GuildId, users[7], null, "bot", "", street.Cancel);
        await bans.ForgetNameAsync(street.Discord.GuildId, users[7], street.Cancel);

        var panel = await OpenAsync(street, moderator, "bans", "Page 1 of 3");
        Assert.Contains("somebody who had everything forgotten", Street.Text(panel));
        Assert.Equal(9, Select(panel, "mod:bans:lift")["options"]!.AsArray().Count);
        foreach (var page in (int[])[2, 3])
        {
            await moderator.PressAsync("general", Id(panel), $"mod:bans:page:{page}", street.Cancel);
            panel = await UntilAsync(street, moderator, panel, $"Page {page} of 3");
        }
        Assert.Contains($"25\\. <@{users[0]}>", Street.Text(panel));
        await moderator.PickAsync("general", Id(panel), "mod:bans:lift:3", users[0], street.Cancel);
        panel = await UntilAsync(street, moderator, panel, $"<@{users[0]}> may use the bot again.");
        Assert.Contains("Page 3 of 3", Street.Text(panel));

        await Forger.PickAsync(street, moderator, "mod:bans:lift:99", users[3], "may use the bot again.");
        await Forger.PickAsync(street, moderator, "mod:bans:lift", users[3], "was not barred.");
        await Forger.PickAsync(street, moderator, "mod:bans:lift", "@everyone", "Barred: 23");
        Assert.NotNull(await bans.FindAsync(Elsewhere, users[3], street.Cancel));
        await OpenAsync(street, moderator, "log", "What was done: 2");
    }

    [Fact]
    public async Task More_than_a_thousand_are_listed_and_those_that_are_over_swept_away()
    {
        await using var street = await Street.BuildAsync();
        var (guild, now) = (street.Discord.GuildId, DateTimeOffset.UtcNow);
        for (var i = 0; i < 2100; i++)
        {
            await street.Keepsakes.FileAsync($"bans:{guild}", $"mark{i}", now.AddSeconds(-i), 100_000, TimeSpan.FromDays(1), street.Cancel);
            if (i % 3 > 0) await street.Keepsakes.WriteAsync($"ban:{guild}:mark{i}", $$"""{"user":"{{i}}","until":null,"by":"5","why":"","at":"2026-01-01T00:00:00+00:00"}""", TimeSpan.FromDays(1), street.Cancel);
        }

        var read = await Bans(street).ReadAsync(guild, street.Cancel);

        Assert.Equal(Enumerable.Range(0, 2100).Where(i => i % 3 > 0).Select(i => $"{i}"), read.Select(ban => ban.User));
        Assert.Equal(1400, await street.Keepsakes.CountAsync($"bans:{guild}", street.Cancel));
    }

    [Fact]
    public async Task Two_who_bar_and_let_in_at_once_leave_one_answer_that_holds()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        using var owner = await OwnerAsync(street);
        await OpenAsync(street, moderator, "ban", "it ends", new() { ["user"] = street.Member.Id, ["for"] = "2h" });
        var (mine, theirs) = (await OpenAsync(street, moderator, "bans", "Barred: 1"), await OpenAsync(street, owner, "bans", "Barred: 1"));
        await street.StopBotAsync();
        await street.StartBotAsync();

        await Task.WhenAll(
            moderator.PickAsync("general", Id(mine), "mod:bans:lift", street.Member.Id, street.Cancel),
            owner.PickAsync("general", Id(theirs), "mod:bans:lift", street.Member.Id, street.Cancel));

        await UntilAsync(street, moderator, mine, "Nobody is barred.");
        await UntilAsync(street, owner, theirs, "Nobody is barred.");
        Assert.Null(await Bans(street).FindAsync(street.Discord.GuildId, street.Member.Id, street.Cancel));
        await OpenAsync(street, moderator, "ban", "was not barred.", new() { ["user"] = street.Member.Id, ["lift"] = true });
    }
}

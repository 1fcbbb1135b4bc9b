using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Moderation.Panels;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Tests.Conversation;
using static ChatVideoBot.Bot.Tests.Moderation.Panels.Desk;

namespace ChatVideoBot.Bot.Tests.Moderation.Panels;

/// <summary>/mod settings: every bound, what is near, and values that nobody was offered.</summary>
public sealed class SettingsPanelTests
{
    private const ulong ManageGuild = 1UL << 5;

    [Theory]
    [InlineData("appeals", "0")]
    [InlineData("appeals", "1")]
    [InlineData("appeals", "20")]
    [InlineData("retention", "0")]
    [InlineData("retention", "36500")]
    [InlineData("new-members", "")]
    [InlineData("new-members", "0")]
    [InlineData("new-members", "1m")]
    [InlineData("new-members", "365d")]
    [InlineData("new-members", "364d 23h 60m")]
    [InlineData("ladder", "")]
    [InlineData("ladder", "1 = 1m")]
    [InlineData("ladder", "100 = 365d")]
    [InlineData("ladder", "1=1m,2=1m,3=1m,4=1m,5=1m,6=1m,7=1m,8=1m,9=1m,10=1m")]
    public void What_is_typed_within_bounds_is_taken(string name, string typed) => Assert.NotNull(Setting(name).Write(new(), typed));

    [Theory]
    [InlineData("appeals", "21", "20")]
    [InlineData("appeals", "-1", "0")]
    [InlineData("appeals", "3.6", "4")]
    [InlineData("appeals", "99999999999999999999999999", "20")]
    [InlineData("appeals", "1e400", null)]
    [InlineData("appeals", "", null)]
    [InlineData("appeals", "lots", null)]
    [InlineData("retention", "36501", "36500")]
    [InlineData("retention", "-7", "0")]
    [InlineData("new-members", "366d", "365d")]
    [InlineData("new-members", "365d 1m", "365d")]
    [InlineData("new-members", "99999999999999999999w", "365d")]
    [InlineData("new-members", "90", "1h 30m")]
    [InlineData("new-members", "1.5h", "1h 30m")]
    [InlineData("new-members", "-5m", "0m")]
    [InlineData("new-members", "600s", "10m")]
    [InlineData("new-members", "soon", null)]
    [InlineData("ladder", "5 = 10", "5 = 10m")]
    [InlineData("ladder", "0 = 1h", "1 = 1h")]
    [InlineData("ladder", "101 = 1h", "100 = 1h")]
    [InlineData("ladder", "5 = 0m", "5 = 1m")]
    [InlineData("ladder", "5 = 366d", "5 = 365d")]
    [InlineData("ladder", "5 = 10m, 5 = 1h", "5 = 10m")]
    [InlineData("ladder", "1=1m,2=1m,3=1m,4=1m,5=1m,6=1m,7=1m,8=1m,9=1m,10=1m,11=1m", "1 = 1m, 2 = 1m, 3 = 1m, 4 = 1m, 5 = 1m, 6 = 1m, 7 = 1m, 8 = 1m, 9 = 1m, 10 = 1m")]
    [InlineData("ladder", "five times", null)]
    public void What_cannot_be_has_a_nearest_that_can(string name, string typed, string? nearest)
    {
        var setting = Setting(name);

        Assert.Null(setting.Write(new(), typed));
        Assert.Equal(nearest, setting.Nearest(typed));
        if (nearest is not null) Assert.NotNull(setting.Write(new(), nearest));
    }

    [Fact]
    public async Task What_cannot_be_is_told_with_its_name_and_the_nearest_and_changes_nothing()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var panel = await OpenAsync(street, moderator, "settings", "Settings of this server");
        await moderator.PickAsync("general", Id(panel), "mod:settings:pick", "appeals", street.Cancel);

        await street.FillAsync("mod:settings:text:appeals", new Dictionary<string, string> { ["value"] = "\u202E21 @everyone" }, moderator);
        await UntilAsync(street, moderator, panel, "⚠️ Appeals in 24 hours: 21 \\@everyone is no number from 0 to 20.");
        await moderator.PickAsync("general", Id(panel), "mod:settings:pick", "retention", street.Cancel);
        await street.FillAsync("mod:settings:text:retention", new Dictionary<string, string> { ["value"] = "40000" }, moderator);

        await UntilAsync(street, moderator, panel, "to 36500. The nearest is 36500.");
        Assert.Equal((5, 0), ((await RulesAsync(street)).AppealsADay, (await RulesAsync(street)).RetentionDays));
        await OpenAsync(street, moderator, "log", "Nothing was done yet.");
    }

    [Fact]
    public async Task Channels_that_are_set_are_chosen_when_the_list_opens_again_and_the_log_shows_them()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var (panel, adults) = (await OpenAsync(street, moderator, "settings", "Settings of this server"), moderator.Channel("adults"));
        await moderator.PickAsync("general", Id(panel), "mod:settings:pick", "channels", street.Cancel);
        var list = Select(await UntilAsync(street, moderator, panel, message => Street.CustomIds(message).Contains("mod:settings:set:channels")), "mod:settings:set:channels");
        Assert.Empty(list["default_values"]!.AsArray());

        await moderator.PickAsync("general", Id(panel), "mod:settings:set:channels", adults, street.Cancel);
        await UntilAsync(street, moderator, panel, $"✅ Channels where it works: <#{adults}>");
        await moderator.PickAsync("general", Id(panel), "mod:settings:pick", "channels", street.Cancel);

        list = Select(await UntilAsync(street, moderator, panel, message => Street.CustomIds(message).Contains("mod:settings:set:channels")), "mod:settings:set:channels");
        Assert.Equal(adults, list["default_values"]!.AsArray().Single()!["id"]!.GetValue<string>());
        await OpenAsync(street, moderator, "log", $"everywhere → <#{adults}>");
    }

    [Fact]
    public async Task Values_that_nobody_was_offered_change_nothing()
    {
        await using var street = await Street.BuildAsync(discord: new() { RateLimits = false });
        using var moderator = await street.ModeratorAsync();

        await Forger.PickAsync(street, moderator, "mod:settings:set:channels", "424242424242424242", "⚠️ Pick channels of this server");
        await Forger.PickAsync(street, moderator, "mod:settings:set:log", "everywhere", "⚠️ Pick channels of this server");
        foreach (var (id, value) in new[]
        {
            ("mod:settings:set:hold", "maybe"), ("mod:settings:set:private", "Always"), ("mod:settings:set:watermark", ""), ("mod:settings:set:words", "frog"), ("mod:settings:set:", "yes"),
            ("mod:settings:set:ladder", "1 = 1m"), ("mod:settings:nothing", "hold"), ("mod:settings:pick", "limits"),
        })
            Assert.DoesNotContain("✅", await Forger.PickAsync(street, moderator, id, value.Length > 0 ? value : " ", "Settings of this server"));

        Assert.Null(await street.Keepsakes.ReadAsync($"rules:{street.Discord.GuildId}", street.Cancel));
        await OpenAsync(street, moderator, "log", "Nothing was done yet.");
    }

    [Fact]
    public async Task A_member_presses_in_vain_whatever_they_found()
    {
        await using var street = await Street.BuildAsync(discord: new() { RateLimits = false });
        foreach (var (id, value) in new[] { ("mod:settings:set:hold", "yes"), ("mod:words:edit", "refuse 0"), ("mod:bans:lift", "5"), ("mod:log:export", "x") })
        {
            var forged = await Forger.SelectAsync(street, id, value);
            await street.Member.PickAsync("general", forged, id, value, street.Cancel);
        }

        while ((await street.AboutAsync("it takes the permission")).Count < 4) await Task.Delay(20, street.Cancel);
        Assert.False((await RulesAsync(street)).HoldsFirst);
    }

    [Fact]
    public async Task Two_who_change_different_things_at_once_both_change_them_and_a_panel_outlives_the_process()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        using var owner = await OwnerAsync(street);
        var (mine, theirs) = (await OpenAsync(street, moderator, "settings", "Settings of this server"), await OpenAsync(street, owner, "settings", "Settings of this server"));
        await moderator.PickAsync("general", Id(mine), "mod:settings:pick", "hold", street.Cancel);
        await owner.PickAsync("general", Id(theirs), "mod:settings:pick", "consent", street.Cancel);
        await UntilAsync(street, moderator, mine, message => Street.CustomIds(message).Contains("mod:settings:set:hold"));
        await UntilAsync(street, owner, theirs, message => Street.CustomIds(message).Contains("mod:settings:set:consent"));
        await street.StopBotAsync();
        await street.StartBotAsync();

        await Task.WhenAll(
            moderator.PickAsync("general", Id(mine), "mod:settings:set:hold", "yes", street.Cancel),
            owner.PickAsync("general", Id(theirs), "mod:settings:set:consent", "always", street.Cancel));

        await UntilAsync(street, moderator, mine, "✅");
        await UntilAsync(street, owner, theirs, "✅");
        Assert.Equal((true, ConsentQuestion.Always), ((await RulesAsync(street)).HoldsFirst, (await RulesAsync(street)).Consent));
        await OpenAsync(street, moderator, "log", "What was done: 2");
    }

    [Fact]
    public async Task A_log_channel_where_the_bot_may_not_write_is_told()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var (panel, mods) = (await OpenAsync(street, moderator, "settings", "Settings of this server"), street.Discord.ModsChannelId);
        await moderator.PickAsync("general", Id(panel), "mod:settings:pick", "log", street.Cancel);
        await UntilAsync(street, moderator, panel, message => Street.CustomIds(message).Contains("mod:settings:set:log"));
        await street.RefuseInAsync(mods, 403, 50001);

        await moderator.PickAsync("general", Id(panel), "mod:settings:set:log", mods, street.Cancel);

        await UntilAsync(street, moderator, panel, $"⚠️ I cannot write in <#{mods}>");
        await OpenAsync(street, moderator, "log", $"none → <#{mods}>");
    }

    [Fact]
    public async Task Whether_AutoMods_rules_could_be_read_is_said()
    {
        await using (var blind = await Street.BuildAsync())
        {
            using var asks = await blind.ModeratorAsync();
            await OpenAsync(blind, asks, "settings", "hold for prompts: **yes** · ⚠️ the bot may not read them: give it Manage Server");
            await blind.RulesAsync(rules => rules with { FollowsAutoMod = false });
            Assert.DoesNotContain("may not read", Street.Text(await OpenAsync(blind, asks, "settings", "hold for prompts: **no**")));
        }
        var discord = new Sandbox.SandboxOptions();
        discord.BotPermissions |= ManageGuild;
        await using var street = await Street.BuildAsync(discord: discord);
        using var moderator = await street.ModeratorAsync();
        using var http = new HttpClient { BaseAddress = street.Discord.Page };
        (await http.PostAsJsonAsync($"sandbox/guilds/{street.Discord.GuildId}/auto-moderation",
            new JsonObject { ["name"] = "house rules", ["trigger_metadata"] = new JsonObject { ["keyword_filter"] = new JsonArray("newt*") } }, street.Cancel)).EnsureSuccessStatusCode();

        await OpenAsync(street, moderator, "settings", "hold for prompts: **yes** · rules known: 1");
        await OpenAsync(street, moderator, "words", "- The server's AutoMod: `house rules` ← newts", new() { ["test"] = "two newts" });
    }

    private static TextSetting Setting(string name) => Assert.IsType<TextSetting>(Settings.Find(name));
}

using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Moderation.Panels;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Tests.Moderation.Panels;

/// <summary>What moderators see and press in /mod.</summary>
public sealed class PanelTests
{
    [Fact]
    public async Task A_setting_is_picked_changed_and_written_into_the_log()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var panel = await OpenAsync(street, moderator, "settings", "Settings of this server");
        Assert.True(Street.IsEphemeral(panel));
        Assert.Contains("Every clip waits for a moderator first: **no**", Street.Text(panel));

        await moderator.PickAsync("general", Id(panel), "mod:settings:pick", "hold", street.Cancel);
        await moderator.WaitForMessageAsync("general", message => Selects(message).Contains("mod:settings:set:hold"), street.Cancel);
        await moderator.PickAsync("general", Id(panel), "mod:settings:set:hold", "yes", street.Cancel);

        await street.HeardAsync("✅ Every clip waits for a moderator first: yes", moderator);
        Assert.True((await RulesAsync(street)).HoldsFirst);
        var log = await OpenAsync(street, moderator, "log", "What was done: 1");
        Assert.Contains("changed the setting “Every clip waits for a moderator first”", Street.Text(log));
        Assert.Contains("no → yes", Street.Text(log));
    }

    [Theory]
    [InlineData("new-members", "2h", "New members wait: 2h")]
    [InlineData("new-members", "two hours", "two hours is no length of time")]
    [InlineData("new-members", "366d", "366d is no length of time")]
    [InlineData("ladder", "2 = 10m, 4 = 1d", "2 = 10m, 4 = 1d")]
    [InlineData("ladder", "2 = never", "2 = never cannot be read")]
    [InlineData("appeals", "20", "Appeals in 24 hours: 20")]
    [InlineData("appeals", "21", "21 is no number from 0 to 20.")]
    [InlineData("retention", "30", "Days that clips are remembered: 30")]
    [InlineData("retention", "-1", "-1 is no number")]
    public async Task A_setting_that_is_typed_is_taken_or_says_what_it_can_be(string name, string typed, string told)
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var panel = await OpenAsync(street, moderator, "settings", "Settings of this server");

        await moderator.PickAsync("general", Id(panel), "mod:settings:pick", name, street.Cancel);
        await street.FillAsync($"mod:settings:text:{name}", new Dictionary<string, string> { ["value"] = typed }, moderator);

        var answer = await street.HeardAsync(told, moderator);
        Assert.StartsWith(told.Contains(" is no ") || told.Contains("cannot") ? "⚠️" : "✅", Street.Text(answer));
    }

    [Fact]
    public async Task The_bot_works_in_the_channels_that_are_picked()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var panel = await OpenAsync(street, moderator, "settings", "Settings of this server");
        await moderator.PickAsync("general", Id(panel), "mod:settings:pick", "channels", street.Cancel);
        await moderator.WaitForMessageAsync("general", message => Selects(message).Contains("mod:settings:set:channels"), street.Cancel);

        await moderator.PickAsync("general", Id(panel), "mod:settings:set:channels", moderator.Channel("adults"), street.Cancel);
        await street.HeardAsync("✅ Channels where it works: <#", moderator);
        await street.ImagineAsync("a cloud in the wrong channel");

        await street.WaitForTextAsync("Clips can be asked for in <#");
    }

    [Fact]
    public async Task Words_are_tried_on_a_prompt_before_they_are_saved()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var panel = await OpenAsync(street, moderator, "words", "Words of this server");

        var edit = await moderator.PickAsync("general", Id(panel), "mod:words:edit", "refuse 0", street.Cancel);
        await street.FillAsync($"mod:words:send:{edit}", new Dictionary<string, string> { ["text"] = "frog\n/b+u+g/\ntoad*", ["try"] = "a t0ads pond" }, moderator);
        var tried = await street.HeardAsync("🔴 Found in: a t0ads pond", moderator);
        Assert.Contains("`toad*` ← t0ad", Street.Text(tried));
        Assert.Empty((await RulesAsync(street)).Words);
        await moderator.PressAsync("general", Id(tried), $"mod:words:save:{edit}", street.Cancel);

        await street.HeardAsync("✅ Saved: 3 added, 0 taken out.", moderator);
        Assert.Equal(["frog", "/b+u+g/", "toad*"], (await RulesAsync(street)).Words);
        await street.ImagineAsync("a bbuug");
        await street.WaitForTextAsync("Your words have “bbuug” in them");
    }

    [Fact]
    public async Task Lines_that_are_no_rules_are_told_and_nothing_is_saved()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var panel = await OpenAsync(street, moderator, "words", "Words of this server");

        var edit = await moderator.PickAsync("general", Id(panel), "mod:words:edit", "hold 0", street.Cancel);
        await street.FillAsync($"mod:words:send:{edit}", new Dictionary<string, string> { ["text"] = "fine\n/(a/\nx", ["try"] = "" }, moderator);

        var told = Street.Text(await street.HeardAsync("2 lines are no rules; nothing was saved:", moderator));
        Assert.Contains("`/(a/` It is no pattern", told);
        Assert.Contains("`x` One letter alone", told);
        Assert.Empty((await RulesAsync(street)).HeldWords);
    }

    [Fact]
    public async Task Two_moderators_who_edit_one_list_both_keep_their_words()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        using var owner = await SandboxPerson.SitDownAsync(street.Discord.Page, "owner", street.Cancel);
        await street.RulesAsync(rules => rules with { Words = ["frog", "newt"] });
        var (first, second) = (await OpenAsync(street, moderator, "words", "Words of this server"), await OpenAsync(street, owner, "words", "Words of this server"));
        var mine = await moderator.PickAsync("general", Id(first), "mod:words:edit", "refuse 0", street.Cancel);
        var theirs = await owner.PickAsync("general", Id(second), "mod:words:edit", "refuse 0", street.Cancel);

        await street.FillAsync($"mod:words:send:{mine}", new Dictionary<string, string> { ["text"] = "frog\nnewt\ntoad", ["try"] = "" }, moderator);
        await street.HeardAsync("✅ Saved: 1 added, 0 taken out.", moderator);
        await street.FillAsync($"mod:words:send:{theirs}", new Dictionary<string, string> { ["text"] = "frog\neft", ["try"] = "" }, owner);
        await street.HeardAsync("✅ Saved: 1 added, 1 taken out.", owner);

        Assert.Equal(["frog", "toad", "eft"], (await RulesAsync(street)).Words);
    }

    [Fact]
    public async Task A_word_is_added_and_taken_out_by_options()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();

        await OpenAsync(street, moderator, "words", "✅ Saved: 1 added", new() { ["add"] = "frog", ["list"] = "adult" });
        Assert.Equal(["frog"], (await RulesAsync(street)).AdultWords);
        await OpenAsync(street, moderator, "words", "It is no pattern", new() { ["add"] = "/(/" });
        await OpenAsync(street, moderator, "words", "✅ Saved: 0 added, 1 taken out.", new() { ["remove"] = "frog" });
        await OpenAsync(street, moderator, "words", "toad is on no list.", new() { ["remove"] = "toad" });

        Assert.Empty((await RulesAsync(street)).AdultWords);
    }

    [Fact]
    public async Task Whoever_is_barred_is_told_why_and_until_when_and_what_they_had_in_line_is_gone()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var open = await street.ImagineAsync("still in line");
        await street.WaitForStateAsync(open, JobState.Waiting);

        await OpenAsync(street, moderator, "ban", "Cancelled in line: 1.", new() { ["user"] = street.Member.Id, ["for"] = "2h", ["reason"] = "floods @everyone", ["clear"] = true });
        Assert.Equal(JobState.Cancelled, await street.WaitForStateAsync(open, JobState.Cancelled));
        await street.ImagineAsync("another one");
        var told = await street.WaitForTextAsync("You can ask for clips in this server again <t:");
        Assert.Contains("floods \\@everyone", Street.Text(told));
        Assert.False(told["mention_everyone"]!.GetValue<bool>());

        var bans = await OpenAsync(street, moderator, "bans", "Barred: 1");
        await moderator.PickAsync("general", Id(bans), "mod:bans:lift", street.Member.Id, street.Cancel);
        await street.HeardAsync("may use the bot again.", moderator);
        Assert.Equal(JobState.Waiting, (await street.JobAsync(await street.ImagineAsync("welcome back"))).State);
    }

    [Theory]
    [InlineData("soon", "for soon: type 10m")]
    [InlineData("400d", "for 400d: type 10m, 2h, 3d, 1w (at most 365d) or ever. The nearest is 365d.")]
    [InlineData("0m", "for 0m: type 10m, 2h, 3d, 1w (at most 365d) or ever. The nearest is 1m.")]
    public async Task A_length_that_is_none_bars_nobody(string typed, string told)
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();

        await OpenAsync(street, moderator, "ban", told, new() { ["user"] = street.Member.Id, ["for"] = typed });

        Assert.Equal(JobState.Waiting, (await street.JobAsync(await street.ImagineAsync("not barred"))).State);
    }

    [Fact]
    public async Task Moderators_and_bots_are_not_barred()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        using var owner = await SandboxPerson.SitDownAsync(street.Discord.Page, "owner", street.Cancel);

        await OpenAsync(street, moderator, "ban", "That is a moderator", new() { ["user"] = moderator.Id });
        await OpenAsync(street, moderator, "ban", "A bot needs no ban.", new() { ["user"] = street.Discord.ApplicationId });
        await OpenAsync(street, owner, "ban", "That is a moderator", new() { ["user"] = moderator.Id });
    }

    [Fact]
    public async Task The_log_is_handed_out_as_a_file()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        await OpenAsync(street, moderator, "ban", "may not use the bot in this server any more", new() { ["user"] = street.Member.Id });
        var log = await OpenAsync(street, moderator, "log", "What was done: 1");

        await moderator.PressAsync("general", Id(log), "mod:log:export", street.Cancel);

        var file = await street.HeardAsync("The whole log: 1 entry.", moderator);
        var text = System.Text.Encoding.UTF8.GetString(await moderator.DownloadAsync(file["attachments"]![0]!["url"]!.GetValue<string>(), street.Cancel));
        Assert.Equal("ban", JsonNode.Parse(text.Trim())!["what"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("10m", 10)]
    [InlineData("1h 30m", 90)]
    [InlineData("2H", 120)]
    [InlineData("1w", 7 * 24 * 60)]
    [InlineData("365d", 365 * 24 * 60)]
    [InlineData("366d", null)]
    [InlineData("", null)]
    [InlineData("10", null)]
    [InlineData("-1h", null)]
    [InlineData("1.5h", null)]
    public void A_length_of_time_is_read(string text, int? minutes) => Assert.Equal(minutes, (int?)Spans.Parse(text)?.TotalMinutes);

    [Theory]
    [InlineData("8 = 1h, 5 = 10m", "5 = 10m, 8 = 1h")]
    [InlineData("5:10m;8:1h", "5 = 10m, 8 = 1h")]
    [InlineData("0", "")]
    [InlineData("", "")]
    [InlineData("5 = 10m, 5 = 1h", null)]
    [InlineData("0 = 1h", null)]
    [InlineData("101 = 1h", null)]
    [InlineData("5 = 0m", null)]
    public void A_ladder_is_read(string text, string? written) => Assert.Equal(written, Settings.ReadLadder(text) is { } ladder ? Settings.WriteLadder(ladder) : null);

    private static async Task<JsonNode> OpenAsync(Street street, SandboxPerson who, string panel, string text, Dictionary<string, object>? options = null)
    {
        await who.UseAsync("general", $"mod {panel}", options ?? [], street.Cancel);
        return await street.HeardAsync(text, who);
    }

    private static Task<GuildRules> RulesAsync(Street street) => new GuildBook(street.Keepsakes, Options.Create(new BotOptions())).ReadAsync(street.Discord.GuildId, street.Cancel);

    private static IReadOnlyList<string> Selects(JsonNode message) => Street.CustomIds(message);

    private static string Id(JsonNode message) => message["id"]!.GetValue<string>();
}

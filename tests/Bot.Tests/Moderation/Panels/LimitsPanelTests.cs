using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Moderation.Panels;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;
using ChatVideoBot.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Tests.Moderation.Panels;

/// <summary>/mod limits: of whom, how high, and never of another server.</summary>
public sealed class LimitsPanelTests
{
    private const string Elsewhere = "role:424242424242424242";

    [Fact]
    public async Task A_roles_limits_are_set_changed_and_taken_away_and_the_log_says_from_what_to_what()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var role = Role(moderator, "Moderator");

        await moderator.UseAsync("general", "mod limits", new Dictionary<string, object> { ["for-role"] = role }, street.Cancel);
        await street.FillAsync($"mod:limits:edit:role:{role}", Form("3 / 1", "600", "4", "640 x 480", "boosted 1,5"), moderator);
        var shown = await street.HeardAsync($"✅ <@&{role}>: waiting / at once: 3 / 1", moderator);
        Assert.Equal(new Limits { Waiting = 3, Running = 1, GpuADay = TimeSpan.FromMinutes(10), Weight = 1.5, Band = Band.Boosted }, await LimitsAsync(street, LimitSubject.Role(role)));
        Assert.Equal(new ClipLimits(4, 640 * 480), (await RulesAsync(street)).Limits[$"role:{role}"]);
        Assert.Empty(shown["mention_roles"]!.AsArray());
        Assert.Contains("@Moderator", shown["components"]!.ToJsonString());

        await moderator.PickAsync("general", Id(shown), "mod:limits:pick", $"role:{role}", street.Cancel);
        await street.FillAsync($"mod:limits:edit:role:{role}", Form("3 / 1", "", "", "", ""), moderator);
        await moderator.WaitForMessageAsync("general", one => Street.Text(one).Contains($"✅ <@&{role}>") && !Street.Text(one).Contains("600"), street.Cancel);
        Assert.DoesNotContain($"role:{role}", (await RulesAsync(street)).Limits.Keys);
        await moderator.PickAsync("general", Id(shown), "mod:limits:remove", $"role:{role}", street.Cancel);
        await street.HeardAsync($"✅ <@&{role}>: as the owner set it", moderator);

        Assert.Null(await LimitsAsync(street, LimitSubject.Role(role)));
        var log = Street.Text(await OpenAsync(street, moderator, "log", "What was done: 3")).Replace("\\", ""); // colons are escaped
        Assert.Contains("- → waiting / at once: 3 / 1", log);
        Assert.Contains("waiting / at once: 3 / 1 → -", log);
    }

    [Fact]
    public async Task Another_servers_role_is_neither_shown_nor_touched_however_it_is_forged()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var theirs = new Limits { Waiting = 7, Band = Band.Urgent };
        await street.Queue.SetLimitsAsync(LimitSubject.Role(Elsewhere[5..]), theirs, new("test", ""), street.Cancel);
        await street.Queue.SetLimitsAsync(LimitSubject.Member("999", "5"), theirs, new("test", ""), street.Cancel);

        var shown = Street.Text(await OpenAsync(street, moderator, "limits", "Limits of this server"));
        Assert.DoesNotContain("7", shown.Replace("for-", ""));
        foreach (var forged in new[] { Elsewhere, "user:999:5", "member:999:5", "members:999", "guild:999", "everyguild", "role:042", "role:", "user:x" })
        {
            var told = await Forger.PickAsync(street, moderator, "mod:limits:pick", forged, "Limits of this server");
            Assert.DoesNotContain("waiting / at once: 7", told);
            Assert.DoesNotContain("✅", await Forger.PickAsync(street, moderator, "mod:limits:remove", forged, "Limits of this server"));
        }

        Assert.Equal(theirs, await LimitsAsync(street, LimitSubject.Role(Elsewhere[5..])));
        Assert.Equal(2, (await street.Queue.ReadLimitsAsync(street.Cancel)).Count);
        await OpenAsync(street, moderator, "log", "Nothing was done yet.");
    }

    [Theory]
    [InlineData(1, null, "urgent", true)]
    [InlineData(2, null, "normal", true)]
    [InlineData(2, null, "boosted", false)]
    [InlineData(2, Band.Boosted, "boosted", true)]
    [InlineData(2, Band.Boosted, "urgent", false)]
    [InlineData(1, Band.Relaxed, "normal", false)]
    public async Task No_server_goes_before_others_unless_the_owner_says_so(int guilds, Band? highest, string typed, bool may)
    {
        await using var street = await Street.BuildAsync(services => services.Configure<BotOptions>(bot => bot.HighestBand = highest), discord: new() { Guilds = guilds });
        using var moderator = await street.ModeratorAsync();
        var panel = await OpenAsync(street, moderator, "limits", "Limits of this server");

        await moderator.PickAsync("general", Id(panel), "mod:limits:pick", "everyone", street.Cancel);
        await street.FillAsync("mod:limits:edit:everyone", Form("", "", "", "", typed), moderator);

        await street.HeardAsync(may ? $"✅ everyone here: priority and weight: {typed}" : "the bot's owner sets that with Bot:HighestBand", moderator);
        Assert.Equal(may ? Enum.Parse<Band>(typed, ignoreCase: true) : null, (await LimitsAsync(street, LimitSubject.Members(street.Discord.GuildId)))?.Band);
    }

    [Fact]
    public async Task Many_limits_have_pages()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        for (var i = 0; i < 30; i++)
            await street.Queue.SetLimitsAsync(LimitSubject.Member(street.Discord.GuildId, (7_000_000_000_000_000_000 + (ulong)i).ToString()), new() { Waiting = i + 1 }, new("test", ""), street.Cancel);

        var panel = await OpenAsync(street, moderator, "limits", "Page 1 of 4");
        await moderator.PressAsync("general", Id(panel), "mod:limits:page:2", street.Cancel);
        await street.HeardAsync("Page 2 of 4", moderator);
        var last = await Forger.PressAsync(street, moderator, "mod:limits:page:2147483647", "Page 4 of 4");

        Assert.Contains("<@7000000000000000029>: waiting / at once: 30 / -", last);
    }

    [Fact]
    public async Task Whoever_does_not_manage_the_server_presses_in_vain()
    {
        await using var street = await Street.BuildAsync();
        var forged = await Forger.SelectAsync(street, "mod:limits:pick", "everyone");

        await street.Member.PickAsync("general", forged, "mod:limits:pick", "everyone", street.Cancel);

        Assert.True(Street.IsEphemeral(await street.WaitForTextAsync("Only those who manage this server can do that")));
    }

    [Theory]
    [InlineData("jobs", "0 / 1000", true)]
    [InlineData("jobs", "1 / 1001", false)]
    [InlineData("jobs", "1 / 2 / 3", false)]
    [InlineData("jobs", "1.5 / 1", false)]
    [InlineData("jobs", "٣ / ١", false)]
    [InlineData("jobs", "99999999999 / 1", false)]
    [InlineData("day", "0", true)]
    [InlineData("day", "-1", false)]
    [InlineData("day", "1e3", false)]
    [InlineData("seconds", "0.1", true)]
    [InlineData("seconds", "0,1", true)]
    [InlineData("seconds", "0.09", false)]
    [InlineData("seconds", "60", true)]
    [InlineData("seconds", "60.01", false)]
    [InlineData("seconds", "NaN", false)]
    [InlineData("seconds", "1.2.3", false)]
    [InlineData("frame", "64x64", true)]
    [InlineData("frame", "4095 x 1", false)]
    [InlineData("frame", "8192 × 8192", true)]
    [InlineData("frame", "99999 x 99999", false)]
    [InlineData("frame", "0 x 0", false)]
    [InlineData("priority", "Boosted, 2", true)]
    [InlineData("priority", "URGENT 0,1", true)]
    [InlineData("priority", "100", true)]
    [InlineData("priority", "100.1", false)]
    [InlineData("priority", "0.09", false)]
    [InlineData("priority", "boosted normal", false)]
    [InlineData("priority", "1 2", false)]
    [InlineData("priority", "+1", false)]
    [InlineData("priority", "-1", false)]
    [InlineData("priority", "NaN", false)]
    [InlineData("priority", "Infinity", false)]
    [InlineData("priority", "front", false)]
    public void Each_bound_is_taken_and_what_is_beyond_it_is_named(string field, string typed, bool may)
    {
        var (limits, clip, problem) = LimitForm.Read(name => name == field ? typed : "", Band.Urgent, Tongues.English);

        Assert.Equal(may, problem is null);
        Assert.Equal(may, limits is not null || clip is not null);
        if (!may) Assert.Contains(typed, problem);
    }

    [Theory]
    [InlineData("@everyone <@1> `x`")]
    [InlineData("\u202Eevil")]
    public void What_cannot_be_is_told_without_a_ping_or_a_trick(string typed)
    {
        foreach (var field in LimitForm.Fields)
        {
            var problem = LimitForm.Read(name => name == field ? typed : "", Band.Normal, Tongues.English).Problem!;

            Assert.DoesNotContain(" @everyone", problem);
            Assert.DoesNotContain("<@", problem.Replace("\\<\\@", ""));
            Assert.DoesNotContain("\u202E", problem);
        }
    }

    private static Dictionary<string, string> Form(string jobs, string day, string seconds, string frame, string priority) =>
        new() { ["jobs"] = jobs, ["day"] = day, ["seconds"] = seconds, ["frame"] = frame, ["priority"] = priority };

    private static async Task<Limits?> LimitsAsync(Street street, LimitSubject subject) => (await street.Queue.ReadLimitsAsync(street.Cancel)).GetValueOrDefault(subject);

    private static Task<GuildRules> RulesAsync(Street street) => new GuildBook(street.Keepsakes, Options.Create(new BotOptions())).ReadAsync(street.Discord.GuildId, street.Cancel);

    private static string Role(SandboxPerson who, string name) =>
        who.State["members"]!.AsArray().SelectMany(member => member!["roles"]!.AsArray()).First(role => role!["name"]!.GetValue<string>() == name)!["id"]!.GetValue<string>();

    private static async Task<JsonNode> OpenAsync(Street street, SandboxPerson who, string panel, string text)
    {
        await who.UseAsync("general", $"mod {panel}", new Dictionary<string, object>(), street.Cancel);
        return await street.HeardAsync(text, who);
    }

    private static string Id(JsonNode message) => message["id"]!.GetValue<string>();
}

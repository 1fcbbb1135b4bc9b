using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Queue;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Bot.Tests.Moderation.Panels;

/// <summary>/mod queue under forged presses, two moderators at once, restarts and long lines.</summary>
public sealed class QueuePanelTests
{
    private const string Gone = "This is not in this server's line any more.";

    [Theory]
    [InlineData("999")]
    [InlineData("")]
    public async Task Nothing_of_another_server_or_of_direct_messages_is_shown_or_touched_however_it_is_forged(string guild)
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        await street.Queue.EnqueueAsync(Draft("elsewhere-1", street.Member.Id, guild, "a secret elsewhere", street), street.Cancel);
        await street.Queue.EnqueueAsync(Draft("elsewhere-2", street.Member.Id, guild, "another secret", street), street.Cancel);
        await street.Queue.HoldAsync(new("elsewhere-2"), new("test", ""), street.Cancel);

        foreach (var forged in new[] { "lead:elsewhere-1", "hold:elsewhere-1", "go:elsewhere-2", "clear:elsewhere-1", "clear-yes:elsewhere-1", "hold:../../x", "lead:" })
            Assert.DoesNotContain("secret", await Forger.PressAsync(street, moderator, $"mod:queue:{forged}", Gone));
        Assert.DoesNotContain("secret", await Forger.PickAsync(street, moderator, "mod:queue:pick", "elsewhere-1", Gone));
        var form = await Forger.ButtonAsync(street, "mod:queue:cancel:elsewhere-1");
        await moderator.PressAsync("general", form, "mod:queue:cancel:elsewhere-1", street.Cancel);
        await street.FillAsync("mod:queue:cancel:elsewhere-1", new Dictionary<string, string> { ["why"] = "" }, moderator);
        await moderator.WaitForMessageAsync("general", one => Id(one) == form && Street.Text(one).Contains(Gone), street.Cancel);

        Assert.Equal((JobState.Waiting, JobState.Held), ((await street.JobAsync("elsewhere-1")).State, (await street.JobAsync("elsewhere-2")).State));
        await OpenAsync(street, moderator, "log", "Nothing was done yet.");
    }

    [Theory]
    [InlineData("mod:queue:mode:paused")]
    [InlineData("mod:queue:page:1")]
    [InlineData("mod:queue:nothing")]
    public async Task Whoever_is_no_moderator_presses_in_vain(string customId)
    {
        await using var street = await Street.BuildAsync();
        var forged = await Forger.ButtonAsync(street, customId);

        await street.Member.PressAsync("general", forged, customId, street.Cancel);

        Assert.True(Street.IsEphemeral(await street.WaitForTextAsync("Only moderators of this server can do that")));
        Assert.Equal(QueueMode.Open, await street.Queue.ReadGuildModeAsync(street.Discord.GuildId, street.Cancel));
    }

    [Fact]
    public async Task A_mode_typed_as_a_number_leaves_a_log_that_can_be_read()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();

        await Forger.PressAsync(street, moderator, "mod:queue:mode:1", "⏸️ The line of this server is paused");
        await Forger.PressAsync(street, moderator, "mod:queue:mode:7", "The line of this server");

        Assert.Contains("paused this server's line", Street.Text(await OpenAsync(street, moderator, "log", "What was done: 1")));
    }

    [Fact]
    public async Task Of_two_moderators_who_do_the_same_one_stands_in_the_log()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        using var owner = await SandboxPerson.SitDownAsync(street.Discord.Page, "owner", street.Cancel);
        var id = await street.ImagineAsync("a contested cloud");
        await street.WaitForStateAsync(id, JobState.Waiting);

        await Forger.PressAsync(street, moderator, $"mod:queue:hold:{id}", "✅ It is held.");
        await Forger.PressAsync(street, owner, $"mod:queue:hold:{id}", "✅ It is held.");
        await Forger.PressAsync(street, moderator, "mod:queue:mode:draining", "🚧");
        await Forger.PressAsync(street, owner, "mod:queue:mode:draining", "🚧");
        var (one, other) = (CancelAsync(moderator), CancelAsync(owner));
        Assert.Contains(true, new[] { await one, await other });

        Assert.Equal(JobState.Cancelled, await street.WaitForStateAsync(id, JobState.Cancelled));
        var log = Street.Text(await OpenAsync(street, moderator, "log", "What was done: "));
        Assert.Single(log.Split('\n'), line => line.Contains("held"));
        Assert.Single(log.Split('\n'), line => line.Contains("take no more"));

        async Task<bool> CancelAsync(SandboxPerson who)
        {
            var form = await Forger.ButtonAsync(street, $"mod:queue:cancel:{id}");
            await who.PressAsync("general", form, $"mod:queue:cancel:{id}", street.Cancel);
            await street.FillAsync($"mod:queue:cancel:{id}", new Dictionary<string, string> { ["why"] = "" }, who);
            var told = Street.Text(await who.WaitForMessageAsync("general", message => Id(message) == form && Street.Text(message) is var text
                && (text.Contains("✅ It is cancelled.") || text.Contains("⚠️ It is too late to cancel this")), street.Cancel));
            return told.Contains('✅');
        }
    }

    [Fact]
    public async Task A_panel_that_a_bot_before_opened_is_pressed_and_goes_on()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var panel = await OpenAsync(street, moderator, "queue", "The line of this server");
        await street.StopBotAsync();
        await street.StartBotAsync();

        await moderator.PressAsync("general", Id(panel), "mod:queue:page:1", street.Cancel);
        var id = await street.ImagineAsync("a cloud after the restart");
        await WaitAsync(street, moderator, panel, "a cloud after the restart");
        await moderator.PressAsync("general", Id(panel), "mod:queue:mode:paused", street.Cancel);

        await WaitAsync(street, moderator, panel, "⏸️ The line of this server is paused");
        await street.AnnounceAsync();
        await street.WaitForTextAsync("The moderators have paused this server's line."); // on the user's card
        Assert.Equal(JobState.Waiting, (await street.JobAsync(id)).State);
    }

    [Fact]
    public async Task A_moderator_sees_what_another_did()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        using var owner = await SandboxPerson.SitDownAsync(street.Discord.Page, "owner", street.Cancel);
        var mine = await OpenAsync(street, moderator, "queue", "The line of this server");
        var theirs = await OpenAsync(street, owner, "queue", "The line of this server");

        await owner.PressAsync("general", Id(theirs), "mod:queue:mode:paused", street.Cancel);

        await WaitAsync(street, moderator, mine, "⏸️ The line of this server is paused");
    }

    [Fact]
    public async Task A_long_line_has_pages_and_its_words_break_nothing()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        for (var i = 1; i <= 25; i++)
        {
            var words = $"w{i:00} @everyone <@{street.Member.Id}> <@&1> \u202E**`x`** " + new string('*', 1400);
            await street.Queue.EnqueueAsync(Draft($"{new string('j', 60)}-{i:00}", (5_000_000_000_000_000_000 + (ulong)i).ToString(), street.Discord.GuildId, words, street), street.Cancel);
        }

        var panel = await OpenAsync(street, moderator, "queue", "25 waiting");
        Check(panel, 1, 10);
        await moderator.PressAsync("general", Id(panel), "mod:queue:page:2", street.Cancel);
        Check(await WaitAsync(street, moderator, panel, "Page 2 of 3"), 11, 20);
        foreach (var far in new[] { "3", "4", "2147483647", "99999999999" })
        {
            var shown = await Forger.PressAsync(street, moderator, $"mod:queue:page:{far}", far == "99999999999" ? "Page 1 of 3" : "Page 3 of 3");
            Assert.Contains(far == "99999999999" ? "`1`" : "`25`", shown);
        }

        void Check(JsonNode message, int first, int last)
        {
            var text = Street.Text(message);
            Assert.True(text.Length <= 2000, $"{text.Length} characters");
            for (var place = first; place <= last; place++) Assert.Contains($"`{place}` <@", text);
            Assert.DoesNotContain("\u202E", text);
            Assert.DoesNotContain(" @everyone", text);
            Assert.False(message["mention_everyone"]!.GetValue<bool>());
            Assert.Empty(message["mentions"]!.AsArray());
        }
    }

    [Fact]
    public async Task Clearing_a_user_finds_what_they_have_here_behind_a_hundred_elsewhere()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        await street.Queue.SetLimitsAsync(LimitSubject.User(street.Member.Id), new() { Waiting = 500 }, new("test", ""), street.Cancel);
        for (var i = 0; i < 101; i++) await street.Queue.EnqueueAsync(Draft($"far-{i}", street.Member.Id, "999", "far away", street), street.Cancel);
        var (here, held) = (await street.ImagineAsync("here"), await street.ImagineAsync("here and held"));
        await street.WaitForStateAsync(here, JobState.Waiting);
        await street.WaitForStateAsync(held, JobState.Waiting);
        await street.Queue.HoldAsync(new(held), new("test", ""), street.Cancel);

        await Forger.PressAsync(street, moderator, $"mod:queue:clear-yes:{here}", "Cancelled in line: 2.");

        Assert.Equal(JobState.Cancelled, await street.WaitForStateAsync(here, JobState.Cancelled));
        Assert.Equal(JobState.Cancelled, await street.WaitForStateAsync(held, JobState.Cancelled));
        Assert.Equal(101, (await street.Queue.ListOfGuildAsync("999", 0, 1, street.Cancel)).Waiting);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_held_order_is_decided_here_as_in_the_reviews(bool approve)
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        await street.RulesAsync(rules => rules with { HoldsFirst = true });
        var id = await street.ImagineAsync("an order to look at");
        await street.WaitForStateAsync(id, JobState.Held);
        await OpenAsync(street, moderator, "review", "an order to look at");

        if (approve)
        {
            await Forger.PressAsync(street, moderator, $"mod:queue:go:{id}", "✅ Approved.");
        }
        else
        {
            var form = await Forger.ButtonAsync(street, $"mod:queue:cancel:{id}");
            await moderator.PressAsync("general", form, $"mod:queue:cancel:{id}", street.Cancel);
            await street.FillAsync($"mod:queue:cancel:{id}", new Dictionary<string, string> { ["why"] = "not today" }, moderator);
            await moderator.WaitForMessageAsync("general", one => Id(one) == form && Street.Text(one).Contains("🚫 Refused."), street.Cancel);
        }

        Assert.Equal(approve ? JobState.Waiting : JobState.Cancelled, await street.WaitForStateAsync(id, JobState.Waiting, JobState.Cancelled));
        await OpenAsync(street, moderator, "review", "Nothing waits for a moderator.");
        var log = Street.Text(await OpenAsync(street, moderator, "log", "What was done: 1"));
        Assert.Contains(approve ? "let the order" : "refused the order", log);
    }

    [Fact]
    public async Task What_is_private_is_private_to_moderators_too()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var id = await street.ImagineAsync("nobody's business", "private", true);
        await street.WaitForStateAsync(id, JobState.Waiting);

        var panel = await OpenAsync(street, moderator, "queue", "a private clip");
        Assert.DoesNotContain("business", panel.ToJsonString());
        await moderator.PickAsync("general", Id(panel), "mod:queue:pick", id, street.Cancel);

        var card = await moderator.WaitForMessageAsync("general", one => Street.CustomIds(one).Contains($"mod:queue:cancel:{id}"), street.Cancel);
        Assert.DoesNotContain("business", card.ToJsonString());
    }

    private static JobDraft Draft(string id, string user, string guild, string words, Street street) =>
        new(new(id), user, guild, new() { Prompt = words, Seed = 7 }, street.OldOrigin());

    private static async Task<JsonNode> OpenAsync(Street street, SandboxPerson who, string panel, string text)
    {
        await who.UseAsync("general", $"mod {panel}", new Dictionary<string, object>(), street.Cancel);
        return await street.HeardAsync(text, who);
    }

    private static Task<JsonNode> WaitAsync(Street street, SandboxPerson who, JsonNode panel, string text) =>
        who.WaitForMessageAsync("general", one => Id(one) == Id(panel) && Street.Text(one).Contains(text), street.Cancel);

    private static string Id(JsonNode message) => message["id"]!.GetValue<string>();
}

using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Moderation.Panels;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Moderation.Panels;

/// <summary>The line, limits and status as moderators see and change them.</summary>
public sealed class LinePanelTests
{
    [Fact]
    public async Task A_line_is_paused_goes_on_and_says_so_on_the_card()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        await street.AnnounceAsync();
        var id = await street.ImagineAsync("a patient cloud");
        await street.JobAsync(id);
        var panel = await OpenAsync(street, moderator, "queue", "The line of this server");
        Assert.Contains("a patient cloud", Street.Text(panel));

        await moderator.PressAsync("general", Id(panel), "mod:queue:mode:paused", street.Cancel);
        await street.HeardAsync("⏸️ The line of this server is paused", moderator);
        Assert.Equal(QueueMode.Paused, await street.Queue.ReadGuildModeAsync(street.Discord.GuildId, street.Cancel));
        Assert.Null(await street.Queue.ClaimAsync("test", street.Cancel));
        await moderator.PressAsync("general", Id(panel), "mod:queue:mode:open", street.Cancel);

        await street.HeardAsync("▶️ The line of this server goes on", moderator);
        Assert.Equal(id, (await street.ClaimAsync()).Id.Value);
    }

    [Fact]
    public async Task A_panel_follows_the_line_by_itself()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        await OpenAsync(street, moderator, "queue", "0 waiting");

        await street.ImagineAsync("a late cloud");

        await moderator.WaitForMessageAsync("general", message => Street.Text(message).Contains("The line of this server") && Street.Text(message).Contains("a late cloud"), street.Cancel);
    }

    [Fact]
    public async Task A_draining_server_takes_nothing_more_and_says_so()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var panel = await OpenAsync(street, moderator, "queue", "The line of this server");

        await moderator.PressAsync("general", Id(panel), "mod:queue:mode:draining", street.Cancel);
        await street.HeardAsync("🚧 Nothing more is taken in this server", moderator);
        var id = await street.ImagineAsync("one too many");

        await street.Member.WaitForMessageAsync("general", message => Street.Text(message).StartsWith('⚠'), street.Cancel);
        Assert.Null(await street.Queue.FindAsync(new(id), street.Cancel));
    }

    [Fact]
    public async Task A_job_is_put_first_held_let_go_and_cancelled_with_a_reason()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var (first, second) = (await street.ImagineAsync("the first cloud"), await street.ImagineAsync("the second cloud"));
        await street.JobAsync(second);
        var panel = await OpenAsync(street, moderator, "queue", "2 waiting");

        await moderator.PickAsync("general", Id(panel), "mod:queue:pick", second, street.Cancel);
        await Until(street, moderator, $"mod:queue:lead:{second}");
        await moderator.PressAsync("general", Id(panel), $"mod:queue:lead:{second}", street.Cancel);
        await street.HeardAsync("It is the first of this server now.", moderator);
        Assert.Equal(1, (await street.JobAsync(second)).Position);
        await moderator.PressAsync("general", Id(panel), $"mod:queue:hold:{second}", street.Cancel);
        await Until(street, moderator, $"mod:queue:go:{second}");
        Assert.Equal(JobState.Held, (await street.JobAsync(second)).State);
        await moderator.PressAsync("general", Id(panel), $"mod:queue:go:{second}", street.Cancel);
        await street.HeardAsync("It is in line.", moderator);
        await moderator.PressAsync("general", Id(panel), $"mod:queue:cancel:{second}", street.Cancel);
        await street.FillAsync($"mod:queue:cancel:{second}", new Dictionary<string, string> { ["why"] = "no clouds today" }, moderator);

        await street.HeardAsync("✅ It is cancelled.", moderator);
        Assert.Equal(JobState.Cancelled, await street.WaitForStateAsync(second, JobState.Cancelled));
        Assert.Equal(JobState.Waiting, (await street.JobAsync(first)).State);
        Assert.Contains("no clouds today", Street.Text(await OpenAsync(street, moderator, "log", "What was done: 4")));
    }

    [Fact]
    public async Task What_belongs_to_another_server_is_neither_shown_nor_touched()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        await street.Queue.EnqueueAsync(new(new("elsewhere-1"), street.Member.Id, "999", new() { Prompt = "a secret elsewhere" }, street.OldOrigin()), street.Cancel);
        await street.JobAsync(await street.ImagineAsync("our cloud"));
        var panel = await OpenAsync(street, moderator, "queue", "The line of this server");
        Assert.DoesNotContain("a secret elsewhere", Street.Text(panel));
        Assert.Contains("1 waiting", Street.Text(panel));

        // Discord itself lets nobody pick what is not in a list, or press what is not there; clearing a user here leaves what they have elsewhere.
        var ours = (await street.Queue.ListOfUserAsync(street.Member.Id, street.Cancel)).Single(job => job.Guild == street.Discord.GuildId).Id.Value;
        await moderator.PickAsync("general", Id(panel), "mod:queue:pick", ours, street.Cancel);
        await Until(street, moderator, $"mod:queue:clear:{ours}");
        await moderator.PressAsync("general", Id(panel), $"mod:queue:clear:{ours}", street.Cancel);
        await Until(street, moderator, $"mod:queue:clear-yes:{ours}");
        await moderator.PressAsync("general", Id(panel), $"mod:queue:clear-yes:{ours}", street.Cancel);

        await street.HeardAsync("Cancelled in line: 1.", moderator);
        Assert.Equal(JobState.Waiting, (await street.JobAsync("elsewhere-1")).State);
    }

    [Fact]
    public async Task What_a_member_may_have_holds_for_their_next_order()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        await street.AnnounceAsync(Street.Card);

        await moderator.UseAsync("general", "mod limits", new Dictionary<string, object> { ["for-user"] = street.Member.Id }, street.Cancel);
        await street.FillAsync($"mod:limits:edit:user:{street.Member.Id}", Form("1 / 1", "", "1.5", "", "relaxed 2"), moderator);
        await street.HeardAsync("waiting / at once: 1 / 1", moderator);
        await street.ImagineAsync("a long cloud");
        await street.WaitForTextAsync("2 s is longer than you may have in this server; the longest is 1.5 s.");
        var id = await street.Member.UseAsync("general", "imagine", new Dictionary<string, object> { ["prompt"] = "a short cloud", ["seconds"] = 1.0 }, street.Cancel);
        Assert.Equal(Band.Relaxed, (await street.JobAsync(id)).Band);
        await street.Member.UseAsync("general", "imagine", new Dictionary<string, object> { ["prompt"] = "another short cloud", ["seconds"] = 1.0 }, street.Cancel);

        await street.WaitForTextAsync("⚠️ You");
        Assert.Single(await street.Queue.ListOfUserAsync(street.Member.Id, street.Cancel));
    }

    [Fact]
    public async Task The_owner_pauses_everything_and_a_moderator_does_not()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        using var owner = await SandboxPerson.SitDownAsync(street.Discord.Page, "owner", street.Cancel);
        await street.AnnounceAsync();
        var seen = await OpenAsync(street, moderator, "status", "All is well.");
        Assert.DoesNotContain(Street.CustomIds(seen), id => id.StartsWith("mod:status:mode", StringComparison.Ordinal));

        var panel = await OpenAsync(street, owner, "status", "All is well.");
        await owner.PressAsync("general", Id(panel), "mod:status:mode:paused", street.Cancel);

        await street.HeardAsync("Everything is paused, in all servers.", owner);
        Assert.Equal(QueueMode.Paused, (await street.Queue.LookAsync(street.Cancel)).Mode);
        await owner.PickAsync("general", Id(panel), "mod:status:worker", "test", street.Cancel);
        await street.HeardAsync("test finishes what it makes and takes nothing more.", owner);
        Assert.Equal(WorkerStanding.Maintenance, (await street.Queue.LookAsync(street.Cancel)).Workers.Single().Standing);
    }

    [Theory]
    [InlineData("jobs", "3 / 1", null)]
    [InlineData("jobs", "0/0", null)]
    [InlineData("jobs", "1000 / -", null)]
    [InlineData("jobs", "1001 / 1", "waiting / at once 1001 / 1")]
    [InlineData("jobs", "3", "waiting / at once 3")]
    [InlineData("jobs", "-1 / 1", "waiting / at once -1 / 1")]
    [InlineData("day", "86400", null)]
    [InlineData("day", "86401", "GPU seconds a day 86401")]
    [InlineData("day", "ten", "GPU seconds a day ten")]
    [InlineData("seconds", "60", null)]
    [InlineData("seconds", "60.1", "longest clip 60.1")]
    [InlineData("seconds", "0", "longest clip 0")]
    [InlineData("frame", "1280x704", null)]
    [InlineData("frame", "63 x 64", "largest frame 63 x 64")]
    [InlineData("frame", "8192 x 8193", "largest frame 8192 x 8193")]
    [InlineData("frame", "big", "largest frame big")]
    [InlineData("priority", "relaxed 0.1", null)]
    [InlineData("priority", "2", null)]
    [InlineData("priority", "relaxed 0.05", "priority and weight relaxed 0.05")]
    [InlineData("priority", "101", "priority and weight 101")]
    [InlineData("priority", "front", "priority and weight front")]
    [InlineData("priority", "boosted", "priority boosted: the highest that this server may give is normal")]
    public void A_limit_that_cannot_be_says_what_can(string field, string typed, string? problem)
    {
        var read = LimitForm.Read(name => name == field ? typed : "", Band.Normal, Tongues.English);

        if (problem is null) Assert.Null(read.Problem);
        else Assert.StartsWith(problem, read.Problem);
        Assert.Equal(problem is null, read.Queue is not null || read.Clip is not null);
    }

    [Fact]
    public void What_was_typed_is_shown_again_as_it_can_be_typed()
    {
        var (limits, clip, _) = LimitForm.Read(name => Form("3 / -", "600", "10", "1280 x 704", "urgent 2").GetValueOrDefault(name), Band.Urgent, Tongues.English);

        Assert.Equal(new Limits { Waiting = 3, GpuADay = TimeSpan.FromMinutes(10), Band = Band.Urgent, Weight = 2 }, limits);
        Assert.Equal(new ClipLimits(10, 1280 * 704), clip);
        Assert.Equal(limits, LimitForm.Read(name => LimitForm.Write(name, limits, clip), Band.Urgent, Tongues.English).Queue);
        Assert.Equal(clip, LimitForm.Read(name => LimitForm.Write(name, limits, clip), Band.Urgent, Tongues.English).Clip);
    }

    private static Dictionary<string, string> Form(string jobs, string day, string seconds, string frame, string priority) =>
        new() { ["jobs"] = jobs, ["day"] = day, ["seconds"] = seconds, ["frame"] = frame, ["priority"] = priority };

    private static async Task<JsonNode> OpenAsync(Street street, SandboxPerson who, string panel, string text)
    {
        await who.UseAsync("general", $"mod {panel}", new Dictionary<string, object>(), street.Cancel);
        return await street.HeardAsync(text, who);
    }

    private static Task Until(Street street, SandboxPerson who, string customId) =>
        who.WaitForMessageAsync("general", message => Street.CustomIds(message).Contains(customId), street.Cancel);

    private static string Id(JsonNode message) => message["id"]!.GetValue<string>();
}

using ChatVideoBot.Bot.Moderation.Panels;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Bot.Tests.Moderation.Panels;

/// <summary>/mod status: what is wrong first, and the owner's buttons for the owner alone.</summary>
public sealed class StatusPanelTests
{
    [Fact]
    public async Task The_owner_has_it_in_direct_messages_and_nobody_else()
    {
        await using var street = await Street.BuildAsync();
        using var owner = await SandboxPerson.SitDownAsync(street.Discord.Page, "owner", street.Cancel);
        await street.AnnounceAsync();

        await street.Member.UseAsync(SandboxPerson.Direct, "mod status", new Dictionary<string, object>(), street.Cancel);
        await street.HeardAsync("/mod works in a server.", street.Member, SandboxPerson.Direct);
        await owner.UseAsync(SandboxPerson.Direct, "mod queue", new Dictionary<string, object>(), street.Cancel);
        await street.HeardAsync("/mod works in a server.", owner, SandboxPerson.Direct);
        await owner.UseAsync(SandboxPerson.Direct, "mod status", new Dictionary<string, object>(), street.Cancel);
        var panel = await street.HeardAsync("All is well.", owner, SandboxPerson.Direct);
        await owner.PressAsync(SandboxPerson.Direct, panel["id"]!.GetValue<string>(), "mod:status:mode:draining", street.Cancel);
        await street.HeardAsync("Nothing more is taken, in any server.", owner, SandboxPerson.Direct);

        Assert.Equal(QueueMode.Draining, (await street.Queue.LookAsync(street.Cancel)).Mode);
        Assert.Equal(owner.Id, (await street.Queue.ReadAuditAsync(1, street.Cancel)).Single().By);
    }

    [Theory]
    [InlineData("mod:status:mode:paused")]
    [InlineData("mod:status:mode:1")]
    [InlineData("mod:status:mode:open")]
    public async Task The_owners_buttons_are_forged_by_a_moderator_in_vain(string customId)
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        await street.Queue.DrainAsync(new("test", ""), street.Cancel);
        await street.AnnounceAsync();

        await Forger.PressAsync(street, moderator, customId, "Only the bot's owner can do that.");
        await Forger.PickAsync(street, moderator, "mod:status:worker", "test", "Only the bot's owner can do that.");

        var look = await street.Queue.LookAsync(street.Cancel);
        Assert.Equal((QueueMode.Draining, WorkerStanding.Serving), (look.Mode, look.Workers.Single().Standing));
    }

    [Fact]
    public void What_is_wrong_comes_first_and_what_is_well_is_one_line()
    {
        var well = Describe(AnyQueue.Empty with { Workers = [Worker("one")] });
        Assert.StartsWith("🟢 All is well.", well[0]);
        Assert.DoesNotContain(well, line => line.StartsWith('⚠'));

        var wrong = Describe(AnyQueue.Empty with
        {
            Mode = QueueMode.Paused,
            Workers = [Worker("one") with { Standing = WorkerStanding.SetAside, Faults = 3 }, Worker("two") with { IsAlive = false }],
            Outbox = 2,
            OutboxAge = TimeSpan.FromMinutes(6),
        });
        Assert.All(wrong.Take(3), line => Assert.StartsWith("⚠️", line));
        Assert.Contains(wrong, line => line.Contains("have not been posted for 6 min"));
        Assert.Contains(wrong, line => line.StartsWith("- 🟠 **one**") && line.Contains("3 failures in a row"));
        Assert.Contains(wrong, line => line.StartsWith("- ⚫ **two**"));
        Assert.Contains("No worker is running", Describe(AnyQueue.Empty)[0]);
    }

    [Theory]
    [InlineData(5 * 60, false)]
    [InlineData(5 * 60 + 1, true)]
    public void Ends_that_wait_long_are_wrong_and_others_are_told(int seconds, bool isWrong)
    {
        var lines = Describe(AnyQueue.Empty with { Workers = [Worker("one")], Outbox = 1, OutboxAge = TimeSpan.FromSeconds(seconds) });

        Assert.Equal(isWrong, lines[0].StartsWith('⚠'));
        Assert.Equal(!isWrong, lines.Any(line => line.Contains("The oldest end has been on its way for 5 min")));
    }

    [Fact]
    public void Waits_are_told_by_band_as_totals()
    {
        var lines = Describe(AnyQueue.Empty with { Workers = [Worker("one")], Lines = [new("pocket", null, 1), new("pocket", Band.Relaxed, 4)] });

        Assert.Contains("Waiting: 1 moved up, 4 relaxed.", lines);
    }

    [Fact]
    public void Many_workers_with_odd_names_break_nothing()
    {
        var lines = Describe(AnyQueue.Empty with { Workers = [.. Enumerable.Range(0, 50).Select(i => Worker($"@everyone **{i}** \u202E" + new string('_', 300)))] });

        Assert.Equal(20, lines.Count(line => line.StartsWith("- 🟢", StringComparison.Ordinal)));
        Assert.Contains("- and 30 more", lines);
        Assert.All(lines, line => Assert.DoesNotContain("\u202E", line));
        Assert.All(lines, line => Assert.DoesNotContain("**@", line.Replace("\\@", "")));
    }

    private static List<string> Describe(QueueLook look) => [.. StatusPanel.Describe(look, Tongues.English)];

    private static WorkerLook Worker(string name) => new(name, "1.0", ["pocket~10s"], TimeSpan.Zero, true, WorkerStanding.Serving, 1, 0);
}

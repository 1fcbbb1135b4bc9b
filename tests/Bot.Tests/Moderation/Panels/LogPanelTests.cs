using System.Text;
using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Moderation.Log;
using ChatVideoBot.Bot.Moderation.Panels;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Bot.Wording;
using static ChatVideoBot.Bot.Tests.Moderation.Panels.Desk;

namespace ChatVideoBot.Bot.Tests.Moderation.Panels;

/// <summary>/mod log: nothing falls off a page, nothing of another server is in it.</summary>
public sealed class LogPanelTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Every_entry_has_its_line_however_long_its_reason_is_and_after_a_restart()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        for (var i = 0; i < 25; i++)
            await ActAsync(street, street.Discord.GuildId, new($"{i % 2 + 5}", "ban", $"{7_000_000_000_000_000_000 + (ulong)i}", "364d 23h 59m", new string(i % 2 == 0 ? '*' : 'x', 300), Start.AddMinutes(i)) { Id = $"{i}" });
        await ActAsync(street, street.Discord.GuildId, new("bot", "ladder", "5", "", "by itself", Start.AddMinutes(25)) { Id = "25" });
        await ActAsync(street, Elsewhere, new("5", "ban", "5", "", "theirs", Start) { Id = "x" });

        var panel = await OpenAsync(street, moderator, "log", "What was done: 26");
        var seen = new List<string>();
        for (var page = 1; page <= 3; page++)
        {
            panel = await UntilAsync(street, moderator, panel, $"Page {page} of 3");
            seen.AddRange(Street.Text(panel).Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal)));
            if (page == 2)
            {
                await street.StopBotAsync();
                await street.StartBotAsync();
            }
            if (page < 3) await moderator.PressAsync("general", Id(panel), $"mod:log:page:{page + 1}:", street.Cancel);
        }
        Assert.Equal(26, seen.Count);
        Assert.DoesNotContain(seen, line => line.Contains("theirs"));
        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"<@{7_000_000_000_000_000_000 + (ulong)i}>").Reverse(), seen.Skip(1).Select(line => line.Split("barred ")[1].Split(' ')[0]));

        var filtered = await OpenAsync(street, moderator, "log", "What was done: 1**", new() { ["by"] = street.Discord.ApplicationId });
        Assert.Contains("by itself", Street.Text(filtered));
        Assert.Contains("What was done: 13", await Forger.PressAsync(street, moderator, "mod:log:page:2:5", "Page 2 of 2"));
        Assert.Contains("What was done: 26", await Forger.PressAsync(street, moderator, "mod:log:page:2147483648", "Page 1 of 3"));
        await Forger.PressAsync(street, moderator, "mod:log:page:1:999", "Nothing was done yet.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1)]
    public void A_file_holds_whole_entries_up_to_its_bound(int beyond)
    {
        List<ModAct> acts = [.. Enumerable.Range(0, 5).Select(i => new ModAct("5", "ban", "7", "", $"\u202Ewhy é{i}\n", Start) { Id = $"{i}" })];
        var (all, whole) = LogPanel.Write(acts, long.MaxValue);
        Assert.Equal(5, whole);

        var (file, count) = LogPanel.Write(acts, all.Length + beyond);

        Assert.Equal(beyond < 0 ? 4 : 5, count);
        var lines = Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(acts.Take(count).Select(act => act.Why), lines.Select(line => JsonNode.Parse(line)!["why"]!.GetValue<string>()));
    }

    [Fact]
    public void Only_a_settings_channels_are_shown_as_channels_and_users_words_never()
    {
        const string Why = "none → <#1190000000000000013> @everyone <@1190000000000000013>";

        Assert.EndsWith("— none → <#1190000000000000013> \\@everyone \\<\\@1190000000000000013\\>", ModLog.Line(new("5", "settings", "", "log", Why, Start), Tongues.English));
        Assert.DoesNotContain(" <#", ModLog.Line(new("5", "ban", "7", "", Why, Start), Tongues.English));
        Assert.DoesNotContain("—", ModLog.Line(new("5", "ban", "7", "", Why, Start), Tongues.English, 0));
    }
}

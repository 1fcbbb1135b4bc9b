using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Moderation.Panels;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Tests.Conversation;
using static ChatVideoBot.Bot.Tests.Moderation.Panels.Desk;

namespace ChatVideoBot.Bot.Tests.Moderation.Panels;

/// <summary>/mod words: the longest lists, drafts of others, and lines that are hard to show.</summary>
public sealed class WordsPanelTests
{
    [Fact]
    public async Task A_list_as_long_as_can_be_is_shown_and_edited_to_its_end()
    {
        var (words, patterns) = (Enumerable.Range(0, WordList.MostWords).Select(i => $"w{i:0000}_{new string('_', 53)}x").ToList(), Enumerable.Range(0, WordList.MostPatterns).Select(i => $"/p{i:00}{new string('q', 257)}/").ToList());
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        await street.RulesAsync(rules => rules with { Words = [.. words, .. patterns] });

        var panel = await OpenAsync(street, moderator, "words", "Page 1 of 129");
        Assert.Contains("Refused (1025)", Street.Text(panel));
        Assert.Equal(2, Street.Text(panel).Split("||").Length - 1);
        var parts = Select(panel, "mod:words:edit")["options"]!.AsArray();
        Assert.InRange(parts.Count, 20, 25);
        Assert.Contains("/p24", Street.Text(panel) + await Forger.PressAsync(street, moderator, "mod:words:page:129", "Page 129 of 129"));

        var last = parts.Select(part => part!["value"]!.GetValue<string>()).Last(value => value.StartsWith("refuse ", StringComparison.Ordinal));
        var edit = await moderator.PickAsync("general", Id(panel), "mod:words:edit", last, street.Cancel);
        await street.FillAsync($"mod:words:send:{edit}", new Dictionary<string, string> { ["text"] = "", ["try"] = "" }, moderator);
        await UntilAsync(street, moderator, panel, "✅ Saved: 0 added,");
        var left = (await RulesAsync(street)).Words;
        Assert.DoesNotContain(patterns[^1], left);
        Assert.Equal(words.Concat(patterns).Take(left.Count), left);
    }

    [Fact]
    public void Parts_hold_every_line_in_order_and_each_fits_into_a_form()
    {
        var dice = new Random(9);
        for (var round = 0; round < 200; round++)
        {
            List<string> lines = [.. Enumerable.Range(0, dice.Next(0, WordList.MostWords)).Select(i => new string('a', dice.Next(2, 61))), .. Enumerable.Range(0, dice.Next(0, 26)).Select(i => new string('/', dice.Next(3, 263)))];
            dice.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(lines));

            var parts = WordsPanel.Parts(lines);

            Assert.Equal(lines, parts.SelectMany(part => part));
            Assert.All(parts, part => Assert.InRange(string.Join('\n', part).Length, 2, 3600));
            Assert.InRange(parts.Count, 0, 23);
        }
    }

    [Fact]
    public async Task What_is_known_of_anothers_draft_saves_nothing_and_ones_own_outlives_the_process()
    {
        await using var street = await Street.BuildAsync(discord: new() { RateLimits = false });
        using var moderator = await street.ModeratorAsync();
        using var owner = await OwnerAsync(street);
        var panel = await OpenAsync(street, moderator, "words", "Words of this server");
        var edit = await moderator.PickAsync("general", Id(panel), "mod:words:edit", "refuse 0", street.Cancel);
        await street.FillAsync($"mod:words:send:{edit}", new Dictionary<string, string> { ["text"] = "frog", ["try"] = "a frog" }, moderator);
        await UntilAsync(street, moderator, panel, "Nothing is saved yet.");
        await new WordsDraft(moderator.Id, Elsewhere, "refuse", [], "toad", "").KeepAsync(street.Keepsakes, "elsewhere-draft", street.Cancel);

        foreach (var (who, id) in new[] { (owner, edit), (moderator, "elsewhere-draft"), (moderator, "nothing"), (moderator, "../rules"), (moderator, "") })
            await Forger.PressAsync(street, who, $"mod:words:save:{id}", "This question is over");
        Assert.Empty((await RulesAsync(street)).Words);
        await street.StopBotAsync();
        await street.StartBotAsync();
        await moderator.PressAsync("general", Id(panel), $"mod:words:save:{edit}", street.Cancel);

        await UntilAsync(street, moderator, panel, "✅ Saved: 1 added, 0 taken out.");
        Assert.Equal(["frog"], (await RulesAsync(street)).Words);
        Assert.Empty((await RulesAsync(street, Elsewhere)).Words);
    }

    [Fact]
    public async Task A_hundred_wrong_lines_are_told_in_whole_lines_and_show_no_marks_that_turn_the_text()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var panel = await OpenAsync(street, moderator, "words", "Words of this server");
        var edit = await moderator.PickAsync("general", Id(panel), "mod:words:edit", "hold 0", street.Cancel);

        await street.FillAsync($"mod:words:send:{edit}", new Dictionary<string, string> { ["text"] = string.Join('\n', Enumerable.Range(0, 100).Select(i => $"/\u202E`{i}@everyone(/")), ["try"] = "" }, moderator);

        var told = await UntilAsync(street, moderator, panel, "100 lines are no rules; nothing was saved:");
        var lines = Street.Text(told).Split('\n');
        Assert.Equal("…", lines[^1]);
        Assert.InRange(Street.Text(told).Length, 1500, 2000);
        Assert.All(lines[1..^1], line => Assert.Matches("^- `/'[0-9]+@everyone\\(/` It is no pattern", line));
        Assert.DoesNotContain('\u202E', Street.Text(told));
        Assert.False(told["mention_everyone"]!.GetValue<bool>());
        Assert.DoesNotContain($"mod:words:save:{edit}", Street.CustomIds(told));
    }

    [Fact]
    public async Task A_word_is_taken_from_every_list_that_has_it_or_from_the_one_that_is_named()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        await street.RulesAsync(rules => rules with { Words = ["frog", "newt"], HeldWords = ["Frog"], AdultWords = ["frog"] });

        await OpenAsync(street, moderator, "words", "✅ Saved: 0 added, 1 taken out.", new() { ["remove"] = "FROG", ["list"] = "adult" });
        Assert.Empty((await RulesAsync(street)).AdultWords);
        await OpenAsync(street, moderator, "words", "frog is on no list.", new() { ["remove"] = "frog", ["list"] = "adult" });
        await OpenAsync(street, moderator, "words", "✅ Saved: 0 added, 1 taken out.\n✅ Saved: 0 added, 1 taken out.", new() { ["remove"] = "frog" });

        var rules = await RulesAsync(street);
        Assert.Equal(["newt"], rules.Words);
        Assert.Empty(rules.HeldWords);
    }

    [Fact]
    public async Task A_word_too_many_is_told_and_the_thousandth_is_taken()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        await street.RulesAsync(rules => rules with { Words = [.. Enumerable.Range(1, WordList.MostWords - 1).Select(i => $"word{i}")] });

        await OpenAsync(street, moderator, "words", "✅ Saved: 1 added", new() { ["add"] = "two\n  words", ["list"] = "hold" });
        await OpenAsync(street, moderator, "words", "That would be more than 1,000 words or 25 patterns", new() { ["add"] = "another" });

        Assert.Equal(["two words"], (await RulesAsync(street)).HeldWords);
        Assert.Equal(WordList.MostWords - 1, (await RulesAsync(street)).Words.Count);
    }

    [Fact]
    public async Task The_longest_words_of_three_lists_leave_room_for_what_was_found()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        List<string> Long(string name) => [.. Enumerable.Range(0, 20).Select(i => $"{name}{i:00}{new string('*', 54)}x")];
        await street.RulesAsync(rules => rules with { Words = [.. Long("aa"), "frog"], HeldWords = [.. Long("bb"), "frog"], AdultWords = [.. Long("cc"), "frog"] });

        var told = Street.Text(await OpenAsync(street, moderator, "words", "🔴 Found in:", new() { ["test"] = "frog " + string.Concat(Enumerable.Repeat("**_~", 400)) }));

        Assert.Equal(3, told.Split("`frog` ← frog").Length - 1);
        Assert.Contains("Refused (21)", told);
        Assert.Contains("Page 1 of 3", told);
        Assert.Equal(0, (told.Split("||").Length - 1) % 2);
    }
}

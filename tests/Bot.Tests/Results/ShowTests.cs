using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Queue;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Bot.Tests.Results;

/// <summary>/show and /history: a user's clips, found again.</summary>
public sealed class ShowTests
{
    [Fact]
    public async Task A_clip_comes_back_as_a_message_with_its_buttons_in_another_channel()
    {
        await using var street = await Street.BuildAsync();
        var (id, _) = await street.ClipAsync("a red ball");
        var other = street.Member.State["channels"]!.AsArray().Select(channel => channel!["name"]!.GetValue<string>()).First(name => name != "general");

        await ShowAsync(street, street.Member, id, other);
        var message = await street.Member.WaitForMessageAsync(other, Street.HasFile, street.Cancel);
        await street.Member.WaitForMessageAsync(other, one => Street.Text(one).Contains($"/{message["id"]}"), street.Cancel);

        Assert.False(Street.IsEphemeral(message));
        Assert.Empty(message["mentions"]!.AsArray());
        Assert.Equal("a clip"u8.ToArray(), await street.Member.DownloadAsync(message["attachments"]![0]!["url"]!.GetValue<string>(), street.Cancel));
        await street.PressAsync("again", message, channel: other);
        Assert.Equal("a red ball", (await street.ClaimAsync()).Clip.Prompt);
    }

    [Theory]
    [InlineData("member", "moderator", true)] // a moderator, another's
    [InlineData("member", "owner", true)]
    [InlineData("moderator", "member", false)]
    public async Task Anothers_clip_is_shown_to_moderators_alone(string whose, string who, bool may)
    {
        await using var street = await Street.BuildAsync();
        using var maker = await SandboxPerson.SitDownAsync(street.Discord.Page, whose, street.Cancel);
        using var person = await SandboxPerson.SitDownAsync(street.Discord.Page, who, street.Cancel);
        var (id, _) = await street.ClipAsync("somebody's clip", maker);

        await ShowAsync(street, person, id);

        await street.HeardAsync(may ? "Here it is:" : $"No clip of yours has the id {id}", person);
        Assert.Equal(may ? 2 : 1, (await street.AboutAsync("somebody's clip")).Count(Street.HasFile));
    }

    [Fact]
    public async Task A_clip_whose_message_was_deleted_is_a_sentence_with_its_words()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await SandboxPerson.SitDownAsync(street.Discord.Page, "moderator", street.Cancel);
        var (id, message) = await street.ClipAsync("a deleted message");
        await moderator.DeleteAsync("general", message["id"]!.GetValue<string>(), street.Cancel);

        await ShowAsync(street, street.Member, id);

        await street.WaitForTextAsync("The file of this clip is gone: its message was deleted, or it was kept for too long. Its prompt was: a deleted message");
    }

    [Fact]
    public async Task A_job_that_waits_or_failed_says_how_it_stands()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync();
        var id = await street.ImagineAsync("still waiting");
        await street.WaitForTextAsync("Next in line");

        await ShowAsync(street, street.Member, id);
        var shown = await street.Member.WaitForMessageAsync("general", one => Street.IsEphemeral(one) && Street.Text(one).Contains("Next in line"), street.Cancel);
        Assert.Equal([$"cancel:{id}"], Street.CustomIds(shown));
        Assert.True(await street.Queue.FailAsync(await street.ClaimAsync(), new(FailureStage.Prompt, "It cannot be read."), false, street.Cancel));
        await street.WaitForStateAsync(id, JobState.Failed);
        await ShowAsync(street, street.Member, id);

        await street.Member.WaitForMessageAsync("general", one => Street.IsEphemeral(one) && Street.Text(one).Contains("The words cannot be used: It cannot be read."), street.Cancel);
    }

    [Theory]
    [InlineData("1234567890")]
    [InlineData("*not an id*")]
    public async Task An_id_of_nothing_is_a_sentence(string id)
    {
        await using var street = await Street.BuildAsync();

        await ShowAsync(street, street.Member, id);

        await street.WaitForTextAsync("No clip of yours has the id");
    }

    [Fact]
    public async Task While_it_is_typed_ones_own_clips_are_offered_by_their_words()
    {
        await using var street = await Street.BuildAsync();
        using var owner = await SandboxPerson.SitDownAsync(street.Discord.Page, "owner", street.Cancel);
        var (ball, _) = await street.ClipAsync("a red ball");
        var (cube, _) = await street.ClipAsync("a blue cube");
        await street.ClipAsync("a red fox", owner);

        Assert.Equal([cube, ball], await OfferedAsync(street, ""));
        Assert.Equal([ball], await OfferedAsync(street, "RED"));
        Assert.Equal([cube], await OfferedAsync(street, cube));
        Assert.Empty(await OfferedAsync(street, "fox"));
    }

    [Fact]
    public async Task History_lists_ten_a_page_newest_first_and_turns()
    {
        await using var street = await Street.BuildAsync();
        await street.Member.UseAsync("general", "history", new Dictionary<string, object>(), street.Cancel);
        await street.WaitForTextAsync("You have no clips yet. Try `/imagine");
        var ids = new List<string>();
        for (var i = 0; i < 11; i++) ids.Add((await street.ClipAsync($"clip number {i:00}")).Id);

        await street.Member.UseAsync("general", "history", new Dictionary<string, object>(), street.Cancel);
        var list = await street.WaitForTextAsync("Page 1 of 2");
        Assert.True(Street.IsEphemeral(list));
        Assert.Equal(Enumerable.Reverse(ids).Take(10), Listed(list));
        Assert.Matches(@"<t:\d+:R> · \[clip number 10\]\(<https://discord\.com/channels/\d+/\d+/\d+>\)", Street.Text(list));
        await street.StopBotAsync();
        await street.StartBotAsync();
        await street.Member.PressAsync("general", list["id"]!.GetValue<string>(), "history:2", street.Cancel);

        Assert.Equal([ids[0]], Listed(await street.WaitForTextAsync("Page 2 of 2")));
    }

    private static Task<string> ShowAsync(Street street, SandboxPerson who, string id, string channel = "general") =>
        who.UseAsync(channel, "show", new Dictionary<string, object> { ["id"] = id }, street.Cancel);

    private static async Task<IEnumerable<string>> OfferedAsync(Street street, string typed) =>
        (await street.Member.OfferedAsync("general", "show", "id", typed, street.Cancel)).Select(choice => choice["value"]!.GetValue<string>());

    private static IEnumerable<string> Listed(System.Text.Json.Nodes.JsonNode list) =>
        Street.Text(list).Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal)).Select(line => line.Split('`')[^2]);
}

using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Bot.Tests.Results;

/// <summary>Who may delete a clip, and what goes with it.</summary>
public sealed class DeleteTests
{
    [Theory]
    [InlineData("member", true)] // asked for it
    [InlineData("moderator", true)]
    [InlineData("owner", true)]
    public async Task Its_requester_and_moderators_delete_a_clip_with_all_that_is_known_of_it(string who, bool may)
    {
        await using var street = await Street.BuildAsync();
        using var person = await SandboxPerson.SitDownAsync(street.Discord.Page, who, street.Cancel);
        var (id, message) = await street.ClipAsync("to be deleted");

        await street.PressAsync("delete", message, person);

        while ((await street.AboutAsync("to be deleted")).Any(Street.HasFile) == may) await Task.Delay(20, street.Cancel);
        while (await street.Keepsakes.ReadAsync($"clip:{id}", street.Cancel) is not null) await Task.Delay(20, street.Cancel);
        Assert.Equal(0, await street.Keepsakes.CountAsync($"clips:{street.Member.Id}", street.Cancel));
        Assert.Null(await street.Keepsakes.ReadAsync($"message:{message["id"]}", street.Cancel));
    }

    [Fact]
    public async Task Another_may_not()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await SandboxPerson.SitDownAsync(street.Discord.Page, "moderator", street.Cancel);
        var (id, message) = await street.ClipAsync("a moderator's clip", moderator);

        await street.PressAsync("delete", message);

        Assert.True(Street.IsEphemeral(await street.WaitForTextAsync("Only the person who asked for a clip, or a moderator, can delete it.")));
        Assert.NotNull(await street.Keepsakes.ReadAsync($"clip:{id}", street.Cancel));
    }

    /// <summary>Its user brought it here, and then elsewhere: there it stands, and is nothing of these moderators.</summary>
    [Fact]
    public async Task Moderators_delete_what_stands_in_their_server_and_no_more()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var (id, message) = await street.ClipAsync("brought along");
        var record = JsonNode.Parse((await street.Keepsakes.ReadAsync($"clip:{id}", street.Cancel))!)!;
        Assert.Equal(street.Discord.GuildId, record["postedGuild"]!.GetValue<string>());
        (record["postedGuild"], record["postedChannel"], record["postedMessage"]) = ("8", "81", "811");
        await street.Keepsakes.WriteAsync($"clip:{id}", record.ToJsonString(), TimeSpan.FromHours(1), street.Cancel);

        await street.PressAsync("delete", message, moderator);

        while ((await street.AboutAsync("brought along")).Any(Street.HasFile)) await Task.Delay(20, street.Cancel);
        await street.ImagineAsync("afterwards");
        await street.WaitForTextAsync("afterwards");
        Assert.NotNull(await street.Keepsakes.ReadAsync($"clip:{id}", street.Cancel));
    }

    [Fact]
    public async Task Two_presses_at_once_delete_once_and_say_nothing()
    {
        await using var wire = new HeldWire();
        await using var street = await Street.BuildAsync(wire: wire);
        var (id, message) = await street.ClipAsync("twice deleted");

        wire.Hold(); // or the first may be done before the second
        await Task.WhenAll(street.PressAsync("delete", message), street.PressAsync("delete", message));
        wire.LetGo();

        while (await street.Keepsakes.ReadAsync($"clip:{id}", street.Cancel) is not null) await Task.Delay(20, street.Cancel);
        await street.ImagineAsync("afterwards");
        await street.WaitForTextAsync("afterwards");
        Assert.DoesNotContain(await street.Member.ReadChannelAsync("general", street.Cancel), one => Street.Text(one).Contains('⚠'));
        Assert.Empty(await street.AboutAsync("twice deleted"));
    }

    [Fact]
    public async Task A_clip_that_is_not_known_any_more_is_deleted_by_whom_its_message_names()
    {
        await using var street = await Street.BuildAsync();
        var (_, message) = await street.ClipAsync("forgotten");
        await street.ForgetAllAsync();

        await street.PressAsync("delete", message);

        while ((await street.AboutAsync("forgotten")).Count > 0) await Task.Delay(20, street.Cancel);
    }

    [Fact]
    public async Task A_clip_that_Discord_does_not_let_go_stays_known()
    {
        await using var street = await Street.BuildAsync();
        var (id, message) = await street.ClipAsync("a stuck clip");
        await street.FaultAsync(new()
        {
            ["rest"] = new System.Text.Json.Nodes.JsonObject { ["status"] = 403, ["code"] = 50001, ["route"] = $"/messages/{message["id"]}", ["method"] = "DELETE" },
        });

        await street.PressAsync("delete", message);

        await street.WaitForTextAsync("Discord did not let me delete it");
        Assert.NotNull(await street.Keepsakes.ReadAsync($"clip:{id}", street.Cancel));
    }
}

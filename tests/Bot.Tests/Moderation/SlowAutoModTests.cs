using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Moderation.Cases;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Bot.Tests.Moderation.Cases;
using ChatVideoBot.Queue;
using ChatVideoBot.Sandbox;

namespace ChatVideoBot.Bot.Tests.Moderation;

/// <summary>The first orders after a start, of which nobody knows yet what the server's AutoMod says.</summary>
public sealed class SlowAutoModTests
{
    private const ulong ManageGuild = 1UL << 5;

    [Fact]
    public async Task An_order_waits_for_rules_that_come_late_and_is_refused_by_them()
    {
        await using var street = await BuildAsync();
        await FaultAsync(street, new() { ["delay"] = 4 });

        var id = await street.ImagineAsync("a walrus on the beach");

        await street.WaitForTextAsync("AutoMod does not allow");
        Assert.Null(await street.Queue.FindAsync(new(id), street.Cancel));
    }

    [Fact]
    public async Task An_order_that_late_rules_allow_is_made()
    {
        await using var street = await BuildAsync();
        await FaultAsync(street, new() { ["delay"] = 4 });

        Assert.Equal(JobState.Waiting, (await street.JobAsync(await street.ImagineAsync("a seal on the beach"))).State);
    }

    [Fact]
    public async Task An_order_waits_for_a_moderator_where_Discord_does_not_name_the_rules()
    {
        await using var street = await BuildAsync();
        await FaultAsync(street, new() { ["status"] = 400 });

        var id = await street.ImagineAsync("a walrus on the beach");

        Assert.Equal(JobState.Held, (await street.JobAsync(id)).State);
        var one = await DecisionTests.CasesOf(street).FindAsync(street.Discord.GuildId, id, street.Cancel);
        Assert.Equal((CaseKind.Held, "Discord does not say what the server's AutoMod allows"), (one?.Kind, one?.Why));
    }

    private static async Task<Street> BuildAsync()
    {
        var options = new SandboxOptions();
        options.BotPermissions |= ManageGuild;
        var street = await Street.BuildAsync(discord: options);
        using var http = new HttpClient { BaseAddress = street.Discord.Page };
        var rule = new JsonObject { ["trigger_metadata"] = new JsonObject { ["keyword_filter"] = new JsonArray("walrus") } };
        (await http.PostAsJsonAsync($"sandbox/guilds/{street.Discord.GuildId}/auto-moderation", rule, street.Cancel)).EnsureSuccessStatusCode();
        return street;
    }

    private static Task FaultAsync(Street street, JsonObject fault)
    {
        (fault["route"], fault["times"]) = ("/auto-moderation/rules", 1);
        return street.FaultAsync(new() { ["rest"] = fault });
    }
}

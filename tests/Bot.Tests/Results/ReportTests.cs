using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace ChatVideoBot.Bot.Tests.Results;

/// <summary>A clip that somebody reports.</summary>
public sealed class ReportTests
{
    private static readonly Dictionary<string, string> Hate = new() { ["why"] = "hate", ["words"] = "it says @everyone **bad** things" };

    [Fact]
    public async Task Moderators_hear_what_is_wrong_with_which_clip_and_not_who_said_so()
    {
        await using var street = await Street.BuildAsync();
        await InGeneralAsync(street);
        using var owner = await SandboxPerson.SitDownAsync(street.Discord.Page, "owner", street.Cancel);
        var (id, message) = await street.ClipAsync("a bad clip");

        await street.PressAsync("report", message, owner);
        await street.FillAsync($"report:{id}", Hate, owner);

        Assert.True(Street.IsEphemeral(await street.HeardAsync("Thank you. The moderators are told", owner)));
        var notice = await street.WaitForTextAsync("A clip was reported: **Hate or harassment**");
        Assert.Contains($"/{message["id"]}", Street.Text(notice));
        Assert.Contains("@everyone", Street.Text(notice).Replace("\\", ""));
        Assert.DoesNotContain(owner.Id, Street.Text(notice));
        Assert.Empty(notice["mentions"]!.AsArray());
        Assert.False(notice["mention_everyone"]!.GetValue<bool>());
        var kept = JsonNode.Parse((await street.Keepsakes.ReadAsync($"report:{id}:{owner.Id}", street.Cancel))!)!;
        Assert.Equal(("hate", owner.Id, street.Member.Id), (kept["why"]!.GetValue<string>(), kept["by"]!.GetValue<string>(), kept["user"]!.GetValue<string>()));
        Assert.Equal([$"{id}:{owner.Id}"], await street.Keepsakes.ListAsync("reports", 0, 10, street.Cancel));
    }

    [Fact]
    public async Task The_same_user_reports_a_clip_once_and_another_may_too()
    {
        await using var street = await Street.BuildAsync();
        await InGeneralAsync(street);
        using var owner = await SandboxPerson.SitDownAsync(street.Discord.Page, "owner", street.Cancel);
        var (id, message) = await street.ClipAsync("a bad clip");

        await street.PressAsync("report", message);
        await street.FillAsync($"report:{id}", Hate);
        await street.WaitForTextAsync("Thank you. The moderators are told");
        await street.PressAsync("report", message);
        await street.FillAsync($"report:{id}", Hate);
        await street.WaitForTextAsync("You have reported this clip already.");
        await street.PressAsync("report", message, owner);
        await street.FillAsync($"report:{id}", new Dictionary<string, string> { ["why"] = "other" }, owner);
        await street.HeardAsync("Thank you. The moderators are told", owner);

        Assert.Equal(2, await street.Keepsakes.CountAsync("reports", street.Cancel));
        Assert.Equal(2, (await street.AboutAsync("A clip was reported")).Count);
    }

    [Fact]
    public async Task Without_a_channel_for_moderators_it_is_kept_and_in_the_owners_log()
    {
        await using var street = await Street.BuildAsync();
        var (id, message) = await street.ClipAsync("a bad clip");

        await street.PressAsync("report", message);
        await street.FillAsync($"report:{id}", Hate);

        await street.WaitForTextAsync("Thank you. The moderators are told");
        await street.Log.WaitForAsync($"The clip {id} was reported (hate)", street.Cancel);
        Assert.Equal(1, await street.Keepsakes.CountAsync("reports", street.Cancel));
        Assert.Empty(await street.AboutAsync("A clip was reported"));
    }

    private static async Task InGeneralAsync(Street street)
    {
        await street.StopBotAsync();
        await street.StartBotAsync(settings: services => services.Configure<BotOptions>(bot => bot.ModeratorChannel = street.Discord.GeneralChannelId));
    }
}

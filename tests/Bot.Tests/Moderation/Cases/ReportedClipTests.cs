using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Moderation.Cases;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Bot.Tests.Moderation.Panels;
using ChatVideoBot.Tests;
using static ChatVideoBot.Bot.Tests.Moderation.Cases.DecisionTests;

namespace ChatVideoBot.Bot.Tests.Moderation.Cases;

/// <summary>Reported clips in /mod review: deleted or left, looked at again, and each server's alone.</summary>
public sealed class ReportedClipTests
{
    private static readonly Dictionary<string, string> Violence = new() { ["why"] = "violence", ["words"] = "" };

    [Fact]
    public async Task What_a_moderator_left_is_open_again_when_another_reports_it_and_not_when_the_same_does()
    {
        await using var street = await Street.BuildAsync();
        using var owner = await Desk.OwnerAsync(street);
        var (id, message) = await street.ClipAsync("a clip to argue about");
        await ReportAsync(street, street.Member, id, message, "Thank you. The moderators are told");
        var one = (await CasesOf(street).FindAsync(street.Discord.GuildId, id, street.Cancel))!;
        await street.Part<CaseDesk>().DecideAsync(one, approve: true, owner.Id, "", street.Cancel);

        await ReportAsync(street, street.Member, id, message, "You have reported this clip already.");
        Assert.Equal(CaseEnd.Approved, (await CasesOf(street).FindAsync(one.Guild, id, street.Cancel))?.End);
        Assert.Equal(0, await CasesOf(street).CountOpenAsync(one.Guild, street.Cancel));
        await ReportAsync(street, owner, id, message, "Thank you. The moderators are told");

        Assert.Equal(CaseEnd.Open, (await CasesOf(street).FindAsync(one.Guild, id, street.Cancel))?.End);
        Assert.Equal(1, await CasesOf(street).CountOpenAsync(one.Guild, street.Cancel));
    }

    [Fact]
    public async Task Moderators_are_told_again_of_what_is_opened_again()
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { LogChannel = street.Discord.GeneralChannelId });
        using var owner = await Desk.OwnerAsync(street);
        var (id, message) = await street.ClipAsync("a clip to argue about");
        await ReportAsync(street, street.Member, id, message, "Thank you. The moderators are told");
        var one = (await CasesOf(street).FindAsync(street.Discord.GuildId, id, street.Cancel))!;
        Assert.Single(await street.AboutAsync("Reported clip"));
        await street.Part<CaseDesk>().DecideAsync(one, approve: true, owner.Id, "", street.Cancel);

        await ReportAsync(street, owner, id, message, "Thank you. The moderators are told");

        Assert.Equal(2, (await street.AboutAsync("Reported clip")).Count);
    }

    [Fact]
    public async Task A_report_that_was_kept_and_broke_off_before_its_case_is_a_case_when_it_comes_again()
    {
        await using var street = await Street.BuildAsync();
        var (id, message) = await street.ClipAsync("a clip half reported");
        await ReportAsync(street, street.Member, id, message, "Thank you. The moderators are told");
        await CasesOf(street).ForgetAsync(street.Discord.GuildId, id, street.Cancel);

        await ReportAsync(street, street.Member, id, message, "You have reported this clip already.");

        Assert.Equal(CaseEnd.Open, (await CasesOf(street).FindAsync(street.Discord.GuildId, id, street.Cancel))?.End);
    }

    [Fact]
    public async Task Deleted_from_the_reviews_a_clip_is_gone_with_all_that_is_known_of_it()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var (id, message) = await street.ClipAsync("a bad clip");
        await ReportAsync(street, street.Member, id, message, "Thank you. The moderators are told");

        await RefuseAsync(street, moderator, id, "🚫 Refused.");

        Assert.DoesNotContain(await street.Member.ReadChannelAsync("general", street.Cancel), Street.HasFile);
        Assert.Null(await street.Keepsakes.ReadAsync($"clip:{id}", street.Cancel));
        Assert.Null(await street.Keepsakes.ReadAsync($"message:{message["id"]}", street.Cancel));
        Assert.Equal(0, await street.Keepsakes.CountAsync($"clips:{street.Member.Id}", street.Cancel));
    }

    /// <summary>Its user brought it here, where it was reported, and then elsewhere: there it is nothing of these moderators.</summary>
    [Fact]
    public async Task A_clip_that_stands_in_another_server_by_now_is_deleted_here_and_not_there()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var (id, message) = await street.ClipAsync("a travelling clip");
        await ReportAsync(street, street.Member, id, message, "Thank you. The moderators are told");
        await MoveAsync(street, id);

        await RefuseAsync(street, moderator, id, "🚫 Refused.");

        Assert.DoesNotContain(await street.Member.ReadChannelAsync("general", street.Cancel), Street.HasFile);
        Assert.NotNull(await street.Keepsakes.ReadAsync($"clip:{id}", street.Cancel));
    }

    /// <summary>Reported here from a message that only its presser sees: what is linked stands elsewhere.</summary>
    [Theory]
    [InlineData(Desk.Elsewhere)]
    [InlineData("@me")]
    public async Task A_message_of_another_server_is_not_deleted_by_the_report_that_links_it(string server)
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var (id, message) = await street.ClipAsync("a clip of another server");
        await MoveAsync(street, id);
        var link = $"https://discord.com/channels/{server}/{street.Discord.GeneralChannelId}/{message["id"]}";
        await CasesOf(street).OpenAsync(new(id, CaseKind.Reported, street.Discord.GuildId, "", street.Member.Id, "a clip of another server", "", link, DateTimeOffset.UtcNow), street.Cancel);

        await RefuseAsync(street, moderator, id, "🚫 Refused.");

        Assert.Contains(await street.Member.ReadChannelAsync("general", street.Cancel), Street.HasFile);
        Assert.NotNull(await street.Keepsakes.ReadAsync($"clip:{id}", street.Cancel));
    }

    [Fact]
    public async Task A_case_of_another_server_is_unknown_here()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var (id, _) = await street.ClipAsync("a clip of another server");
        await MoveAsync(street, id);
        await CasesOf(street).OpenAsync(new(id, CaseKind.Reported, Desk.Elsewhere, "", street.Member.Id, "a clip of another server", "", "", DateTimeOffset.UtcNow), street.Cancel);

        await RefuseAsync(street, moderator, id, "Somebody else has decided this, or it is over.");

        Assert.NotNull(await street.Keepsakes.ReadAsync($"clip:{id}", street.Cancel));
        Assert.Contains(await street.Member.ReadChannelAsync("general", street.Cancel), Street.HasFile);
        Assert.Equal(CaseEnd.Open, (await CasesOf(street).FindAsync(Desk.Elsewhere, id, street.Cancel))?.End);
        await moderator.UseAsync("general", "mod review", new Dictionary<string, object> { ["id"] = id }, street.Cancel);
        await street.HeardAsync($"Nothing is known of {id} in this server.", moderator);
    }

    private static async Task ReportAsync(Street street, SandboxPerson who, string id, JsonNode message, string told)
    {
        await street.PressAsync("report", message, who);
        await street.FillAsync($"report:{id}", Violence, who);
        await street.HeardAsync(told, who);
    }

    /// <summary>Presses Delete, wherever that button stands, and sends the form.</summary>
    private static async Task RefuseAsync(Street street, SandboxPerson moderator, string id, string told)
    {
        var message = await Forger.ButtonAsync(street, $"mod:review:no:{id}");
        await moderator.PressAsync("general", message, $"mod:review:no:{id}", street.Cancel);
        await street.FillAsync($"mod:review:no:{id}", new Dictionary<string, string> { ["why"] = "" }, moderator);
        await street.HeardAsync(told, moderator);
    }

    private static async Task MoveAsync(Street street, string id)
    {
        var record = JsonNode.Parse((await street.Keepsakes.ReadAsync($"clip:{id}", street.Cancel))!)!;
        (record["postedGuild"], record["postedChannel"], record["postedMessage"]) = (Desk.Elsewhere, "81", "811");
        await street.Keepsakes.WriteAsync($"clip:{id}", record.ToJsonString(), TimeSpan.FromHours(1), street.Cancel);
    }
}

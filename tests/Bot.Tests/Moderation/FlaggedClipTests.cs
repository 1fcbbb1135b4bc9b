using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Moderation.Cases;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Bot.Tests.Moderation.Cases;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Moderation;

/// <summary>Clips in which a worker saw something: what is seen of them before, and what becomes of those that a moderator lets through.</summary>
public sealed class FlaggedClipTests
{
    private static readonly ClipInfo Doubtful = Street.Made with { Verdict = new(true, "looks like something", new Dictionary<string, double> { ["porn"] = 0.9 }) };

    [Fact]
    public async Task An_approved_clip_that_cannot_be_posted_is_kept_and_not_called_refused()
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { Flagged = FlaggedClips.Hold });
        await street.Keepsakes.WriteAsync($"person:{street.Member.Id}", """{"directMessages":false}""", TimeSpan.FromDays(1), street.Cancel);
        var id = await HeldAsync(street, "a clip without a home");
        await street.RefuseInAsync(street.Discord.GeneralChannelId, 403, 50013);

        await ApproveAsync(street, id);
        await street.WaitForStateAsync(id, JobState.Failed);

        await street.WaitForTextAsync($"It is kept for 24 h: fetch it with `/show id:{id}`.");
        await street.Member.UseAsync("general", "show", new Dictionary<string, object> { ["id"] = id }, street.Cancel);
        await street.WaitForTextAsync("Here it is:");
    }

    [Fact]
    public async Task An_approved_clip_whose_file_came_too_late_is_not_called_refused()
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { Flagged = FlaggedClips.Hold });
        var id = await HeldAsync(street, "a clip that got lost");
        await street.StopBotAsync();
        Assert.Equal(MoveResult.Moved, await street.Queue.LetGoDeliveryAsync(new(id), new("1", ""), street.Cancel));
        var keys = await street.AskRedisAsync($"EVAL \"local n=0 for _,k in ipairs(redis.call('KEYS','*clip:{id}:*')) do n=n+redis.call('DEL',k) end return n\" 0");
        Assert.Equal(":1", keys[0]);

        await street.StartBotAsync();
        await street.WaitForStateAsync(id, JobState.Failed);

        var record = JsonNode.Parse((await street.Keepsakes.ReadAsync($"clip:{id}", street.Cancel))!)!;
        Assert.False(record["isWithheld"]!.GetValue<bool>());
    }

    [Fact]
    public async Task The_buttons_of_a_withheld_clip_are_forged_in_vain()
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { Flagged = FlaggedClips.Hold });
        var id = await HeldAsync(street, "a withheld clip");
        var message = await Panels.Forger.ButtonAsync(street, $"upscale:{id}");

        await street.Member.PressAsync("general", message, $"upscale:{id}", street.Cancel);

        await street.WaitForTextAsync("Nothing is known of this clip");
        var record = JsonNode.Parse((await street.Keepsakes.ReadAsync($"clip:{id}", street.Cancel))!)!;
        Assert.Equal("", record["postedMessage"]!.GetValue<string>()); // nor does the forged message hold it
    }

    [Theory]
    [InlineData(FlaggedClips.Post, true)]
    [InlineData(FlaggedClips.Spoiler, true)]
    [InlineData(FlaggedClips.Hold, false)]
    [InlineData(FlaggedClips.Refuse, false)]
    public async Task Nothing_of_a_clip_is_seen_before_the_verdict_where_the_verdict_can_keep_it_from_being_seen(FlaggedClips rule, bool isShown)
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { Flagged = rule });
        await street.ImagineAsync("a clip in the making");
        var lease = await street.ClaimAsync();

        foreach (var percent in (int[])[30, 60])
        {
            await street.Queue.ReportAsync(lease, percent / 100.0, "Denoise", "a picture"u8.ToArray(), street.Cancel);
            var card = await street.WaitForTextAsync($"{percent} %");
            Assert.Equal(isShown, Street.HasFile(card));
        }
    }

    [Fact]
    public async Task In_age_restricted_channels_their_own_rule_says_whether_previews_are_shown()
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { Flagged = FlaggedClips.Hold, FlaggedInAdult = FlaggedClips.Post });
        await street.Member.UseAsync("adults", "imagine", new Dictionary<string, object> { ["prompt"] = "a clip among adults" }, street.Cancel);

        await street.Queue.ReportAsync(await street.ClaimAsync(), 0.3, "Denoise", "a picture"u8.ToArray(), street.Cancel);

        Assert.True(Street.HasFile(await street.Member.WaitForMessageAsync("adults", one => Street.Text(one).Contains("30 %"), street.Cancel)));
    }

    private static async Task<string> HeldAsync(Street street, string prompt)
    {
        var id = await street.ImagineAsync(prompt);
        await street.CompleteAsync(await street.ClaimAsync(), Doubtful);
        while ((await street.JobAsync(id)).HeldUntil is null) await Task.Delay(20, street.Cancel);
        return id;
    }

    private static async Task ApproveAsync(Street street, string id)
    {
        var one = await DecisionTests.CasesOf(street).FindAsync(street.Discord.GuildId, id, street.Cancel);
        Assert.Equal("review.done.approved", await street.Part<CaseDesk>().DecideAsync(one!, true, "1", "", street.Cancel));
    }
}

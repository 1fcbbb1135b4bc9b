using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Moderation;

/// <summary>Orders that a server's rules refuse, hold or ask about, and what moderators make of them.</summary>
public sealed class GateTests
{
    [Fact]
    public async Task A_word_that_the_server_does_not_allow_is_refused_and_nothing_is_in_line()
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { Words = ["frog"] });

        var id = await street.ImagineAsync("a green fr0g on a leaf");

        var refusal = await street.WaitForTextAsync("Your words have “fr0g” in them");
        Assert.True(Street.IsEphemeral(refusal));
        Assert.Null(await street.Queue.FindAsync(new(id), street.Cancel));
        await street.ImagineAsync("a green frogman"); // whole words
        await street.WaitForTextAsync("a green frogman");
    }

    [Theory]
    [InlineData("negative")]
    [InlineData("style")]
    public async Task Words_are_looked_for_in_every_option(string option)
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { Words = ["frog"] });

        await street.ImagineAsync("a pond", option, "frog");

        await street.WaitForTextAsync(option == "style" ? "frog" : "Your words have “frog” in them");
        Assert.Empty(await street.Queue.ListOfUserAsync(street.Member.Id, street.Cancel));
    }

    [Fact]
    public async Task A_word_for_age_restricted_channels_is_refused_elsewhere()
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { AdultWords = ["whisky"] });
        var options = new Dictionary<string, object> { ["prompt"] = "a glass of whisky", ["seed"] = 7 };

        await street.ImagineAsync("a glass of whisky");
        await street.WaitForTextAsync("“whisky” is only allowed in age-restricted channels");
        var id = await street.Member.UseAsync("adults", "imagine", options, street.Cancel);

        Assert.Equal(JobState.Waiting, (await street.JobAsync(id)).State);
    }

    [Fact]
    public async Task An_appeal_puts_the_order_before_a_moderator_once_and_approved_it_is_made()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        await street.RulesAsync(rules => rules with { Words = ["frog"] });
        var id = await street.ImagineAsync("a frog prince");
        var refusal = await street.WaitForTextAsync("Your words have “frog” in them");

        await street.PressAsync("appeal", refusal);
        Assert.Equal(JobState.Held, await street.WaitForStateAsync(id, JobState.Held));
        await street.PressAsync("appeal", refusal);
        await street.WaitForTextAsync("A moderator was asked about this already.");

        var list = await ReviewAsync(street, moderator);
        Assert.Contains("Appeal: a frog prince", Street.Text(list));
        await moderator.PickAsync("general", Id(list), "mod:review:show", id, street.Cancel);
        var shown = await street.HeardAsync("**Appeal**", moderator);
        Assert.Contains("frog", Street.Text(shown));
        await moderator.PressAsync("general", Id(shown), $"mod:review:yes:{id}", street.Cancel);

        await street.HeardAsync("✅ Approved.", moderator);
        await street.CompleteAsync(await street.ClaimAsync());
        Assert.Equal(JobState.Done, await street.WaitForStateAsync(id, JobState.Done));
    }

    [Fact]
    public async Task Appeals_are_so_many_a_day()
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { Words = ["frog"], AppealsADay = 1 });
        await street.ImagineAsync("a first frog");
        await street.PressAsync("appeal", await street.WaitForTextAsync("Your words have “frog” in them"));
        await street.WaitForTextAsync("A moderator is looking at it");
        await street.ImagineAsync("a second frog");
        var second = await street.Member.WaitForMessageAsync(
            "general", message => Street.Text(message).Contains("“frog”") && Street.CustomIds(message).Any(id => id.StartsWith("appeal:", StringComparison.Ordinal) && !IsFirst(message)), street.Cancel);

        await street.PressAsync("appeal", second);

        await street.WaitForTextAsync("You can appeal 1 times in 24 hours");

        bool IsFirst(JsonNode message) => street.Member.ReadChannelAsync("general", street.Cancel).Result
            .First(one => Street.Text(one).Contains("“frog”"))["id"]!.GetValue<string>() == Id(message);
    }

    [Fact]
    public async Task Refused_too_often_bars_for_a_while()
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { Words = ["frog"], Ladder = [new(2, TimeSpan.FromMinutes(10))] });

        await street.ImagineAsync("a frog");
        await street.WaitForTextAsync("Your words have “frog” in them");
        await street.ImagineAsync("two frog");
        await street.WaitForTextAsync("That was too often for today");
        await street.ImagineAsync("a harmless cloud");

        await street.WaitForTextAsync("You can ask for clips in this server again <t:");
        Assert.Empty(await street.Queue.ListOfUserAsync(street.Member.Id, street.Cancel));
    }

    [Fact]
    public async Task Where_everything_is_held_first_a_moderator_refuses_and_says_why()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        await street.RulesAsync(rules => rules with { HoldsFirst = true, LogChannel = street.Discord.GeneralChannelId });
        var id = await street.ImagineAsync("a held cloud");
        await street.WaitForTextAsync("✋ A moderator is looking at it.");
        await street.WaitForTextAsync("✋ **Held**");

        var list = await ReviewAsync(street, moderator);
        await moderator.PickAsync("general", Id(list), "mod:review:show", id, street.Cancel);
        var shown = await street.HeardAsync("-# <t:", moderator);
        await moderator.PressAsync("general", Id(shown), $"mod:review:no:{id}", street.Cancel);
        await street.FillAsync($"mod:review:no:{id}", new Dictionary<string, string> { ["why"] = "too cloudy" }, moderator);

        await street.HeardAsync("🚫 Refused.", moderator);
        Assert.Equal(JobState.Cancelled, await street.WaitForStateAsync(id, JobState.Cancelled));
        await street.WaitForTextAsync("Cancelled by a moderator.");
        await street.WaitForTextAsync("too cloudy");
        var own = await street.ImagineAsync(moderator, "a moderator's own");
        Assert.Equal(JobState.Waiting, (await street.JobAsync(own)).State);
    }

    [Fact]
    public async Task A_member_is_offered_no_review()
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { HoldsFirst = true });
        var id = await street.ImagineAsync("a held cloud");
        await street.WaitForStateAsync(id, JobState.Held);

        await Assert.ThrowsAsync<HttpRequestException>(() => street.Member.UseAsync("general", "mod review", new Dictionary<string, object>(), street.Cancel));

        Assert.Equal(JobState.Held, (await street.JobAsync(id)).State);
    }

    [Fact]
    public async Task A_flagged_clip_waits_for_a_moderator_and_nobody_fetches_it_before()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        await street.RulesAsync(rules => rules with { Flagged = FlaggedClips.Hold });
        var id = await street.ImagineAsync("a doubtful clip");
        await street.CompleteAsync(await street.ClaimAsync(), Street.Made with { Verdict = new(true, "looks like something", new Dictionary<string, double> { ["porn"] = 0.9 }) });
        await street.WaitForTextAsync("a moderator looks at it before it is posted");
        Assert.DoesNotContain(await street.AboutAsync("a doubtful clip"), Street.HasFile);
        await street.Member.UseAsync("general", "show", new Dictionary<string, object> { ["id"] = id }, street.Cancel);
        await street.WaitForTextAsync("A moderator is looking at this clip");

        var list = await ReviewAsync(street, moderator);
        await moderator.PickAsync("general", Id(list), "mod:review:show", id, street.Cancel);
        var shown = await moderator.WaitForMessageAsync("general", message => Street.Text(message).Contains("looks like something") && Street.HasFile(message), street.Cancel);
        Assert.StartsWith("SPOILER_", shown["attachments"]![0]!["filename"]!.GetValue<string>());
        Assert.True(Street.IsEphemeral(shown));
        await moderator.PressAsync("general", Id(shown), $"mod:review:yes:{id}", street.Cancel);

        var posted = await street.Member.WaitForMessageAsync("general", message => Street.Text(message).Contains("a doubtful clip") && Street.HasFile(message), street.Cancel);
        Assert.StartsWith("SPOILER_", posted["attachments"]![0]!["filename"]!.GetValue<string>());
        Assert.False(Street.IsEphemeral(posted));
    }

    [Theory]
    [InlineData(FlaggedClips.Post, true, false)]
    [InlineData(FlaggedClips.Spoiler, true, true)]
    [InlineData(FlaggedClips.Refuse, false, false)]
    public async Task A_flagged_clip_is_posted_as_the_server_says(FlaggedClips rule, bool isPosted, bool isSpoiler)
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { Flagged = rule });
        var id = await street.ImagineAsync("a doubtful clip");
        await street.CompleteAsync(await street.ClaimAsync(), Street.Made with { Verdict = new(true, "looks like something", new Dictionary<string, double> { ["porn"] = 0.9 }) });

        await street.WaitForStateAsync(id, JobState.Done, JobState.Failed);

        var posted = (await street.AboutAsync("a doubtful clip")).Where(Street.HasFile).ToList();
        Assert.Equal(isPosted ? 1 : 0, posted.Count);
        if (isPosted) Assert.Equal(isSpoiler, posted[0]["attachments"]![0]!["filename"]!.GetValue<string>().StartsWith("SPOILER_", StringComparison.Ordinal));
        else await street.WaitForTextAsync("This server does not allow what the clip shows");
    }

    [Fact]
    public async Task Whoever_brings_a_picture_says_that_the_people_in_it_agreed_and_is_not_asked_again()
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { Consent = ConsentQuestion.Once });
        var options = new Dictionary<string, object> { ["prompt"] = "she waves", ["image"] = await MadePicture.DrawAsync("png", 64, 64, 1, street.Cancel) };

        var id = await street.Member.UseAsync("general", "imagine", options, street.Cancel);
        var question = await street.WaitForTextAsync("Does this show real people?");
        Assert.True(Street.IsEphemeral(question));
        Assert.Null(await street.Queue.FindAsync(new(id), street.Cancel));
        await street.Member.PressAsync("general", Id(question), $"consent:yes:{id}", street.Cancel);

        Assert.Equal(JobState.Waiting, (await street.JobAsync(id)).State);
        var next = await street.Member.UseAsync("general", "imagine", options, street.Cancel);
        Assert.Equal(JobState.Waiting, (await street.JobAsync(next)).State);
    }

    [Fact]
    public async Task Nobody_is_asked_about_a_picture_that_is_none()
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { Consent = ConsentQuestion.Always });

        await street.Member.UseAsync("general", "imagine", new Dictionary<string, object> { ["prompt"] = "she waves", ["image"] = "Dear diary"u8.ToArray() }, street.Cancel);

        Assert.True(Street.IsEphemeral(await street.WaitForTextAsync("is not a picture")));
        Assert.DoesNotContain(await street.Member.ReadChannelAsync("general", street.Cancel), message => Street.CustomIds(message).Any(id => id.StartsWith("consent", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Another_cannot_say_yes_for_whoever_was_asked()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        await street.RulesAsync(rules => rules with { Words = ["frog"] });
        var id = await street.ImagineAsync("a frog");
        var refusal = await street.WaitForTextAsync("Your words have “frog” in them");
        Assert.Equal([$"appeal:{id}"], Street.CustomIds(refusal));
        var (_, message) = await street.ClipAsync("a clip with buttons", moderator);

        await Assert.ThrowsAsync<HttpRequestException>(() => moderator.PressAsync("general", Id(message), $"appeal:{id}", street.Cancel)); // Discord knows no such button there

        Assert.Null(await street.Queue.FindAsync(new(id), street.Cancel));
    }

    [Fact]
    public async Task What_the_server_says_of_the_mark_goes_with_the_job()
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { Watermark = false });

        var id = await street.ImagineAsync("an unmarked cloud");

        Assert.False((await street.JobAsync(id)).Clip.Watermark);
    }

    private static async Task<JsonNode> ReviewAsync(Street street, SandboxPerson moderator)
    {
        await moderator.UseAsync("general", "mod review", new Dictionary<string, object>(), street.Cancel);
        return await street.HeardAsync("Waiting for a moderator", moderator);
    }

    private static string Id(JsonNode message) => message["id"]!.GetValue<string>();
}

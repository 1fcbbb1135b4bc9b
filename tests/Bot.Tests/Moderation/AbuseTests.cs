using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Bot.Tests.Moderation.Panels;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Moderation;

/// <summary>Tries to get round what a server allows, other than by words; see the corpora for those.</summary>
public sealed class AbuseTests
{
    private static readonly string[] Pings =
    [
        "@everyone", "@here", "<@&1190000000000000001>", "<@1190000000000000002>", "<@!1190000000000000002>", "<#1190000000000000003>", "</imagine:1190000000000000004>",
        "<t:1700000000:R>", "<:smile:1190000000000000005>", "<id:customize>", "@\u200beveryone", "\\@everyone", "`@everyone`", "**@everyone**", "||@everyone||",
        "\u202e@everyone", "> @everyone", "# @everyone", "[x](https://example.org)", "<https://example.org>", "\uff20everyone", "@everyone\n@here", "&#64;everyone",
    ];

    [Fact]
    public async Task Words_that_ping_ping_nobody_in_cards_clips_names_and_notices()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        await street.RulesAsync(rules => rules with { LogChannel = street.Discord.GeneralChannelId, HeldWords = ["held"] });
        var everything = string.Join(' ', Pings);

        var id = await street.ImagineAsync($"a cat {everything}");
        await street.CompleteAsync(await street.ClaimAsync());
        await street.WaitForStateAsync(id, JobState.Done);
        var clip = Assert.Single(await street.AboutAsync("a cat"), Street.HasFile);
        await street.ImagineAsync($"a held cat {everything}");
        await street.WaitForTextAsync("✋ **Held**");
        await moderator.UseAsync("general", "mod ban", new Dictionary<string, object> { ["user"] = street.Member.Id, ["for"] = "1h", ["reason"] = "@everyone <@&1190000000000000001>" }, street.Cancel);
        await street.HeardAsync("may not use the bot in this server", moderator);
        await street.ImagineAsync("barred");
        await street.WaitForTextAsync("You can ask for clips in this server again");

        Assert.Matches("^[a-z0-9-]+_seed[0-9]+_[0-9]+[.]mp4$", clip["attachments"]![0]!["filename"]!.GetValue<string>());
        foreach (var message in (await street.Member.ReadChannelAsync("general", street.Cancel)).Concat(await moderator.ReadChannelAsync("general", street.Cancel)))
        {
            Assert.False(message["mention_everyone"]!.GetValue<bool>());
            Assert.Empty(message["mention_roles"]!.AsArray());
            Assert.All(message["mentions"]!.AsArray(), one => Assert.Contains(one!["id"]!.GetValue<string>(), (string[])[street.Member.Id, moderator.Id]));
            Assert.DoesNotContain('\u202e', Street.Text(message));
        }
    }

    [Theory]
    [InlineData("mod:settings:set:hold")]
    [InlineData("mod:review:yes:1")]
    [InlineData("mod:words:save:1")]
    [InlineData("mod:bans:lift")]
    [InlineData("mod:log:export")]
    [InlineData("mod:queue:mode:paused")]
    [InlineData("mod:limits:pick")]
    [InlineData("mod:status:mode:paused")]
    [InlineData("mod:unknown:thing")]
    [InlineData("mod:")]
    [InlineData("mod")]
    public async Task A_member_who_forges_a_moderators_press_does_nothing(string customId)
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { HoldsFirst = true });
        var held = await street.ImagineAsync("a held cloud");
        await street.WaitForStateAsync(held, JobState.Held);
        var message = await Forger.ButtonAsync(street, customId);

        await street.Member.PressAsync("general", message, customId, street.Cancel);

        await street.Member.WaitForMessageAsync("general", one => Street.IsEphemeral(one) && Street.Text(one).StartsWith('⚠'), street.Cancel);
        Assert.Equal(JobState.Held, (await street.JobAsync(held)).State);
        Assert.Equal(QueueMode.Open, await street.Queue.ReadGuildModeAsync(street.Discord.GuildId, street.Cancel));
        Assert.Equal(0, await street.Keepsakes.CountAsync($"modlog:{street.Discord.GuildId}", street.Cancel));
    }

    [Theory]
    [InlineData("appeal:{0}")]
    [InlineData("consent:yes:{0}")]
    [InlineData("many:yes:{0}")]
    public async Task Another_who_forges_whose_order_it_is_gets_nothing(string customId)
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        await street.RulesAsync(rules => rules with { Words = ["frog"] });
        var id = await street.ImagineAsync("a frog");
        await street.WaitForTextAsync("Your words have “frog” in them");
        var forged = string.Format(System.Globalization.CultureInfo.InvariantCulture, customId, id);
        var message = await Forger.ButtonAsync(street, forged);

        await moderator.PressAsync("general", message, forged, street.Cancel);

        await moderator.WaitForMessageAsync("general", one => Street.IsEphemeral(one) && Street.Text(one).StartsWith('⚠'), street.Cancel);
        Assert.Null(await street.Queue.FindAsync(new(id), street.Cancel));
    }

    [Theory]
    [InlineData("consent:yes:{0}")]
    [InlineData("many:yes:{0}")]
    public async Task A_refused_order_does_not_slip_through_by_another_yes(string customId)
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { Words = ["frog"] });
        var id = await street.ImagineAsync("a frog");
        await street.WaitForTextAsync("Your words have “frog” in them");
        var forged = string.Format(System.Globalization.CultureInfo.InvariantCulture, customId, id);
        var message = await Forger.ButtonAsync(street, forged);

        await street.Member.PressAsync("general", message, forged, street.Cancel);

        await street.Member.WaitForMessageAsync("general", one => Street.Text(one).Contains("“frog”") && one["id"]!.GetValue<string>() != message
            && street.Member.ReadChannelAsync("general", street.Cancel).Result.Count(other => Street.Text(other).Contains("“frog”")) > 1, street.Cancel);
        Assert.Null(await street.Queue.FindAsync(new(id), street.Cancel));
    }

    [Fact]
    public async Task Buttons_of_a_clip_are_no_way_round_the_words()
    {
        await using var street = await Street.BuildAsync();
        var (id, clip) = await street.ClipAsync("a frog that was allowed");
        await street.RulesAsync(rules => rules with { Words = ["frog"] });

        foreach (var button in (string[])["again", "vary"])
        {
            await street.PressAsync(button, clip);
            await street.Member.WaitForMessageAsync("general", one => Street.Text(one).Contains("Your words have “frog” in them"), street.Cancel);
        }

        Assert.Empty(await street.Queue.ListOfUserAsync(street.Member.Id, street.Cancel));
        Assert.NotEmpty(id);
    }

    [Fact]
    public async Task A_private_clip_is_no_way_round_where_private_ones_are_not_allowed()
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { Private = PrivateClips.Never });

        await street.ImagineAsync("a secret", "private", true);

        await street.WaitForTextAsync("Clips that only you see are not allowed in this server");
        Assert.Empty(await street.Queue.ListOfUserAsync(street.Member.Id, street.Cancel));
    }

    [Fact]
    public async Task A_moderator_who_forges_a_cancel_reaches_no_job_of_another_server()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        await street.Queue.EnqueueAsync(new(new("777"), "9", "8", new() { Prompt = "of another server" }, street.OldOrigin()), street.Cancel);
        var message = await Forger.ButtonAsync(street, "cancel:777");

        await moderator.PressAsync("general", message, "cancel:777", street.Cancel);

        await moderator.WaitForMessageAsync("general", one => Street.IsEphemeral(one) && Street.Text(one).StartsWith('⚠'), street.Cancel);
        Assert.Equal(JobState.Waiting, (await street.JobAsync("777")).State);
    }

    [Theory]
    [InlineData("remix")]
    [InlineData("again")]
    [InlineData("report")]
    [InlineData("upscale")]
    public async Task Anothers_private_clip_is_unknown_to_whoever_forges_its_button(string button)
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var id = await street.ImagineAsync("a secret", "private", true);
        await street.CompleteAsync(await street.ClaimAsync());
        await street.WaitForStateAsync(id, JobState.Done);
        var message = await Forger.ButtonAsync(street, $"{button}:{id}");

        await moderator.PressAsync("general", message, $"{button}:{id}", street.Cancel);

        var told = await moderator.WaitForMessageAsync("general", one => Street.IsEphemeral(one) && Street.Text(one).StartsWith('⚠'), street.Cancel);
        Assert.Contains("Nothing is known of this clip", Street.Text(told));
        Assert.Empty(await street.Queue.ListOfUserAsync(moderator.Id, street.Cancel));
    }

    [Fact]
    public async Task A_clip_made_where_no_rule_holds_is_not_shown_where_one_forbids_it()
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { Words = ["frog"] });
        var id = await street.Member.UseAsync(SandboxPerson.Direct, "imagine", new Dictionary<string, object> { ["prompt"] = "a frog" }, street.Cancel);
        await street.CompleteAsync(await street.ClaimAsync());
        await street.WaitForStateAsync(id, JobState.Done);

        await street.Member.UseAsync("general", "show", new Dictionary<string, object> { ["id"] = id }, street.Cancel);

        await street.WaitForTextAsync("Your words have");
        Assert.DoesNotContain(await street.Member.ReadChannelAsync("general", street.Cancel), Street.HasFile);
    }

    [Fact]
    public async Task A_clip_from_elsewhere_is_not_shown_to_all_where_every_clip_is_only_for_its_user()
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { Private = PrivateClips.Always });
        var id = await street.Member.UseAsync(SandboxPerson.Direct, "imagine", new Dictionary<string, object> { ["prompt"] = "a cloud from elsewhere" }, street.Cancel);
        await street.CompleteAsync(await street.ClaimAsync());
        await street.WaitForStateAsync(id, JobState.Done);

        await street.Member.UseAsync("general", "show", new Dictionary<string, object> { ["id"] = id }, street.Cancel);

        await street.WaitForTextAsync("The rules of this server do not let it stand here");
        Assert.DoesNotContain(await street.Member.ReadChannelAsync("general", street.Cancel), Street.HasFile);
    }

    [Theory]
    [InlineData("8")]
    [InlineData("")]
    public async Task A_moderator_is_shown_no_clip_of_another_server_or_of_direct_messages(string guild)
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await street.ModeratorAsync();
        var (id, _) = await street.ClipAsync("somebody's clip");
        var record = JsonNode.Parse((await street.Keepsakes.ReadAsync($"clip:{id}", street.Cancel))!)!;
        record["guild"] = guild;
        await street.Keepsakes.WriteAsync($"clip:{id}", record.ToJsonString(), TimeSpan.FromHours(1), street.Cancel);

        await moderator.UseAsync("general", "show", new Dictionary<string, object> { ["id"] = id }, street.Cancel);

        await street.HeardAsync($"No clip of yours has the id {id}", moderator);
        Assert.Single(await street.AboutAsync("somebody's clip"), Street.HasFile);
    }
}

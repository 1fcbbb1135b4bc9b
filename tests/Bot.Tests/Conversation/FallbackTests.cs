using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Delivery;
using ChatVideoBot.Bot.People;
using ChatVideoBot.Discord;
using ChatVideoBot.Queue;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Bot.Tests.Conversation;

/// <summary>A clip that was made is never lost: its channel, else a direct message, else it is kept.</summary>
public sealed class FallbackTests
{
    private static readonly System.Text.Json.JsonSerializerOptions Web = new(System.Text.Json.JsonSerializerDefaults.Web);

    [Theory]
    [InlineData(403, 50013, "I may not post in")]
    [InlineData(403, 50001, "I may not post in")]
    [InlineData(404, 10003, "The channel is gone")]
    [InlineData(400, 50083, "is locked, so it comes to you")]
    [InlineData(400, 50035, "Discord did not take it in")]
    public async Task A_channel_that_never_takes_it_sends_it_to_who_asked(int status, int code, string words)
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync("a homeless clip");
        var lease = await street.ClaimAsync();
        await street.WaitForTextAsync("a homeless clip");
        await street.RefuseInAsync(street.Discord.GeneralChannelId, status, code);
        await street.CompleteAsync(lease);

        await street.WaitForStateAsync(id, JobState.Done);
        var message = Assert.Single(await street.Member.ReadChannelAsync(SandboxPerson.Direct, street.Cancel), Street.HasFile);
        Assert.Contains(words, Street.Text(message));
        Assert.EndsWith("is in your direct messages.", Street.Text(await street.WaitForTextAsync("📬")));
        Assert.DoesNotContain(await street.AboutAsync("a homeless clip"), Street.HasFile);

        await street.PressAsync("again", message, channel: SandboxPerson.Direct); // its buttons work there
        Assert.Equal("a homeless clip", (await street.ClaimAsync()).Clip.Prompt);
    }

    [Theory]
    [InlineData(true, "you take no direct messages")] // their direct messages are closed
    [InlineData(false, "I may not post it in this channel")] // they want none
    public async Task Where_no_direct_message_goes_it_is_kept_and_show_brings_it(bool wantsDirect, string why)
    {
        await using var street = await Street.BuildAsync();
        var person = new Person { DirectMessages = wantsDirect };
        await street.Keepsakes.WriteAsync($"person:{street.Member.Id}", System.Text.Json.JsonSerializer.Serialize(person, Web), TimeSpan.FromDays(1), street.Cancel);
        var id = await street.ImagineAsync("a kept clip");
        var lease = await street.ClaimAsync();
        await street.WaitForTextAsync("a kept clip");
        await street.RefuseInAsync(street.Discord.GeneralChannelId, 403, 50013);
        await street.RefuseInAsync(street.Member.Channel(SandboxPerson.Direct), 403, 50007);
        await street.CompleteAsync(lease);

        await street.WaitForStateAsync(id, JobState.Failed);
        var card = Street.Text(await street.WaitForTextAsync(why));
        Assert.Contains($"It is kept for 24 h: fetch it with `/show id:{id}`.", card);
        await street.StopBotAsync();
        await street.StartBotAsync();
        await ShowAsync(street, id);

        await street.WaitForTextAsync("Here it is:");
        var message = Assert.Single(await street.AboutAsync("a kept clip"), Street.HasFile);
        Assert.Equal("a clip"u8.ToArray(), await street.Member.DownloadAsync(message["attachments"]![0]!["url"]!.GetValue<string>(), street.Cancel));
        Assert.Null(await street.Queue.ReadKeptClipAsync(new(id), street.Cancel)); // it stands in a channel now
        var record = await RecordAsync(street, id);
        Assert.Equal((false, message["id"]!.GetValue<string>()), (record.IsKept, record.PostedMessage));
    }

    [Fact]
    public async Task A_user_who_cannot_be_written_to_is_no_reason_to_try_for_ever()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync("no way at all");
        var lease = await street.ClaimAsync();
        await street.WaitForTextAsync("no way at all");
        await street.RefuseInAsync(street.Discord.GeneralChannelId, 403, 50001);
        await street.FaultAsync(new() { ["rest"] = new JsonObject { ["status"] = 403, ["code"] = 50278, ["route"] = "/users/@me/channels", ["times"] = 3 } });
        await street.CompleteAsync(lease);

        await street.WaitForStateAsync(id, JobState.Failed);
        Assert.True((await RecordAsync(street, id)).IsKept);
        Assert.NotNull(await street.Queue.ReadKeptClipAsync(new(id), street.Cancel));
    }

    [Fact]
    public async Task A_bot_that_was_thrown_out_keeps_the_clip_until_it_is_let_in_again()
    {
        await using var street = await Street.BuildAsync();
        using var http = new HttpClient { BaseAddress = street.Discord.Page };
        var seat = $"sandbox/guilds/{street.Discord.GuildId}/bots/{street.Discord.ApplicationId}";
        var id = await street.ImagineAsync("an exile");
        var lease = await street.ClaimAsync();
        await street.WaitForTextAsync("an exile");
        (await http.DeleteAsync(seat, street.Cancel)).EnsureSuccessStatusCode();
        await street.CompleteAsync(lease);
        await street.WaitForStateAsync(id, JobState.Failed);

        (await http.PutAsync(seat, null, street.Cancel)).EnsureSuccessStatusCode();
        await street.Member.WaitForCommandsAsync(street.Cancel);
        await ShowAsync(street, id);

        await street.WaitForTextAsync("Here it is:");
        Assert.Single(await street.AboutAsync("an exile"), Street.HasFile);
    }

    [Fact]
    public async Task Hints_are_for_the_first_three_clips_and_a_user_who_wants_no_ping_gets_none()
    {
        await using var street = await Street.BuildAsync();
        var hints = new List<bool>();
        for (var i = 0; i < 4; i++) hints.Add(Street.Text((await street.ClipAsync($"clip {i}")).Message).Contains("💡"));
        Assert.Equal([true, true, true, false], hints);
        var person = System.Text.Json.JsonSerializer.Deserialize<Person>((await street.Keepsakes.ReadAsync($"person:{street.Member.Id}", street.Cancel))!, Web)!;
        Assert.Equal(4, person.Clips);

        await street.Keepsakes.WriteAsync($"person:{street.Member.Id}", System.Text.Json.JsonSerializer.Serialize(person with { Ping = false }, Web), TimeSpan.FromDays(1), street.Cancel);
        var (_, silent) = await street.ClipAsync("a silent clip");
        Assert.Empty(silent["mentions"]!.AsArray());
        Assert.Contains($"<@{street.Member.Id}>", Street.Text(silent));
    }

    [Fact]
    public async Task A_clip_that_is_posted_in_its_second_try_counts_once()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync("a second try");
        var lease = await street.ClaimAsync();
        await street.WaitForTextAsync("a second try");
        await street.RefuseInAsync(street.Discord.GeneralChannelId, 500, 0);
        await street.CompleteAsync(lease);
        await street.WaitForStateAsync(id, JobState.Done);

        Assert.Contains("\"clips\":1", await street.Keepsakes.ReadAsync($"person:{street.Member.Id}", street.Cancel));
        Assert.Equal(1, await street.Keepsakes.CountAsync($"clips:{street.Member.Id}", street.Cancel));
        Assert.Single(await street.AboutAsync("a second try"), Street.HasFile);
    }

    [Fact]
    public async Task Discord_down_while_a_direct_message_is_opened_is_tried_again_and_posted_once()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync("a late direct message");
        var lease = await street.ClaimAsync();
        await street.WaitForTextAsync("a late direct message");
        await street.RefuseInAsync(street.Discord.GeneralChannelId, 403, 50013, times: 2);
        await street.FaultAsync(new() { ["rest"] = new JsonObject { ["status"] = 500, ["route"] = "/users/@me/channels" } });
        await street.CompleteAsync(lease);

        await street.WaitForStateAsync(id, JobState.Done);
        Assert.Single(await street.Member.ReadChannelAsync(SandboxPerson.Direct, street.Cancel), Street.HasFile);
    }

    [Fact]
    public async Task A_direct_message_whose_answer_was_lost_is_found_by_the_next_bot()
    {
        await using var street = await Street.BuildAsync();
        var id = await PrivateAsync(street, "a lost direct message");
        var lease = await street.ClaimAsync();
        await street.FaultAsync(new()
        {
            ["rest"] = new JsonObject
            {
                ["status"] = 500,
                ["route"] = $"/channels/{street.Member.Channel(SandboxPerson.Direct)}/messages",
                ["method"] = "POST",
                ["after_handling"] = true,
            },
        });
        await street.CompleteAsync(lease);
        await street.Member.WaitForMessageAsync(SandboxPerson.Direct, Street.HasFile, street.Cancel);
        await street.StopBotAsync();
        await street.StartBotAsync();

        await street.WaitForStateAsync(id, JobState.Done);
        Assert.Single(await street.Member.ReadChannelAsync(SandboxPerson.Direct, street.Cancel), Street.HasFile);
    }

    [Fact]
    public async Task Where_an_earlier_try_sent_it_the_next_one_looks_although_the_channel_would_take_it_by_now()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync("a decided way");
        var lease = await street.ClaimAsync();
        await street.WaitForTextAsync("a decided way");
        await street.RefuseInAsync(street.Discord.GeneralChannelId, 403, 50013);
        await street.FaultAsync(new()
        {
            ["rest"] = new JsonObject
            {
                ["status"] = 500,
                ["route"] = $"/channels/{street.Member.Channel(SandboxPerson.Direct)}/messages",
                ["method"] = "POST",
                ["after_handling"] = true,
            },
        });
        await street.CompleteAsync(lease);

        await street.WaitForStateAsync(id, JobState.Done);
        Assert.Single(await street.Member.ReadChannelAsync(SandboxPerson.Direct, street.Cancel), Street.HasFile);
        Assert.DoesNotContain(await street.AboutAsync("a decided way"), Street.HasFile);
    }

    [Fact]
    public async Task A_clip_that_is_too_large_for_its_channel_even_when_made_smaller_is_kept()
    {
        await using var street = await Street.BuildAsync(discord: new() { AttachmentSizeLimitBytes = 1000 });
        var id = await street.ImagineAsync("far too large");
        await street.CompleteAsync(await street.ClaimAsync(), mp4: new byte[20_000]);
        await street.WaitForStateAsync(id, JobState.Failed);

        await street.WaitForTextAsync($"larger than Discord takes here; ask for a shorter one. It is kept for 24 h: fetch it with `/show id:{id}`.");
        await ShowAsync(street, id);
        await street.WaitForTextAsync("Discord did not take it here; try another channel");
        Assert.True((await RecordAsync(street, id)).IsKept);
        Assert.NotNull(await street.Queue.ReadKeptClipAsync(new(id), street.Cancel));
    }

    [Fact]
    public async Task A_private_clip_comes_as_a_direct_message_with_buttons_that_work_there_and_its_words_in_no_file_name()
    {
        await using var street = await Street.BuildAsync();
        var id = await PrivateAsync(street, "a secret garden");
        await street.CompleteAsync(await street.ClaimAsync());
        await street.WaitForStateAsync(id, JobState.Done);

        var message = Assert.Single(await street.Member.ReadChannelAsync(SandboxPerson.Direct, street.Cancel), Street.HasFile);
        Assert.Equal($"clip_seed7_{id}.mp4", message["attachments"]![0]!["filename"]!.GetValue<string>());
        Assert.DoesNotContain(await street.AboutAsync("a secret garden"), Street.HasFile);
        var record = await RecordAsync(street, id);
        Assert.Equal(("", message["id"]!.GetValue<string>()), (record.PostedGuild, record.PostedMessage));

        await street.PressAsync("again", message, channel: SandboxPerson.Direct);
        var lease = await street.ClaimAsync();
        Assert.True(lease.Clip.IsPrivate);
        await street.CompleteAsync(lease);
        await street.WaitForStateAsync(lease.Id.Value, JobState.Done);
        Assert.Equal(2, (await street.Member.ReadChannelAsync(SandboxPerson.Direct, street.Cancel)).Count(Street.HasFile));
    }

    [Fact]
    public async Task A_private_clip_that_cannot_be_sent_is_shown_to_its_user_alone()
    {
        await using var street = await Street.BuildAsync();
        using var owner = await SandboxPerson.SitDownAsync(street.Discord.Page, "owner", street.Cancel);
        var id = await PrivateAsync(street, "a secret garden");
        var lease = await street.ClaimAsync();
        await street.RefuseInAsync(street.Member.Channel(SandboxPerson.Direct), 403, 50007, times: 2); // the clip, and the word that it is kept
        await street.CompleteAsync(lease);
        await street.WaitForStateAsync(id, JobState.Failed);

        await ShowAsync(street, id);
        var shown = await street.Member.WaitForMessageAsync("general", Street.HasFile, street.Cancel);

        Assert.True(Street.IsEphemeral(shown));
        Assert.DoesNotContain(await owner.ReadChannelAsync("general", street.Cancel), Street.HasFile);
        Assert.NotNull(await street.Queue.ReadKeptClipAsync(new(id), street.Cancel)); // what only they see is gone with their window
        await street.PressAsync("delete", shown);
        while ((await street.Member.ReadChannelAsync("general", street.Cancel)).Any(Street.HasFile)) await Task.Delay(20, street.Cancel);
        while (await street.Queue.ReadKeptClipAsync(new(id), street.Cancel) is not null) await Task.Delay(20, street.Cancel);
    }

    [Theory]
    [InlineData(413, 40005, "", "large")]
    [InlineData(403, 50007, "private", "closed")]
    [InlineData(400, 50083, "", "locked")]
    [InlineData(400, 160005, "", "locked")]
    [InlineData(403, 50001, "", "forbidden")]
    [InlineData(404, 10003, "", "gone")]
    [InlineData(400, 50035, "", "refused")]
    public void Each_refusal_has_its_own_words(int status, int code, string place, string why)
    {
        var refused = new DiscordException(DiscordFault.Refused, "") { Status = (System.Net.HttpStatusCode)status, Code = code };

        Assert.Equal(why, ClipPost.Why(refused, new(default, place)));
        Assert.NotNull(Bot.Wording.Tongues.English.Find($"delivery.{why}"));
        if (why is not ("large" or "closed")) Assert.NotNull(Bot.Wording.Tongues.English.Find($"delivery.sent.{why}") ?? Bot.Wording.Tongues.English.Find($"delivery.here.{why}"));
    }

    /// <summary>A private clip of the member, asked for in #general by a version whose interaction is over.</summary>
    private static async Task<string> PrivateAsync(Street street, string prompt)
    {
        var id = Snowflake.At(DateTimeOffset.UtcNow).ToString();
        await street.Queue.EnqueueAsync(new(new(id), street.Member.Id, street.Discord.GuildId, new() { Prompt = prompt, Seed = 7, IsPrivate = true }, street.OldOrigin()), street.Cancel);
        return id;
    }

    private static Task<string> ShowAsync(Street street, string id) =>
        street.Member.UseAsync("general", "show", new Dictionary<string, object> { ["id"] = id }, street.Cancel);

    private static async Task<ClipRecord> RecordAsync(Street street, string id) =>
        System.Text.Json.JsonSerializer.Deserialize<ClipRecord>((await street.Keepsakes.ReadAsync($"clip:{id}", street.Cancel))!, Web)!;
}

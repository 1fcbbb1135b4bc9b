using System.Text.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Replies;

/// <summary>Words alone are enough: replies, mentions and direct messages through the sandbox's Discord.</summary>
public sealed class ReplyTests
{
    private static async Task<byte[]> PictureAsync(Street street) => await MadePicture.DrawAsync("png", 64, 64, 1, street.Cancel);

    private static string Id(JsonNode message) => message["id"]!.GetValue<string>();

    private static string Mention(Street street) => $"<@{street.Discord.ApplicationId}>";

    private static async Task<Job> JobAsync(Street street, JsonNode asked)
    {
        while (true)
        {
            if (await street.Queue.FindAsync(new(Id(asked)), street.Cancel) is { } job) return job;
            await Task.Delay(20, street.Cancel);
        }
    }

    /// <summary>What the bot says in answer to a message.</summary>
    private static Task<JsonNode> AnswerAsync(Street street, JsonNode asked, string text, string channel = "general") => street.Member.WaitForMessageAsync(
        channel, message => message["message_reference"]?["message_id"]?.GetValue<string>() == Id(asked) && Street.Text(message).Contains(text), street.Cancel);

    /// <summary>A clip of the member's in #general, and what is remembered of it.</summary>
    private static async Task<(ClipRecord Record, JsonNode Message)> ClipAsync(Street street, string prompt, bool isPrivate = false)
    {
        var id = await street.ImagineAsync(prompt);
        await street.CompleteAsync(await street.ClaimAsync());
        await street.WaitForStateAsync(id, JobState.Done);
        var message = (await street.AboutAsync(prompt)).Single(Street.HasFile);
        var record = new ClipRecord
        {
            Id = id,
            User = street.Member.Id,
            Guild = street.Discord.GuildId,
            Channel = street.Discord.GeneralChannelId,
            Clip = new() { Prompt = prompt, Seed = 7, IsPrivate = isPrivate },
            Model = Street.Lane,
            Seconds = 2,
            At = DateTimeOffset.UtcNow,
            PostedChannel = street.Discord.GeneralChannelId,
            PostedMessage = Id(message),
        };
        await SaveAsync(street, record);
        return (record, message);
    }

    /// <summary>As <see cref="ClipArchive"/> writes it.</summary>
    private static async Task SaveAsync(Street street, ClipRecord record)
    {
        var life = TimeSpan.FromHours(1);
        await street.Keepsakes.WriteAsync($"clip:{record.Id}", JsonSerializer.Serialize(record, new JsonSerializerOptions(JsonSerializerDefaults.Web)), life, street.Cancel);
        await street.Keepsakes.FileAsync($"clips:{record.User}", record.Id, record.At, 1000, life, street.Cancel);
        await street.Keepsakes.WriteAsync($"message:{record.PostedMessage}", record.Id, life, street.Cancel);
    }

    [Fact]
    public async Task A_mention_with_words_makes_a_clip_whose_card_lives_through_a_restart()
    {
        await using var street = await Street.BuildAsync();
        var asked = await street.Member.SayAsync("general", $"{Mention(street)} a red ball bouncing @everyone", street.Cancel);
        var card = await AnswerAsync(street, asked, "Next in line");
        Assert.Equal("a red ball bouncing @everyone", (await JobAsync(street, asked)).Clip.Prompt);
        Assert.False(card["mention_everyone"]!.GetValue<bool>());

        await street.StopBotAsync();
        await street.StartBotAsync();
        var lease = await street.ClaimAsync();
        await street.Queue.ReportAsync(lease, 0.4, "Denoise", default, street.Cancel);
        await street.Member.WaitForMessageAsync("general", message => Id(message) == Id(card) && Street.Text(message).Contains("40 %"), street.Cancel);

        await street.CompleteAsync(lease);
        await street.WaitForStateAsync(Id(asked), JobState.Done);
        Assert.True(Street.HasFile(await AnswerAsync(street, asked, "a red ball")));
        Assert.DoesNotContain(await street.Member.ReadChannelAsync("general", street.Cancel), message => Id(message) == Id(card));
    }

    [Fact]
    public async Task A_reply_to_a_clip_says_what_becomes_of_it()
    {
        await using var street = await Street.BuildAsync();
        var (record, clip) = await ClipAsync(street, "a red ball bouncing");

        var night = await JobAsync(street, await street.Member.SayAsync("general", "at night", street.Cancel, replyTo: Id(clip)));
        Assert.Equal((ClipKind.Remix, "a red ball bouncing, at night"), (night.Clip.Kind, night.Clip.Prompt));
        Assert.True(night.HasSources);
        Assert.Equal(record.Id, Bot.Progress.Origin.Read(night.Origin)!.Parent);

        var longer = await JobAsync(street, await street.Member.SayAsync("general", "3 s longer at the beginning", street.Cancel, replyTo: Id(clip)));
        Assert.Equal((ClipKind.Extend, 3.0, true, "a red ball bouncing"), (longer.Clip.Kind, longer.Clip.Seconds, longer.Clip.Backward, longer.Clip.Prompt));

        var again = await JobAsync(street, await street.Member.SayAsync("general", "noch einmal", street.Cancel, replyTo: Id(clip)));
        Assert.Equal((ClipKind.Make, "a red ball bouncing", false), (again.Clip.Kind, again.Clip.Prompt, again.HasSources));
        Assert.NotEqual(7, again.Clip.Seed);
        Assert.Equal("de", Bot.Progress.Origin.Read(again.Origin)!.Locale);

        var larger = await JobAsync(street, await street.Member.SayAsync("general", "upscale 4x", street.Cancel, replyTo: Id(clip)));
        Assert.Equal((ClipKind.Enlarge, 4), (larger.Clip.Kind, larger.Clip.Upscale));

        var round = await JobAsync(street, await street.Member.SayAsync("general", "loop", street.Cancel, replyTo: Id(clip)));
        Assert.Equal(ClipKind.Loop, round.Clip.Kind);

        await AnswerAsync(street, await street.Member.SayAsync("general", "upscale 5x", street.Cancel, replyTo: Id(clip)), "upscale: 5 times is not possible; the nearest is 4.");
        await AnswerAsync(street, await street.Member.SayAsync("general", "99 s longer", street.Cancel, replyTo: Id(clip)), "99");
        await AnswerAsync(street, await street.Member.SayAsync("general", "cancel", street.Cancel, replyTo: Id(clip)), "made already");
    }

    [Fact]
    public async Task Praise_and_replies_that_mean_others_are_left_alone()
    {
        await using var street = await Street.BuildAsync();
        var (_, clip) = await ClipAsync(street, "a red ball bouncing");
        var before = (await street.Member.ReadChannelAsync("general", street.Cancel)).Count;

        await street.Member.SayAsync("general", "wow, nice!", street.Cancel);
        await street.Member.SayAsync("general", "thank you!", street.Cancel, replyTo: Id(clip));
        await street.Member.SayAsync("general", "😍", street.Cancel, replyTo: Id(clip));
        var other = await street.Member.SayAsync("general", "look at this", street.Cancel, await PictureAsync(street));
        await street.Member.SayAsync("general", "that is great", street.Cancel, replyTo: Id(other));
        // What is answered after them shows that they were read.
        await AnswerAsync(street, await street.Member.SayAsync("general", Mention(street), street.Cancel), "Say what you want to see");

        Assert.Equal(before + 7, (await street.Member.ReadChannelAsync("general", street.Cancel)).Count);
        Assert.Equal(0, (await street.Queue.LookAsync(street.Cancel)).Waiting);
    }

    [Fact]
    public async Task A_picture_that_comes_with_a_mention_is_animated_and_of_ten_the_first()
    {
        await using var street = await Street.BuildAsync();
        var picture = await PictureAsync(street);
        var one = await JobAsync(street, await street.Member.SayAsync("general", $"{Mention(street)} it dances", street.Cancel, picture));
        Assert.Equal(("it dances", true), (one.Clip.Prompt, one.HasSources));

        var ten = await street.Member.SayAsync("general", $"{Mention(street)} they dance", street.Cancel, files: [.. Enumerable.Repeat(picture, 10)]);
        Assert.Contains("10 pictures; 0-picture.png was used", Bot.Progress.Origin.Read((await JobAsync(street, ten)).Origin)!.Remark);
    }

    [Fact]
    public async Task Anothers_picture_is_hidden_and_a_sentence_says_what_to_do()
    {
        await using var street = await Street.BuildAsync();
        using var owner = await SandboxPerson.SitDownAsync(street.Discord.Page, "owner", street.Cancel);
        var theirs = await owner.SayAsync("general", "my cat", street.Cancel, await PictureAsync(street));

        await AnswerAsync(street, await street.Member.SayAsync("general", $"{Mention(street)} it jumps", street.Cancel, replyTo: Id(theirs)), "Apps → Animate this");
        Assert.Equal(0, (await street.Queue.LookAsync(street.Cancel)).Waiting);

        var gone = await owner.SayAsync("general", "soon gone", street.Cancel);
        var reply = street.Member.SayAsync("general", $"{Mention(street)} this https://example.org", street.Cancel, replyTo: Id(gone));
        await AnswerAsync(street, await reply, "Apps → Animate this");
        await AnswerAsync(street, await street.Member.SayAsync("general", $"{Mention(street)} https://example.org/cat.gif", street.Cancel), "cannot open links");
    }

    [Fact]
    public async Task With_the_intent_anothers_picture_and_anothers_clip_are_taken()
    {
        await using var street = await Street.BuildAsync(services =>
            Microsoft.Extensions.DependencyInjection.OptionsServiceCollectionExtensions.PostConfigure<ChatVideoBot.Discord.DiscordOptions>(
                services, discord => discord.Intents |= ChatVideoBot.Discord.Gateway.GatewayIntents.MessageContent));
        using var owner = await SandboxPerson.SitDownAsync(street.Discord.Page, "owner", street.Cancel);
        var cat = await owner.SayAsync("general", "my cat sleeps", street.Cancel, await PictureAsync(street));
        var clip = await owner.SayAsync("general", "a clip", street.Cancel, "a clip"u8.ToArray(), "theirs.mp4");

        var animated = await JobAsync(street, await street.Member.SayAsync("general", Mention(street), street.Cancel, replyTo: Id(cat)));
        Assert.Equal(("my cat sleeps", true), (animated.Clip.Prompt, animated.HasSources));
        var changed = await JobAsync(street, await street.Member.SayAsync("general", $"{Mention(street)} in the snow", street.Cancel, replyTo: Id(clip)));
        Assert.Equal((ClipKind.Remix, "in the snow"), (changed.Clip.Kind, changed.Clip.Prompt));
        await AnswerAsync(street, await street.Member.SayAsync("general", $"{Mention(street)} again", street.Cancel, replyTo: Id(clip)), "do not remember");
        await AnswerAsync(street, await street.Member.SayAsync("general", $"{Mention(street)} delete", street.Cancel, replyTo: Id(clip)), "only delete clips of mine");
    }

    [Fact]
    public async Task A_reply_cancels_what_is_in_line_for_who_asked_and_nobody_else()
    {
        await using var street = await Street.BuildAsync();
        using var owner = await SandboxPerson.SitDownAsync(street.Discord.Page, "owner", street.Cancel);
        var asked = await street.Member.SayAsync("general", $"{Mention(street)} a red ball", street.Cancel);
        var card = await AnswerAsync(street, asked, "Next in line");

        var theirs = await owner.SayAsync("general", "cancel", street.Cancel, replyTo: Id(card));
        await AnswerAsync(street, theirs, "Only the person who asked");
        await AnswerAsync(street, await street.Member.SayAsync("general", "at night", street.Cancel, replyTo: Id(card)), "still being made");
        await street.Member.SayAsync("general", "cancel", street.Cancel, replyTo: Id(card));
        await street.WaitForStateAsync(Id(asked), JobState.Cancelled);
        await street.Member.WaitForMessageAsync("general", message => Id(message) == Id(card) && Street.Text(message).Contains("Cancelled"), street.Cancel);
    }

    [Fact]
    public async Task A_clip_is_deleted_by_its_requester_alone()
    {
        await using var street = await Street.BuildAsync();
        using var owner = await SandboxPerson.SitDownAsync(street.Discord.Page, "owner", street.Cancel);
        var (record, clip) = await ClipAsync(street, "a red ball bouncing");

        var theirs = await owner.SayAsync("general", "delete", street.Cancel, replyTo: Id(clip));
        await AnswerAsync(street, theirs, "Only the person who asked");
        await street.Member.SayAsync("general", "delete", street.Cancel, replyTo: Id(clip));
        while ((await street.Member.ReadChannelAsync("general", street.Cancel)).Any(message => Id(message) == Id(clip))) await Task.Delay(20, street.Cancel);
        while (await street.Keepsakes.ReadAsync($"clip:{record.Id}", street.Cancel) is not null) await Task.Delay(20, street.Cancel);
    }

    [Fact]
    public async Task In_direct_messages_no_mention_is_needed()
    {
        await using var street = await Street.BuildAsync();
        var asked = await street.Member.SayAsync(SandboxPerson.Direct, "a red ball", street.Cancel);
        await AnswerAsync(street, asked, "Next in line", SandboxPerson.Direct);
        Assert.Equal("", (await JobAsync(street, asked)).Guild);
        await street.CompleteAsync(await street.ClaimAsync());
        await street.WaitForStateAsync(Id(asked), JobState.Done);
        var clip = await street.Member.WaitForMessageAsync(SandboxPerson.Direct, Street.HasFile, street.Cancel);

        var night = await JobAsync(street, await street.Member.SayAsync(SandboxPerson.Direct, "at night", street.Cancel, replyTo: Id(clip)));
        Assert.Equal((ClipKind.Remix, "a red ball, at night"), (night.Clip.Kind, night.Clip.Prompt)); // its words stand with the file
        await AnswerAsync(street, await street.Member.SayAsync(SandboxPerson.Direct, "hello", street.Cancel), "Say what you want to see", SandboxPerson.Direct);
    }

    [Fact]
    public async Task Where_a_server_makes_all_clips_private_a_mention_is_answered_in_direct_messages()
    {
        await using var street = await Street.BuildAsync();
        await street.RulesAsync(rules => rules with { Private = PrivateClips.Always });

        var asked = await street.Member.SayAsync("general", $"{Mention(street)} a secret of the house", street.Cancel);
        await street.Member.WaitForMessageAsync(SandboxPerson.Direct, message => Street.Text(message).Contains("a secret of the house"), street.Cancel);

        Assert.True((await JobAsync(street, asked)).Clip.IsPrivate);
        Assert.Single(await street.AboutAsync("a secret of the house")); // what was said to us
    }

    [Fact]
    public async Task Private_clips_asked_for_in_a_channel_come_as_direct_messages()
    {
        await using var street = await Street.BuildAsync();
        await street.Keepsakes.WriteAsync($"person:{street.Member.Id}", """{"isPrivate": true, "locale": "en-US"}""", TimeSpan.FromHours(1), street.Cancel);
        var asked = await street.Member.SayAsync("general", $"{Mention(street)} a secret ball", street.Cancel);

        await street.Member.WaitForMessageAsync(SandboxPerson.Direct, message => Street.Text(message).Contains("a secret ball"), street.Cancel);
        Assert.True((await JobAsync(street, asked)).Clip.IsPrivate);
        Assert.DoesNotContain(await street.AboutAsync("a secret ball"), message => Id(message) != Id(asked));
    }

    [Fact]
    public async Task A_message_that_Discord_tells_twice_is_one_order()
    {
        await using var street = await Street.BuildAsync();
        var asked = await street.Member.SayAsync("general", $"{Mention(street)} a red ball", street.Cancel);
        await AnswerAsync(street, asked, "Next in line");
        var told = (JsonObject)asked.DeepClone();
        (told["guild_id"], told["type"]) = (street.Discord.GuildId, 0);
        await street.FaultAsync(new() { ["dispatch"] = new JsonObject { ["t"] = "MESSAGE_CREATE", ["d"] = told } });
        await AnswerAsync(street, await street.Member.SayAsync("general", Mention(street), street.Cancel), "Say what you want to see");

        Assert.Equal(1, (await street.Queue.LookAsync(street.Cancel)).Waiting);
        Assert.Single(await street.AboutAsync("Next in line"));
    }

    [Fact]
    public async Task Where_the_bot_may_not_write_it_says_so_in_a_direct_message_and_orders_nothing()
    {
        await using var street = await Street.BuildAsync();
        await street.FaultAsync(new()
        {
            ["rest"] = new JsonObject { ["status"] = 403, ["code"] = 50013, ["times"] = 1, ["route"] = $"/channels/{street.Discord.GeneralChannelId}/messages" },
        });
        await street.Member.SayAsync("general", $"{Mention(street)} a red ball", street.Cancel);

        await street.Member.WaitForMessageAsync(SandboxPerson.Direct, message => Street.Text(message).Contains("I may not write in"), street.Cancel);
        Assert.Equal(0, (await street.Queue.LookAsync(street.Cancel)).Waiting);
    }

    [Fact]
    public async Task Gone_messages_forwards_and_stickers_are_answered()
    {
        await using var street = await Street.BuildAsync();
        var held = await street.Member.SayAsync("general", "a picture", street.Cancel, await PictureAsync(street));

        var gone = await ToldAsync(null);
        await AnswerAsync(street, gone, "The message you replied to is gone");

        var forwarded = await ToldAsync(Target(new JsonObject { ["message"] = new JsonObject { ["content"] = "", ["attachments"] = held["attachments"]!.DeepClone() } }));
        Assert.True((await JobAsync(street, forwarded)).HasSources);

        var sticker = await ToldAsync(Target(null)); // nothing of it is seen but that it is there
        await AnswerAsync(street, sticker, "Apps → Animate this");
        var link = await ToldAsync(Target(null, "https://example.org/cat.gif"), words: "");
        await AnswerAsync(street, link, "cannot open links");
        var text = await ToldAsync(Target(null, "a dragon over the sea"), words: "");
        Assert.Equal("a dragon over the sea", (await JobAsync(street, text)).Clip.Prompt);

        JsonObject Target(JsonObject? snapshot, string content = "")
        {
            var target = new JsonObject
            {
                ["id"] = "5",
                ["channel_id"] = street.Discord.GeneralChannelId,
                ["content"] = content,
                ["attachments"] = new JsonArray(),
                ["author"] = new JsonObject { ["id"] = "6" },
            };
            if (snapshot is not null) target["message_snapshots"] = new JsonArray(snapshot);
            return target;
        }

        // A message that stands in the channel, told as what Discord makes of a reply to something that the sandbox does not know.
        async Task<JsonNode> ToldAsync(JsonObject? target, string words = "it dances")
        {
            var said = await street.Member.SayAsync("general", "not for the bot", street.Cancel);
            var told = (JsonObject)said.DeepClone();
            (told["guild_id"], told["type"], told["content"]) = (street.Discord.GuildId, 19, $"{Mention(street)} {words}");
            told["mentions"] = new JsonArray(new JsonObject { ["id"] = street.Discord.ApplicationId });
            told["message_reference"] = new JsonObject { ["message_id"] = "5", ["type"] = 0 };
            told["referenced_message"] = target;
            await street.FaultAsync(new() { ["dispatch"] = new JsonObject { ["t"] = "MESSAGE_CREATE", ["d"] = told } });
            return said;
        }
    }
}

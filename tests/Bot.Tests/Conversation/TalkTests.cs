using System.Text.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Tests.People;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Conversation;

/// <summary>/storyboard, /edit, /help and /queue through the sandbox's Discord.</summary>
public sealed class TalkTests
{
    private static readonly Dictionary<string, object> Nothing = [];

    private static string Id(JsonNode message) => message["id"]!.GetValue<string>();

    private static string CustomId(JsonNode message) => message["components"]![0]!["components"]![0]!["custom_id"]!.GetValue<string>();

    private static Dictionary<string, object> Story(string shots, string aspect = "") => new()
    {
        ["shots"] = shots,
        ["style"] = "in the desert",
        ["transition"] = new[] { "Dissolve" },
        ["aspect"] = aspect,
        ["switches"] = new[] { "loop" },
    };

    [Fact]
    public async Task A_storyboard_that_is_refused_is_opened_again_with_what_was_typed()
    {
        await using var street = await Street.BuildAsync();
        await KeepingTests.FormAsync(street, () => street.Member.UseAsync("general", "storyboard", Nothing, street.Cancel));
        await street.Member.SendFormAsync("general", "story", Story("3s: a red ball\n0.1s: a cat"), street.Cancel);
        var refused = await street.WaitForTextAsync("Line 2: 0.1 s is too short; the nearest is 0.5 s.");
        Assert.Equal(64, refused["flags"]!.GetValue<int>() & 64);

        await street.StopBotAsync();
        await street.StartBotAsync();
        var form = await KeepingTests.FormAsync(street, () => street.Member.PressAsync("general", Id(refused), CustomId(refused), street.Cancel));
        Assert.Contains("3s: a red ball\\n0.1s: a cat", form.ToJsonString());
        Assert.Contains("in the desert", form.ToJsonString());

        var id = await street.Member.SendFormAsync("general", "story", Story("3s: a red ball\ncut 1s: a cat\na dog", "16:9"), street.Cancel);
        await street.WaitForTextAsync("Next in line");
        var clip = (await street.Queue.FindAsync(new(id), street.Cancel))!.Clip;
        Assert.Equal(("in the desert", 6.0, "16:9", true), (clip.Prompt, clip.WorkSeconds, clip.Aspect, clip.Loop));
        Assert.Equal([Transition.Cut, Transition.Cut, Transition.Dissolve], clip.Shots.Select(shot => shot.Transition));
    }

    [Fact]
    public async Task What_the_queue_or_a_worker_refuses_of_a_storyboard_comes_back_too()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync(Street.Card);
        await KeepingTests.FormAsync(street, () => street.Member.UseAsync("general", "storyboard", Nothing, street.Cancel));
        await street.Member.SendFormAsync("general", "story", Story("3s: a\n3s: b"), street.Cancel);
        var tooLong = await street.WaitForTextAsync("they add up to 6 s");
        Assert.StartsWith("story:", CustomId(tooLong));

        await street.Queue.DrainAsync(new("test", ""), street.Cancel);
        await KeepingTests.FormAsync(street, () => street.Member.PressAsync("general", Id(tooLong), CustomId(tooLong), street.Cancel));
        await street.Member.SendFormAsync("general", "story", Story("1s: a\n1s: b"), street.Cancel);
        var drained = await street.WaitForTextAsync("I take no new clips right now");
        Assert.StartsWith("story:", CustomId(drained));

        using var owner = await SandboxPerson.SitDownAsync(street.Discord.Page, "owner", street.Cancel);
        await owner.PressAsync("general", Id(drained), CustomId(drained), street.Cancel);
        await owner.WaitForMessageAsync("general", message => Street.Text(message).Contains("Only the person who filled in the form"), street.Cancel);
    }

    [Fact]
    public async Task A_clip_is_edited_by_its_file_its_id_or_a_link()
    {
        await using var street = await Street.BuildAsync();
        var made = await street.ImagineAsync("a red ball");
        await street.CompleteAsync(await street.ClaimAsync());
        await street.WaitForStateAsync(made, JobState.Done);
        var clip = (await street.AboutAsync("a red ball")).Single(Street.HasFile);
        var record = new Bot.Archive.ClipRecord
        {
            Id = made,
            User = street.Member.Id,
            Guild = street.Discord.GuildId,
            Channel = street.Discord.GeneralChannelId,
            Clip = new() { Prompt = "a red ball" },
            Seconds = 2.1,
            At = DateTimeOffset.UnixEpoch,
            PostedChannel = street.Discord.GeneralChannelId,
            PostedMessage = Id(clip),
        };
        var json = JsonSerializer.Serialize(record, new JsonSerializerOptions(JsonSerializerDefaults.Web));
        await street.Keepsakes.WriteAsync($"clip:{made}", json, TimeSpan.FromHours(1), street.Cancel);
        await street.Keepsakes.FileAsync($"clips:{street.Member.Id}", made, DateTimeOffset.UtcNow, 10, TimeSpan.FromHours(1), street.Cancel);

        var offered = await street.Member.OfferedAsync("general", "edit", "id", "RED", street.Cancel);
        Assert.Equal(("a red ball (2.1 s, 1970-01-01)", made), (offered[0]["name"]!.GetValue<string>(), offered[0]["value"]!.GetValue<string>()));
        Assert.Empty(await street.Member.OfferedAsync("general", "edit", "id", "blue", street.Cancel));

        var byId = await EditAsync(street, ("id", made), ("strength", 30));
        Assert.Equal((ClipKind.Remix, 0.3, 2.1), (byId.Clip.Kind, byId.Clip.Strength, byId.Clip.Seconds));
        var link = $"https://discord.com/channels/{street.Discord.GuildId}/{street.Discord.GeneralChannelId}/{Id(clip)}";
        Assert.Equal(ClipKind.Background, (await EditAsync(street, ("id", link), ("background", true))).Clip.Kind);
        Assert.True((await EditAsync(street, ("clip", "a clip"u8.ToArray()))).HasSources);

        await RefusedAsync(street, "id: no clip is called 123", ("id", "123"));
        await RefusedAsync(street, "neither yours nor in this channel", ("id", link.Replace(street.Discord.GeneralChannelId, "1190000000000000013")));
        await RefusedAsync(street, "is gone, or I may not read it", ("id", link[..^3] + "000"));
        await RefusedAsync(street, "clip: send the video");
    }

    private static async Task<Job> EditAsync(Street street, params (string Name, object Value)[] options)
    {
        var id = await UseAsync(street, options);
        await street.WaitForStateAsync(id, JobState.Waiting);
        return (await street.Queue.FindAsync(new(id), street.Cancel))!;
    }

    private static async Task RefusedAsync(Street street, string sentence, params (string Name, object Value)[] options)
    {
        await UseAsync(street, options);
        await street.WaitForTextAsync(sentence);
    }

    private static Task<string> UseAsync(Street street, (string Name, object Value)[] options) => street.Member.UseAsync(
        "general", "edit", options.Append(("prompt", "a blue ball")).ToDictionary(one => one.Item1, one => one.Item2), street.Cancel, "clip.mp4");

    [Fact]
    public async Task Help_shows_three_clips_and_what_a_topic_says()
    {
        await using var street = await Street.BuildAsync();
        await street.Member.UseAsync("general", "help", Nothing, street.Cancel);
        var help = await street.WaitForTextAsync("I make short video clips");
        Assert.Equal(["prompt.mp4", "picture.mp4", "longer.mp4"], help["attachments"]!.AsArray().Select(file => file!["filename"]!.GetValue<string>()));
        Assert.All(help["attachments"]!.AsArray(), file => Assert.InRange(file!["size"]!.GetValue<int>(), 1_000, 150_000));

        await street.Member.PickAsync("general", Id(help), "help:topic", "storyboards", street.Cancel);
        var topic = await street.WaitForTextAsync("opens a form with a line for each shot");
        Assert.Equal(Id(help), Id(topic));
        await street.Member.UseAsync("general", "help", new Dictionary<string, object> { ["topic"] = "queue" }, street.Cancel);
        await street.WaitForTextAsync("The line is fair");
    }

    [Fact]
    public async Task The_line_is_shown_and_ones_own_clip_cancelled_from_it()
    {
        await using var street = await Street.BuildAsync();
        var first = await street.ImagineAsync("a first ball");
        await street.WaitForStateAsync(first, JobState.Waiting);
        var second = await street.ImagineAsync("a second ball");
        await street.WaitForStateAsync(second, JobState.Waiting);

        await street.Member.UseAsync("general", "queue", new Dictionary<string, object> { ["show"] = "everyone" }, street.Cancel);
        var all = await street.WaitForTextAsync($"<@{street.Member.Id}> **a first ball**");
        Assert.Empty(all["mentions"]!.AsArray());

        await street.Member.UseAsync("general", "queue", new Dictionary<string, object> { ["show"] = "mine" }, street.Cancel);
        var mine = await street.WaitForTextAsync("- **a first ball**: next in line");
        await street.StopBotAsync();
        await street.StartBotAsync();
        await street.Member.PickAsync("general", Id(mine), "queue:cancel", first, street.Cancel);
        await street.WaitForStateAsync(first, JobState.Cancelled);
        await street.Member.WaitForMessageAsync("general", message => Id(message) == Id(mine) && Street.Text(message).Contains("- **a second ball**: next in line"), street.Cancel);
    }
}

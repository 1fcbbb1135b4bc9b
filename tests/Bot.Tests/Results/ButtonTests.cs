using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Queue;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Bot.Tests.Results;

/// <summary>What is made from a clip by its buttons.</summary>
public sealed class ButtonTests
{
    private static readonly ModelCard TakesClips = Street.Card with { TakesClips = true };

    [Fact]
    public async Task A_clip_has_two_rows_of_buttons_that_carry_its_id()
    {
        await using var street = await Street.BuildAsync();
        var (id, message) = await street.ClipAsync("a red ball");

        Assert.Equal([$"again:{id}", $"remix:{id}", $"extend:{id}", $"upscale:{id}", $"vary:{id}", $"report:{id}", $"delete:{id}"], Street.CustomIds(message));
        Assert.Equal(2, message["components"]!.AsArray().Count);
    }

    [Fact]
    public async Task Again_makes_the_same_with_another_seed_for_whoever_pressed_also_after_a_restart()
    {
        await using var street = await Street.BuildAsync();
        using var owner = await SandboxPerson.SitDownAsync(street.Discord.Page, "owner", street.Cancel);
        var (id, message) = await street.ClipAsync("a red ball");
        await street.StopBotAsync();
        await street.StartBotAsync();

        var again = await street.PressAsync("again", message, owner);
        var lease = await street.ClaimAsync();

        Assert.Equal(again, lease.Id.Value);
        Assert.Equal("a red ball", lease.Clip.Prompt);
        Assert.NotEqual(7, lease.Clip.Seed);
        var job = await street.JobAsync(again);
        Assert.Equal((owner.Id, id), (job.User, Bot.Progress.Origin.Read(job.Origin)!.Parent));
        await street.CompleteAsync(lease);
        await street.WaitForStateAsync(again, JobState.Done);
        Assert.Equal(2, (await street.AboutAsync("a red ball")).Count(Street.HasFile));
    }

    [Fact]
    public async Task Two_presses_at_once_make_two_clips()
    {
        await using var street = await Street.BuildAsync();
        var (_, message) = await street.ClipAsync("a pair");

        var pressed = await Task.WhenAll(street.PressAsync("again", message), street.PressAsync("again", message));
        var leases = new[] { await street.ClaimAsync(), await street.ClaimAsync() };

        Assert.Equal(pressed.Order(), leases.Select(lease => lease.Id.Value).Order());
        Assert.NotEqual(leases[0].Clip.Seed, leases[1].Clip.Seed);
    }

    [Theory]
    [InlineData(true)] // its message is still there
    [InlineData(false)] // only the clip is: its first frame
    public async Task Again_of_an_animated_picture_begins_with_that_picture(bool isThere)
    {
        await using var street = await Street.BuildAsync();
        var picture = await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "models", "pocket", "golden", "image", "image.png"), street.Cancel);
        var said = (await street.Member.SayAsync("general", "a star", street.Cancel, picture, "star.png"))["id"]!.GetValue<string>();
        await street.Member.UseOnMessageAsync("general", "Animate this", said, street.Cancel);
        await street.CompleteAsync(await street.ClaimAsync(), mp4: await SmallerClipTests.NoiseAsync());
        var message = await street.Member.WaitForMessageAsync("general", one => Street.CustomIds(one).Any(id => id.StartsWith("again:", StringComparison.Ordinal)), street.Cancel);
        if (!isThere) await street.Member.DeleteAsync("general", said, street.Cancel);

        await street.PressAsync("again", message);
        var lease = await street.ClaimAsync();
        var sources = await street.Queue.ReadSourcesAsync(lease, street.Cancel);

        Assert.Equal(SourceKinds.Picture, sources!.Kinds);
        if (isThere) Assert.Equal(picture, sources.Picture.ToArray());
        else Assert.Equal((256, 256), Pictures.SizeOf(sources.Picture.Span));
    }

    [Fact]
    public async Task Again_of_an_animated_picture_is_seen_by_its_presser_alone_where_the_server_wants_that()
    {
        await using var street = await Street.BuildAsync();
        using var owner = await SandboxPerson.SitDownAsync(street.Discord.Page, "owner", street.Cancel);
        var picture = await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "models", "pocket", "golden", "image", "image.png"), street.Cancel);
        var said = (await street.Member.SayAsync("general", "a star", street.Cancel, picture, "star.png"))["id"]!.GetValue<string>();
        await street.Member.UseOnMessageAsync("general", "Animate this", said, street.Cancel);
        var first = await street.ClaimAsync();
        await street.CompleteAsync(first);
        var message = await street.Member.WaitForMessageAsync("general", one => Street.CustomIds(one).Any(id => id.StartsWith("again:", StringComparison.Ordinal)), street.Cancel);
        await street.WaitForStateAsync(first.Id.Value, JobState.Done);
        await street.RulesAsync(rules => rules with { Private = PrivateClips.Always });
        var before = (await owner.ReadChannelAsync("general", street.Cancel)).Count;

        var again = await street.PressAsync("again", message);
        var lease = await street.ClaimAsync();

        Assert.True(lease.Clip.IsPrivate);
        await street.Member.WaitForMessageAsync("general", one => Street.IsEphemeral(one) && Street.CustomIds(one).Any(id => id.Contains(again, StringComparison.Ordinal)), street.Cancel);
        await street.CompleteAsync(lease);
        await street.WaitForStateAsync(again, JobState.Done);
        Assert.Equal(before, (await owner.ReadChannelAsync("general", street.Cancel)).Count);
    }

    [Fact]
    public async Task Again_of_an_animated_picture_that_is_gone_with_its_clip_is_a_sentence()
    {
        await using var street = await Street.BuildAsync();
        var picture = await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "models", "pocket", "golden", "image", "image.png"), street.Cancel);
        var said = (await street.Member.SayAsync("general", "a star", street.Cancel, picture, "star.png"))["id"]!.GetValue<string>();
        await street.Member.UseOnMessageAsync("general", "Animate this", said, street.Cancel);
        await street.CompleteAsync(await street.ClaimAsync(), mp4: "no film"u8.ToArray());
        var message = await street.Member.WaitForMessageAsync("general", one => Street.CustomIds(one).Any(id => id.StartsWith("again:", StringComparison.Ordinal)), street.Cancel);
        await street.Member.DeleteAsync("general", said, street.Cancel);

        await street.PressAsync("again", message);

        await street.WaitForTextAsync("The file of this clip is gone");
    }

    [Theory]
    [InlineData("extend", ClipKind.Extend, 2.0, 0, 0.0)]
    [InlineData("upscale", ClipKind.Enlarge, 2.1, 2, 0.0)]
    [InlineData("vary", ClipKind.Remix, 2.1, 0, 0.35)]
    public async Task What_is_made_from_the_clip_gets_its_file(string button, ClipKind kind, double seconds, int upscale, double strength)
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync(TakesClips);
        var (_, message) = await street.ClipAsync("a red ball");
        await street.AnnounceAsync(TakesClips);

        await street.WaitForStateAsync(await street.PressAsync(button, message), JobState.Waiting); // a claim of ours says nothing of what the model can make
        var lease = await street.ClaimAsync();

        Assert.Equal((kind, upscale, strength), (lease.Clip.Kind, lease.Clip.Upscale, lease.Clip.Strength));
        Assert.Equal(seconds, lease.Clip.Seconds, 0.1);
        Assert.Equal("a clip"u8.ToArray(), (await street.Queue.ReadSourcesAsync(lease, street.Cancel))!.Clip.ToArray());
        await street.CompleteAsync(lease);
        await street.WaitForStateAsync(lease.Id.Value, JobState.Done);
        var made = await street.Member.WaitForMessageAsync("general", one => Street.CustomIds(one).Contains($"again:{lease.Id}"), street.Cancel);
        Assert.Equal(message["id"]!.GetValue<string>(), made["message_reference"]!["message_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Vary_of_a_model_that_takes_no_clips_is_the_same_with_another_seed()
    {
        await using var street = await Street.BuildAsync();
        var (_, message) = await street.ClipAsync("a red ball");
        await street.AnnounceAsync(Street.Card);

        await street.PressAsync("vary", message);
        var lease = await street.ClaimAsync();

        Assert.Equal((ClipKind.Make, "a red ball", false), (lease.Clip.Kind, lease.Clip.Prompt, lease.HasSources));
        Assert.NotEqual(7, lease.Clip.Seed);
    }

    [Fact]
    public async Task What_would_be_too_large_is_refused_for_the_users_eyes_alone()
    {
        await using var street = await Street.BuildAsync();
        var (_, message) = await street.ClipAsync("a wall", info: Street.Made with { WidthPixels = 2049 });

        await street.PressAsync("upscale", message);

        Assert.True(Street.IsEphemeral(await street.WaitForTextAsync("Twice as large would be 4098 × 512, which is more than 4096 pixels a side.")));
        Assert.Equal(0, (await street.Queue.LookAsync(street.Cancel)).Waiting);
    }

    [Fact]
    public async Task A_clip_that_nobody_knows_any_more_is_a_sentence_on_each_button()
    {
        await using var street = await Street.BuildAsync();
        var (id, message) = await street.ClipAsync("a forgotten clip");
        await street.ForgetAllAsync();

        foreach (var button in new[] { "again", "remix", "extend", "upscale", "vary", "report" })
        {
            await street.PressAsync(button, message);
            var answer = await street.WaitForTextAsync("Nothing is known of this clip any more");
            Assert.True(Street.IsEphemeral(answer));
            await street.Member.DeleteAsync("general", answer["id"]!.GetValue<string>(), street.Cancel);
        }
        Assert.Null(await street.Queue.FindAsync(new(id), street.Cancel));
    }

    [Fact]
    public async Task A_clip_of_a_version_that_kept_no_record_is_known_by_its_job()
    {
        await using var street = await Street.BuildAsync();
        var (id, message) = await street.ClipAsync("an old clip");
        await street.Keepsakes.ForgetAsync(street.Cancel, $"clip:{id}");

        await street.PressAsync("again", message);

        Assert.Equal("an old clip", (await street.ClaimAsync()).Clip.Prompt);
    }

    [Fact]
    public async Task A_bot_that_died_before_it_wrote_down_where_the_clip_is_learns_it_from_the_button()
    {
        await using var street = await Street.BuildAsync();
        var (id, message) = await street.ClipAsync("a half record");
        var record = JsonNode.Parse((await street.Keepsakes.ReadAsync($"clip:{id}", street.Cancel))!)!;
        (record["postedChannel"], record["postedMessage"]) = ("", "");
        await street.Keepsakes.WriteAsync($"clip:{id}", record.ToJsonString(), TimeSpan.FromDays(1), street.Cancel);

        await street.PressAsync("again", message);
        await street.ClaimAsync();

        var completed = JsonNode.Parse((await street.Keepsakes.ReadAsync($"clip:{id}", street.Cancel))!)!;
        Assert.Equal(message["id"]!.GetValue<string>(), completed["postedMessage"]!.GetValue<string>());
        Assert.Equal(id, await street.Keepsakes.ReadAsync($"message:{message["id"]}", street.Cancel));
    }

    [Fact]
    public async Task A_queue_that_is_away_is_said_in_time()
    {
        await using var street = await Street.BuildAsync();
        var (_, message) = await street.ClipAsync("nobody home");
        await street.KillRedisAsync();

        await street.PressAsync("again", message);

        Assert.True(Street.IsEphemeral(await street.WaitForTextAsync("The queue cannot be reached right now; press again in a minute.")));
    }
}

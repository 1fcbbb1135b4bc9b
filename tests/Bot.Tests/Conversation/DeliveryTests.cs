using System.Globalization;
using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Delivery;
using ChatVideoBot.Discord;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Conversation;

/// <summary>A clip is posted, and posted once, whatever Discord or the bot does in between.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task A_clip_comes_as_a_message_of_the_channel_that_pings_its_requester_and_its_card_goes()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync("a red ball");
        await street.CompleteAsync(await street.ClaimAsync());
        await street.WaitForStateAsync(id, JobState.Done);

        var message = Assert.Single(await street.AboutAsync("a red ball"));
        Assert.Equal($"a-red-ball_seed7_{id}.mp4", message["attachments"]![0]!["filename"]!.GetValue<string>());
        Assert.Equal("a clip"u8.ToArray(), await street.Member.DownloadAsync(message["attachments"]![0]!["url"]!.GetValue<string>(), street.Cancel));
        Assert.Equal(street.Member.Id, Assert.Single(message["mentions"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Contains("seed 7", Street.Text(message));
        Assert.Null(message["interaction_metadata"]); // a message of its own, not the interaction's answer
    }

    [Fact]
    public async Task A_post_whose_answer_was_lost_is_not_made_twice()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync("a lost answer");
        var lease = await street.ClaimAsync();
        await street.FaultAsync(Rest(502, times: 2, afterHandling: true));
        await street.CompleteAsync(lease);
        await street.WaitForStateAsync(id, JobState.Done);

        Assert.Single(await street.AboutAsync("a lost answer"), Street.HasFile);
    }

    [Fact]
    public async Task A_bot_that_died_between_post_and_acknowledgement_finds_its_post()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync("a bot that died");
        var lease = await street.ClaimAsync();
        await street.WaitForTextAsync("a bot that died");
        await street.StopBotAsync();
        await street.CompleteAsync(lease);
        Assert.NotNull(await street.Queue.TakeDeliveryAsync(street.Cancel)); // the first bot took it …
        await PostByHandAsync(street, $"a-bot-that-died_seed7_{id}.mp4"); // … posted it, and died

        await street.StartBotAsync();
        await street.WaitForStateAsync(id, JobState.Done);

        var clips = (await street.Member.ReadChannelAsync("general", street.Cancel)).Where(Street.HasFile).ToList();
        var post = Assert.Single(clips);
        Assert.Equal(post["id"]!.GetValue<string>(), (await street.Queue.FindAsync(new(id), street.Cancel))!.MessageId);
    }

    [Fact]
    public async Task A_proxys_refusal_is_not_Discords_and_the_clip_is_posted_later()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync("a proxy's whim");
        var lease = await street.ClaimAsync();
        await street.WaitForTextAsync("a proxy's whim");
        var fault = Rest(403, times: 1, afterHandling: false);
        fault["rest"]!["html"] = true;
        await street.FaultAsync(fault);
        await street.CompleteAsync(lease);

        await street.WaitForStateAsync(id, JobState.Done);
    }

    [Fact]
    public async Task A_reply_that_may_not_be_one_is_posted_as_a_message()
    {
        await using var street = await Street.BuildAsync();
        await street.ImagineAsync("the picture's message");
        var source = await street.WaitForTextAsync("the picture's message");
        await street.CompleteAsync(await street.ClaimAsync());
        await street.FaultAsync(new()
        {
            ["overwrite"] = new JsonObject
            {
                ["channel"] = street.Discord.GeneralChannelId,
                ["id"] = street.Discord.ApplicationId,
                ["member"] = true,
                ["deny"] = ((ulong)Permissions.ReadMessageHistory).ToString(),
            },
        });
        var id = await street.EnqueueAsync("an animated picture", street.OldOrigin(source["id"]!.GetValue<string>()));
        await street.CompleteAsync(await street.ClaimAsync());

        await street.WaitForStateAsync(id, JobState.Done);
        Assert.Null(Assert.Single(await street.AboutAsync("an animated picture"))["message_reference"]);
    }

    [Fact]
    public async Task A_file_that_somebody_named_like_the_clip_is_not_taken_for_it()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync("a forged clip");
        var lease = await street.ClaimAsync();
        await street.WaitForTextAsync("a forged clip");
        await street.StopBotAsync();
        await street.CompleteAsync(lease);
        Assert.NotNull(await street.Queue.TakeDeliveryAsync(street.Cancel)); // a first try that did not come to posting
        await street.Member.SayAsync("general", "look", street.Cancel, "forged"u8.ToArray(), $"x_{id}.mp4");

        await street.StartBotAsync();
        await street.WaitForStateAsync(id, JobState.Done);

        Assert.Single(await street.AboutAsync("a forged clip"), Street.HasFile);
    }

    [Fact]
    public async Task A_clip_that_is_ready_after_the_interactions_token_died_is_posted_and_its_card_goes()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync("a long wait");
        var lease = await street.ClaimAsync();
        await street.WaitForTextAsync("a long wait");
        while (!(await street.Queue.FindAsync(new(id), street.Cancel))!.Notes.ContainsKey("status")) await Task.Delay(20, street.Cancel);
        await street.StopBotAsync();
        street.Discord.Skip(TimeSpan.FromMinutes(16));
        await street.StartBotAsync(later: TimeSpan.FromMinutes(16));

        await street.Queue.ReportAsync(lease, 0.42, "Denoise", default, street.Cancel);
        await street.WaitForTextAsync("42 %");
        await street.CompleteAsync(lease);
        await street.WaitForStateAsync(id, JobState.Done);

        Assert.Single(await street.AboutAsync("a long wait"), Street.HasFile);
    }

    [Fact]
    public async Task A_picture_behind_a_spoiler_makes_a_clip_behind_a_spoiler_and_a_long_caption_is_cut_and_told()
    {
        await using var street = await Street.BuildAsync();
        var picture = await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "models", "pocket", "golden", "image", "image.png"), street.Cancel);
        var said = await street.Member.SayAsync("general", "hidden " + new string('a', 1600), street.Cancel, picture, "SPOILER_star.png");

        var id = await street.Member.UseOnMessageAsync("general", "Animate this", said["id"]!.GetValue<string>(), street.Cancel);
        var lease = await street.ClaimAsync();
        Assert.Equal(1500, lease.Clip.Prompt.Length);
        Assert.True(lease.HasSources);
        await street.CompleteAsync(lease);
        await street.WaitForStateAsync(id, JobState.Done);

        var clip = await street.WaitForTextAsync("its first 1,500 characters were used");
        Assert.StartsWith("SPOILER_", clip["attachments"]![0]!["filename"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_clip_that_a_look_at_it_flagged_is_behind_a_spoiler_and_it_is_said_why()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync("a doubtful clip");
        var verdict = new ClipVerdict(true, "It may show blood.", new Dictionary<string, double> { ["blood"] = 0.9 });

        await street.CompleteAsync(await street.ClaimAsync(), Street.Made with { Verdict = verdict });
        await street.WaitForStateAsync(id, JobState.Done);

        var clip = Assert.Single(await street.AboutAsync("Behind a spoiler: It may show blood."));
        Assert.StartsWith("SPOILER_", clip["attachments"]![0]!["filename"]!.GetValue<string>());
        id = await street.ImagineAsync("a harmless clip");
        await street.CompleteAsync(await street.ClaimAsync(), Street.Made with { Verdict = verdict with { IsFlagged = false } });
        await street.WaitForStateAsync(id, JobState.Done);
        var harmless = Assert.Single(await street.AboutAsync("a harmless clip"), Street.HasFile);
        Assert.DoesNotContain("spoiler", harmless.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_rate_limit_of_Discords_moves_the_moment_at_which_the_end_is_due()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync("a limited clip");
        var lease = await street.ClaimAsync();
        await street.WaitForTextAsync("a limited clip");
        var fault = Rest(429, times: 1, afterHandling: false);
        fault["rest"]!["retry_after"] = 300;
        await street.FaultAsync(fault);
        await street.CompleteAsync(lease);

        TimeSpan due;
        do
        {
            await Task.Delay(20, street.Cancel);
            var score = (await street.AskRedisAsync($"ZSCORE vq:{{main}}:out {id}", lines: 2))[1];
            due = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(score, CultureInfo.InvariantCulture)) - DateTimeOffset.UtcNow;
        }
        while (due < TimeSpan.FromSeconds(60)); // a lease is five seconds long, and a pause of ours two

        Assert.InRange(due.TotalSeconds, 200, 303);
        Assert.DoesNotContain(await street.AboutAsync("a limited clip"), Street.HasFile);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.999)]
    public void An_end_is_tried_again_when_Discord_says_and_a_little_later(double random)
    {
        var refused = new DiscordException(DiscordFault.RateLimited, "") { RetryAfter = TimeSpan.FromSeconds(40) };

        Assert.InRange(Postman.Later(refused, tries: 9, random).TotalSeconds, 40.05, 42);
        Assert.Equal(Postman.Wait(3, random), Postman.Later(new(DiscordFault.Unreachable, ""), tries: 3, random));
    }

    [Fact]
    public async Task An_upload_that_takes_too_long_is_given_up_before_its_lease_ends_and_found_by_the_next_try()
    {
        await using var wire = new HeldWire();
        await using var street = await Street.BuildAsync(wire: wire);
        var id = await street.ImagineAsync("a slow upload");
        var lease = await street.ClaimAsync();
        await street.WaitForTextAsync("a slow upload");
        wire.Hold();
        await street.CompleteAsync(lease);
        await street.Member.WaitForMessageAsync("general", Street.HasFile, street.Cancel); // it is posted, and the bot does not know
        Assert.NotNull(await street.Keepsakes.ReadAsync($"clip:{id}", street.Cancel)); // but its buttons would work

        while (!street.Log.Lines.Any(line => line.StartsWith($"Telling the end of {id} took longer than", StringComparison.Ordinal))) await Task.Delay(20, street.Cancel);
        wire.LetGo();
        await street.WaitForStateAsync(id, JobState.Done);

        Assert.Single(await street.AboutAsync("a slow upload"), Street.HasFile);
        Assert.True(Postman.TimeFor(new()) < new QueueOptions().DeliveryLease);
    }

    [Fact]
    public async Task A_failure_is_told_on_the_card_in_its_own_words()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync("a dark picture");
        var lease = await street.ClaimAsync();
        Assert.True(await street.Queue.FailAsync(lease, new(FailureStage.Picture, "The picture is too dark."), retry: false, street.Cancel));

        var card = await street.WaitForTextAsync("The picture is too dark.");
        Assert.Empty(card["components"]!.AsArray());
        await street.WaitForStateAsync(id, JobState.Failed);
    }

    private static JsonObject Rest(int status, int times, bool afterHandling) => new()
    {
        ["rest"] = new JsonObject { ["status"] = status, ["times"] = times, ["route"] = "/channels/", ["method"] = "POST", ["after_handling"] = afterHandling },
    };

    private static async Task PostByHandAsync(Street street, string file)
    {
        using var http = new HttpClient { DefaultRequestHeaders = { { "Authorization", $"Bot {street.Discord.Token}" } } };
        using var form = new MultipartFormDataContent
        {
            { new StringContent("""{"content":"the first try"}"""), "payload_json" },
            { new ByteArrayContent("a clip"u8.ToArray()), "files[0]", file },
        };
        (await http.PostAsync($"{street.Discord.Api}/v10/channels/{street.Discord.GeneralChannelId}/messages", form, street.Cancel)).EnsureSuccessStatusCode();
    }
}

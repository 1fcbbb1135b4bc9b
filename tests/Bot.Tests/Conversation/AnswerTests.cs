using System.Text.Json.Nodes;
using ChatVideoBot.Discord;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace ChatVideoBot.Bot.Tests.Conversation;

/// <summary>Whoever uses a command gets a sentence in the end, whatever breaks on the way.</summary>
public sealed class AnswerTests
{
    [Fact]
    public async Task A_first_answer_whose_receipt_was_lost_stands_and_the_clip_is_made()
    {
        await using var street = await Street.BuildAsync();
        await street.FaultAsync(new()
        {
            ["rest"] = new JsonObject { ["status"] = 502, ["route"] = "/callback", ["after_handling"] = true },
        });
        var id = await street.ImagineAsync("a lost receipt");
        await street.CompleteAsync(await street.ClaimAsync());

        await street.WaitForStateAsync(id, JobState.Done);
    }

    [Theory]
    [InlineData("""{"status": 500, "times": 3}""")]
    [InlineData("""{"status": 503, "times": 2, "html": true}""")]
    [InlineData("""{"status": 502, "times": 3, "after_handling": true}""")]
    [InlineData("""{"status": 429, "scope": "shared", "retry_after": 0.2, "times": 2}""")]
    [InlineData("""{"status": 429, "scope": "user", "retry_after": 0.3}""")]
    public async Task A_first_answer_is_given_again_while_there_is_time(string fault)
    {
        await using var street = await Street.BuildAsync();
        var rest = JsonNode.Parse(fault)!;
        rest["route"] = "/callback";
        await street.FaultAsync(new() { ["rest"] = rest });
        var id = await street.ImagineAsync("in spite of all");
        await street.CompleteAsync(await street.ClaimAsync());

        await street.WaitForStateAsync(id, JobState.Done);
    }

    [Fact]
    public async Task An_answer_that_would_come_too_late_is_not_waited_for()
    {
        await using var street = await Street.BuildAsync();
        await street.FaultAsync(new() { ["rest"] = new JsonObject { ["status"] = 429, ["scope"] = "shared", ["retry_after"] = 30, ["times"] = 2, ["route"] = "/callback" } });
        var id = await street.ImagineAsync("too late");

        await street.Log.WaitForAsync("could not be answered", street.Cancel);
        Assert.Null(await street.Queue.FindAsync(new(id), street.Cancel));
    }

    [Fact]
    public async Task A_queue_that_stays_away_is_told_and_nothing_was_queued()
    {
        await using var street = await Street.BuildAsync(settings =>
        {
            settings.Configure<BotOptions>(bot => bot.WaitForQueue = TimeSpan.FromSeconds(1));
            settings.Configure<RedisOptions>(redis => redis.WaitForConnection = TimeSpan.FromMilliseconds(100));
        });
        await street.KillRedisAsync();
        await street.ImagineAsync("nowhere to wait");

        await street.WaitForTextAsync("The queue cannot be reached right now, so nothing was queued.");
    }

    /// <summary>What was known a moment ago is forgotten while the order is looked into: each look has its own patience, all together must fit.</summary>
    [Fact]
    public async Task A_queue_that_falls_between_two_orders_delays_no_first_answer()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync(Street.Card);
        await street.ImagineAsync("before the fall");
        await street.WaitForTextAsync("before the fall"); // its card: no other answer is open
        await street.FreezeRedisAsync();
        await street.ImagineAsync("after the fall");

        var thinking = street.Member.WaitForMessageAsync("general", message => (message["flags"]!.GetValue<int>() & 128) != 0, street.Cancel);
        var tooLate = street.Log.WaitForAsync("could not be answered", street.Cancel);
        Assert.Same(thinking, await Task.WhenAny(thinking, tooLate));
        Assert.Equal(64, (await thinking)["flags"]!.GetValue<int>() & 64); // for who asked alone: nobody knows yet what this server allows
        await street.KillRedisAsync(); // as it is, it would not end by itself
    }

    [Theory]
    [InlineData("settings")]
    [InlineData("storyboard")]
    [InlineData("edit")]
    [InlineData("queue")]
    [InlineData("history")]
    public async Task What_reads_the_queue_before_its_first_answer_says_in_time_that_it_cannot(string command)
    {
        await using var street = await Street.BuildAsync();
        await street.FreezeRedisAsync();

        var options = command == "edit" ? new Dictionary<string, object> { ["prompt"] = "at night", ["id"] = "1" } : [];
        var opened = street.Member.UseAsync("general", command, options, street.Cancel);
        var told = street.Member.WaitForMessageAsync("general", message => message["content"]!.GetValue<string>().StartsWith("⚠️", StringComparison.Ordinal), street.Cancel);
        var tooLate = street.Log.WaitForAsync("could not be told", street.Cancel);

        Assert.Same(told, await Task.WhenAny(told, tooLate));
        await opened;
        await street.KillRedisAsync(); // as it is, it would not end by itself
    }

    [Fact]
    public async Task An_order_that_takes_too_long_ends_in_a_sentence()
    {
        await using var street = await Street.BuildAsync(settings =>
            settings.Configure<DiscordOptions>(discord => discord.HandlerTimeout = TimeSpan.FromSeconds(2)));
        await street.KillRedisAsync();
        await street.ImagineAsync("too long");

        await street.WaitForTextAsync("I could not finish this in time");
    }

    [Fact]
    public async Task An_order_under_way_when_the_bot_stops_ends_in_a_sentence()
    {
        await using var street = await Street.BuildAsync();
        await street.KillRedisAsync();
        await street.ImagineAsync("a bot that stops");
        await street.Member.WaitForMessageAsync("general", message => (message["flags"]!.GetValue<int>() & 128) != 0, street.Cancel); // "thinking…"

        await street.StopBotAsync();

        await street.WaitForTextAsync("I could not finish this in time");
    }

    [Fact]
    public async Task Commands_are_registered_once_Discord_is_back()
    {
        await using var street = await Street.BuildAsync();
        await street.StopBotAsync();
        await ForgetCommandsAsync(street);
        await street.FaultAsync(new() { ["rest"] = new JsonObject { ["status"] = 500, ["times"] = 4, ["route"] = "/commands", ["method"] = "GET" } });

        await street.StartBotAsync();

        while (await CountCommandsAsync(street) == 0) await Task.Delay(50, street.Cancel);
        Assert.Contains(street.Log.Lines, line => line.StartsWith("The commands could not be registered", StringComparison.Ordinal));
    }

    private static async Task ForgetCommandsAsync(Street street)
    {
        using var http = new HttpClient { DefaultRequestHeaders = { { "Authorization", $"Bot {street.Discord.Token}" } } };
        using var none = new StringContent("[]", null, "application/json");
        (await http.PutAsync(Commands(street), none, street.Cancel)).EnsureSuccessStatusCode();
    }

    private static async Task<int> CountCommandsAsync(Street street)
    {
        using var http = new HttpClient { BaseAddress = street.Discord.Page };
        return JsonNode.Parse(await http.GetStringAsync("sandbox/state", street.Cancel))!["commands"]!.AsArray().Count;
    }

    private static string Commands(Street street) => $"{street.Discord.Api}/v10/applications/{street.Discord.ApplicationId}/commands";
}

using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Doctor;
using ChatVideoBot.Discord;
using ChatVideoBot.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Tests.Doctor;

/// <summary>Set-ups that are broken on Discord's side, made on purpose at the sandbox's Discord.</summary>
public sealed class DiscordSetUpTests
{
    [Fact]
    public Task No_token() => FoundAsync("token", Health.Broken, "open your application > Bot > Reset Token, copy it and set the environment variable DISCORD_TOKEN", "DISCORD_TOKEN", "");

    [Fact]
    public Task A_token_with_its_scheme() => FoundAsync("token", Health.Broken, "without \"Bot \"", "DISCORD_TOKEN", "Bot MTIz.is.mine");

    [Fact]
    public Task A_token_in_quotes() => FoundAsync("token", Health.Broken, "without quotes", "DISCORD_TOKEN", "\"MTIz.is.mine\"");

    [Fact]
    public Task A_secret_in_place_of_the_token() => FoundAsync("token", Health.Look, "the token stands under Bot; the client secret under OAuth2", "DISCORD_TOKEN", "abcdefabcdefabcdefabcdefabcdefab");

    [Fact]
    public Task A_token_that_was_reset() => FoundAsync("login", Health.Broken, "Bot > Reset Token and set DISCORD_TOKEN to the new one", "DISCORD_TOKEN", "MTIz.was.reset");

    [Fact]
    public Task A_discord_out_of_reach() => FoundAsync("network", Health.Broken, "outgoing HTTPS is needed", "Discord:Api", "http://127.0.0.1:1/api");

    [Fact]
    public async Task An_address_that_is_not_of_the_api()
    {
        await using var practice = await Practice.OpenAsync();
        practice.Settings["Discord:Api"] = practice.Discord.Page + "nowhere";

        await practice.FindsAsync("network", Health.Broken, "answers 404", "Discord:Api is https://discord.com/api unless you know better");
    }

    [Fact]
    public async Task A_discord_in_trouble()
    {
        await using var practice = await Practice.OpenAsync();
        await practice.FaultAsync(new() { ["rest"] = new JsonObject { ["status"] = 503, ["times"] = 100, ["html"] = true } });

        await practice.FindsAsync("network", Health.Broken, "answers 503", "https://discordstatus.com");
    }

    [Fact]
    public async Task A_limit_that_is_used_up()
    {
        await using var practice = await Practice.OpenAsync();
        await practice.FaultAsync(new() { ["rest"] = new JsonObject { ["status"] = 429, ["retry_after"] = 3000, ["scope"] = "global", ["times"] = 100, ["route"] = "/applications/@me" } });

        await practice.FindsAsync("login", Health.Broken, "Discord asks to wait 50 min (429)", "Stop the bot, wait");
    }

    [Fact]
    public async Task Interactions_that_go_elsewhere() =>
        await FoundAsync("interactions", Health.Broken, "General Information clear \"Interactions Endpoint URL\"", new SandboxOptions { InteractionsEndpointUrl = "https://example.org/interactions" });

    [Fact]
    public async Task A_code_grant_that_is_required() =>
        await FoundAsync("install", Health.Broken, "Bot switch off \"Requires OAuth2 Code Grant\"", new SandboxOptions { BotRequireCodeGrant = true });

    [Fact]
    public async Task A_bot_that_is_not_public_is_no_fault() => await FoundAsync("install", Health.Ok, "Only you can add the bot", new SandboxOptions { BotPublic = false });

    [Theory]
    [InlineData("GuildMembers", "Server Members Intent")]
    [InlineData("MessageContent", "Message Content Intent")]
    [InlineData("GuildPresences", "Presence Intent")]
    public async Task An_intent_that_is_not_granted(string intent, string name)
    {
        await using var practice = await Practice.OpenAsync(new() { AllowMembers = false, AllowMessageContent = false, AllowPresences = false });
        practice.Settings["Discord:Intents"] = intent;

        await practice.FindsAsync("intents", Health.Broken, $"switch on \"{name}\", or take {intent} out of Discord:Intents");
    }

    [Fact]
    public Task An_intent_that_is_not_needed() => FoundAsync("intents", Health.Look, "leave it out", "Discord:Intents", "MessageContent");

    [Fact]
    public async Task Starts_that_are_used_up() => await FoundAsync("gateway", Health.Broken, "stop it and look at its log", new SandboxOptions { SessionStarts = 0 });

    [Fact]
    public async Task Shards_that_are_too_few()
    {
        await using var practice = await Practice.OpenAsync(new() { RecommendedShards = 4 });
        practice.Settings["Discord:Shards"] = "2";

        await practice.FindsAsync("shards", Health.Look, "Discord recommends 4 shards and Discord:Shards (2) makes 2");
    }

    [Fact]
    public async Task A_websocket_that_does_not_pass()
    {
        await using var practice = await Practice.OpenAsync();
        await practice.FaultAsync(new() { ["refuse_connections"] = 1 });

        await practice.FindsAsync("websocket", Health.Broken, "Let the proxy or firewall pass WebSockets");
    }

    [Fact]
    public async Task A_bot_that_is_in_no_server()
    {
        await using var practice = await Practice.OpenAsync();
        using var http = new HttpClient { BaseAddress = practice.Discord.Page };
        (await http.DeleteAsync($"sandbox/guilds/{practice.Discord.GuildId}/bots/{practice.Discord.ApplicationId}", practice.Cancel)).EnsureSuccessStatusCode();

        await practice.FindsAsync("servers", Health.Look, $"open https://discord.com/oauth2/authorize?client_id={practice.Discord.ApplicationId}");
    }

    [Fact]
    public async Task A_channel_that_it_sees_and_cannot_post_in()
    {
        await using var practice = await Practice.OpenAsync();
        await practice.DenyAsync(practice.Discord.GeneralChannelId, Permissions.AttachFiles);

        await practice.FindsAsync("server Sandbox", Health.Look, "The bot sees #general, but may not Attach Files there: Edit Channel > Permissions");
    }

    [Fact]
    public async Task A_channel_without_previews()
    {
        await using var practice = await Practice.OpenAsync();
        await practice.DenyAsync(practice.Discord.AdultsChannelId, Permissions.EmbedLinks);

        await practice.FindsAsync("server Sandbox", Health.Look, "In #adults the bot may not Embed Links");
    }

    [Fact]
    public async Task A_server_without_a_channel_for_it()
    {
        await using var practice = await Practice.OpenAsync();
        foreach (var channel in (string[])[practice.Discord.GeneralChannelId, practice.Discord.AdultsChannelId, practice.Discord.ModsChannelId])
            await practice.DenyAsync(channel, Permissions.SendMessages);

        await practice.FindsAsync("server Sandbox", Health.Broken, "There is no channel where the bot may see, send messages and attach files");
    }

    [Fact]
    public async Task A_bot_that_was_timed_out()
    {
        await using var practice = await Practice.OpenAsync();
        await practice.FaultAsync(new() { ["time_out"] = new JsonObject { ["user"] = practice.Discord.ApplicationId, ["seconds"] = 600 } });

        await practice.FindsAsync("server Sandbox", Health.Broken, "Remove Timeout");
    }

    [Fact]
    public async Task One_server_that_cannot_be_read_does_not_hide_the_others()
    {
        await using var practice = await Practice.OpenAsync(new() { Guilds = 2 });
        await practice.FaultAsync(new() { ["rest"] = new JsonObject { ["status"] = 403, ["code"] = 50001, ["times"] = 100, ["route"] = $"/guilds/{practice.Discord.GuildId}/" } });

        var (_, found) = await practice.AskAsync();

        Assert.Contains(found, one => one.What == "server Sandbox" && one.Health == Health.Broken && one.Sentence.Contains("Discord refuses what is needed", StringComparison.Ordinal));
        Assert.Contains(found, one => one.What == "server Sandbox 2" && one.Health == Health.Ok);
    }

    [Theory]
    [InlineData(-20, Health.Look, "20 s before Discord's: switch on time synchronisation (timedatectl set-ntp true)")]
    [InlineData(600, Health.Broken, "10 min behind Discord's: switch on time synchronisation (timedatectl set-ntp true)")]
    public async Task A_clock_that_is_wrong(int aheadSeconds, Health health, string told)
    {
        await using var practice = await Practice.OpenAsync();
        await using var other = await OtherTimeAsync(TimeSpan.FromSeconds(aheadSeconds), practice.Cancel);
        practice.Settings["Discord:Api"] = other.Urls.Single() + "/api";
        practice.Settings["Discord:RequestTries"] = "1";

        var (_, found) = await practice.AskAsync();

        var clock = Assert.Single(found, one => one.What == "clock");
        Assert.Equal(health, clock.Health);
        Assert.Contains(told.Split(' ')[^1], clock.Sentence);
        Assert.Matches("^This machine's clock is [0-9]+ (s|min) (before|behind) Discord's", clock.Sentence);
        Assert.Contains(aheadSeconds > 0 ? "behind" : "before", clock.Sentence);
    }

    /// <summary>A server whose clock is elsewhere.</summary>
    private static async Task<WebApplication> OtherTimeAsync(TimeSpan ahead, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(context =>
        {
            context.Response.Headers.Date = (DateTimeOffset.UtcNow + ahead).ToString("R", CultureInfo.InvariantCulture);
            context.Response.StatusCode = (int)HttpStatusCode.OK;
            return context.Response.WriteAsync("{\"url\":\"ws://127.0.0.1:1/gateway\"}");
        });
        await server.StartAsync(cancel);
        return server;
    }

    private static async Task FoundAsync(string what, Health health, string told, SandboxOptions discord)
    {
        await using var practice = await Practice.OpenAsync(discord);
        await practice.FindsAsync(what, health, told);
    }

    private static async Task FoundAsync(string what, Health health, string told, string setting, string value)
    {
        await using var practice = await Practice.OpenAsync();
        practice.Settings[setting] = value;
        await practice.FindsAsync(what, health, told);
    }
}

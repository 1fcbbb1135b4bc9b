using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Tests.Server;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Discord.Tests.Gateway;

/// <summary>What follows each code a server can close with; the codes that never travel are in <see cref="DecisionTests"/>.</summary>
public sealed class CloseCodeTests
{
    [Theory]
    [InlineData(1000, 2)]
    [InlineData(1001, 2)]
    [InlineData(1011, 6)]
    [InlineData(1012, 6)]
    [InlineData(4000, 6)]
    [InlineData(4001, 6)]
    [InlineData(4002, 6)]
    [InlineData(4003, 2)]
    [InlineData(4005, 2)]
    [InlineData(4006, 6)]
    [InlineData(4007, 2)]
    [InlineData(4008, 2)]
    [InlineData(4009, 2)]
    [InlineData(4999, 6)]
    public async Task A_session_is_resumed_or_begun_anew_as_the_code_says(int code, int expectedOpcode)
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.WelcomedAsync();

        await first.CloseAsync(code);

        var answer = await (await bot.Server.ConnectedAsync()).GreetAsync();
        Assert.Equal(expectedOpcode, answer["op"]!.GetValue<int>());
        Assert.Equal(code is 4001 or 4002 or 4005, bot.Log.Lines.Any(line => line.Level == LogLevel.Error && line.Text.Contains("bug of this client", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(4004, "DISCORD_TOKEN")]
    [InlineData(4010, "Discord:Shards")]
    [InlineData(4011, "Discord:Shards")]
    [InlineData(4012, "this client must be updated")]
    [InlineData(4013, "Discord:Intents")]
    [InlineData(4014, "Message Content Intent")]
    public async Task What_only_the_owner_can_mend_stops_the_host_and_says_how(int code, string expected)
    {
        await using var bot = await RunningBot.StartAsync(options =>
            (options.Intents, options.Shards) = (GatewayIntents.Guilds | GatewayIntents.MessageContent, "1"));
        var connection = await bot.Server.ConnectedAsync();
        await connection.GreetAsync();

        await connection.CloseAsync(code);

        await Eventually.Async(() => bot.Stopped.IsCancellationRequested);
        Assert.Contains(bot.Log.Lines, line => line.Level == LogLevel.Critical && line.Text.Contains(expected, StringComparison.Ordinal));
        Assert.False(bot.Server.HasConnection);
        Environment.ExitCode = 0; // it is this process, too
    }

    [Fact]
    public async Task A_token_that_REST_refuses_stops_the_host_before_anything_is_connected()
    {
        var server = await FakeDiscord.StartAsync();
        server.RefusesToken = true;
        await using var bot = await RunningBot.StartAsync(server: server);

        await Eventually.Async(() => bot.Stopped.IsCancellationRequested);

        Assert.Contains(bot.Log.Lines, line => line.Level == LogLevel.Critical && line.Text.Contains("DISCORD_TOKEN", StringComparison.Ordinal));
        Assert.False(server.HasConnection);
        Environment.ExitCode = 0;
    }
}

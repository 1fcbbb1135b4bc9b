using System.Net.NetworkInformation;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Tests.Server;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Discord.Tests.Gateway;

/// <summary>How it all ends.</summary>
public sealed class GoodbyeTests
{
    [Fact]
    public async Task Stopping_says_goodbye_with_1000_on_every_shard_and_cancels_handlers()
    {
        var server = await FakeDiscord.StartAsync();
        server.MaxConcurrency = () => 16;
        await using var bot = await RunningBot.StartAsync(options => options.Shards = "4", server);
        var (started, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        bot.Heard.Do = async (e, cancel) =>
        {
            if (e is not GuildCreateEvent)
                return;
            started.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancelled.SetResult();
        };
        var shards = new List<FakeConnection>();
        for (var i = 0; i < 4; i++)
            shards.Add(await bot.WelcomedAsync($"s{i}"));
        await shards[0].DispatchAsync(2, "GUILD_CREATE", """{"id":"9"}""");
        await started.Task;

        var stopping = bot.StopAsync();
        foreach (var shard in shards)
            Assert.Null(await shard.HearAsync());
        await stopping;

        Assert.All(shards, shard => Assert.Equal(1000, shard.CloseCode));
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Empty(bot.Health.Shards);
        Assert.DoesNotContain(bot.Log.Lines, line => line.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task The_goodbye_arrives_even_while_events_stream_in()
    {
        for (var round = 0; round < 10; round++) // the race is short
        {
            await using var bot = await RunningBot.StartAsync();
            var connection = await bot.WelcomedAsync();
            using var enough = new CancellationTokenSource();
            var streaming = Task.Run(async () =>
            {
                for (var i = 2; !enough.IsCancellationRequested; i++)
                    await connection.DispatchAsync(i, "SOMETHING_NEW", """{"padding":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}""");
            }, TestContext.Current.CancellationToken);
            await bot.Heard.NextAsync<UnknownEvent>();

            var stopping = bot.StopAsync();
            while (await connection.HearAnyAsync() is not null)
            {
            }
            await enough.CancelAsync();
            await stopping;
            await Task.WhenAny(streaming); // it may have hit the closed socket

            Assert.Equal(1000, connection.CloseCode);
        }
    }

    [Fact]
    public async Task Nothing_remains_neither_a_wait_nor_a_socket()
    {
        var time = new CountingTime();
        var server = await FakeDiscord.StartAsync();
        server.MaxConcurrency = () => 16;
        var port = server.Api.Port;
        Assert.Equal((0, 0), (time.Timers, Sockets(port)));

        var bot = await RunningBot.StartAsync(options => options.Shards = "3", server, time);
        for (var i = 0; i < 3; i++)
            await bot.WelcomedAsync($"s{i}");
        Assert.True(time.Timers >= 3); // a heart each
        Assert.True(Sockets(port) >= 3);

        await bot.EndAsync();

        await Eventually.Async(() => time.Timers == 0 && Sockets(port) == 0);
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("before the hello")]
    [InlineData("before READY")]
    [InlineData("while it waits to connect again")]
    [InlineData("while it waits for an identify")]
    public async Task Stopping_is_clean_at_any_moment(string moment)
    {
        var time = new CountingTime();
        var server = await FakeDiscord.StartAsync();
        var asked = moment == "while it waits for an identify" ? 0 : 1000;
        server.Identifies = () => (asked, 3_600_000);
        var bot = await RunningBot.StartAsync(
            options => options.Gateway.BackoffFrom = options.Gateway.BackoffTo = TimeSpan.FromHours(1), server, time);
        switch (moment)
        {
            case "before the hello":
                await server.ConnectedAsync();
                break;
            case "before READY":
                await (await server.ConnectedAsync()).GreetAsync();
                break;
            case "while it waits to connect again":
                (await server.ConnectedAsync()).Drop();
                await Eventually.Async(() => bot.Log.Lines.Any(line => line.Text.Contains("Connecting with", StringComparison.Ordinal)));
                break;
            default:
                await Eventually.Async(() => bot.Log.Lines.Any(line => line.Text.Contains("grants no new session", StringComparison.Ordinal)));
                break;
        }

        await bot.EndAsync();

        Assert.DoesNotContain(bot.Log.Lines, line => line.Text.Contains("Exception", StringComparison.Ordinal));
        await Eventually.Async(() => time.Timers == 0 && Sockets(server.Api.Port) == 0);
        await server.DisposeAsync();
    }

    /// <summary>The client's ends of connections to that port.</summary>
    private static int Sockets(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Count(connection => connection.RemoteEndPoint.Port == port && connection.State == TcpState.Established);
}

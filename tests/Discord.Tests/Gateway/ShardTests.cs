using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Tests.Server;
using ChatVideoBot.Tests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Discord.Tests.Gateway;

public sealed class ShardTests
{
    [Theory]
    [InlineData("", 3, "[0,3] [1,3] [2,3]")]
    [InlineData("", 0, "[0,1]")]
    [InlineData("2", 7, "[0,2] [1,2]")]
    [InlineData("1-2/8", 7, "[1,8] [2,8]")]
    [InlineData("5/8", 7, "[5,8]")]
    public async Task The_setting_or_Discord_says_which_shards_identify(string setting, int recommended, string expected)
    {
        var server = await FakeDiscord.StartAsync();
        (server.Shards, server.MaxConcurrency) = (() => recommended, () => 16);
        await using var bot = await RunningBot.StartAsync(options => options.Shards = setting, server);
        var count = expected.Split(' ').Length;

        var identifies = new List<string>();
        for (var i = 0; i < count; i++)
            identifies.Add((await (await server.ConnectedAsync()).WelcomeAsync(server, $"s{i}"))["d"]!["shard"]!.ToJsonString());

        Assert.Equal(expected, string.Join(' ', identifies.Order(StringComparer.Ordinal)));
        await Eventually.Async(() => bot.Health.IsWhole && bot.Health.Shards.Count == count);
        Assert.EndsWith($",{bot.Health.Total}]", expected, StringComparison.Ordinal); // those of other processes, too
        Assert.Equal(1, server.TimesAsked);
        Assert.False(server.HasConnection);
    }

    [Fact]
    public async Task A_wrong_setting_stops_the_program_at_its_start_with_the_nearest_right_one()
    {
        await using var server = await FakeDiscord.StartAsync();

        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => RunningBot.StartAsync(options => options.Shards = "0-8/8", server));

        Assert.Contains("Discord:Shards is '0-8/8': 8 shards are numbered 0 to 7, the lower one first; the nearest is '8'.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_shard_leaves_the_others_alone_and_keeps_its_own_session()
    {
        await using var bot = await StartAsync(3);
        var shards = await WelcomeAllAsync(bot, 3);
        await shards[0].DispatchAsync(50, "SOMETHING_NEW", "{}");
        await shards[1].DispatchAsync(60, "SOMETHING_NEW", "{}");
        for (var i = 0; i < 2; i++)
            await bot.Heard.NextAsync<UnknownEvent>();

        shards[1].Drop();

        var again = await bot.Server.ConnectedAsync();
        Assert.Equal("""{"token":"the.token","session_id":"s1","seq":60}""", (await again.GreetAsync())["d"]!.ToJsonString());
        await Eventually.Async(() => bot.Health.Count(ShardState.Resuming) == 1);
        Assert.Equal("2 of 3 shards connected, 1 resuming", bot.Health.ToString());
        await shards[0].DispatchAsync(51, "GUILD_CREATE", """{"id":"9"}""");
        Assert.Equal(0, (await bot.Heard.NextAsync<GuildCreateEvent>()).Shard);
        await again.DispatchAsync(61, "RESUMED", "{}");
        Assert.Equal(1, (await bot.Heard.NextAsync<ResumedEvent>()).Shard);
        Assert.True(bot.Health.IsWhole);
    }

    [Fact]
    public async Task What_only_the_owner_can_mend_in_one_shard_ends_all_with_a_goodbye()
    {
        await using var bot = await StartAsync(3);
        var shards = await WelcomeAllAsync(bot, 3);

        await shards[2].CloseAsync(4014);

        foreach (var other in shards[..2])
        {
            Assert.Null(await other.HearAsync());
            Assert.Equal(1000, other.CloseCode);
        }
        await Eventually.Async(() => bot.Stopped.IsCancellationRequested);
        Assert.Single(bot.Log.Lines, line => line.Level == LogLevel.Critical);
        Environment.ExitCode = 0; // it is this process, too
    }

    [Fact]
    public async Task When_Discord_wants_more_shards_it_is_asked_how_many_and_all_begin_anew()
    {
        var server = await FakeDiscord.StartAsync();
        var recommended = 2;
        (server.Shards, server.MaxConcurrency) = (() => recommended, () => 16);
        await using var bot = await RunningBot.StartAsync(server: server);
        var old = await WelcomeAllAsync(bot, 2);
        recommended = 4;

        await old[1].CloseAsync(4011);
        Assert.Null(await old[0].HearAsync());
        Assert.Equal(1000, old[0].CloseCode);

        for (var i = 0; i < 4; i++)
        {
            var connection = await server.ConnectedAsync();
            Assert.Equal(4, (await connection.WelcomeAsync(server, $"n{i}"))["d"]!["shard"]![1]!.GetValue<int>());
        }
        await Eventually.Async(() => bot.Health.IsWhole && bot.Health.Shards.Count == 4);
        Assert.False(bot.Stopped.IsCancellationRequested);
        Assert.Equal(2, server.TimesAsked);
    }

    [Fact]
    public async Task When_Discord_wants_more_shards_and_recommends_no_more_the_owner_is_told()
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.Server.ConnectedAsync();
        await connection.GreetAsync();

        await connection.CloseAsync(4011);

        await Eventually.Async(() => bot.Stopped.IsCancellationRequested);
        Assert.Contains(bot.Log.Lines, line => line.Level == LogLevel.Critical && line.Text.Contains("larger number in Discord:Shards", StringComparison.Ordinal));
        Environment.ExitCode = 0;
    }

    [Fact]
    public async Task Sixteen_shards_cut_at_once_resume_without_an_identify_and_begin_anew_within_their_buckets()
    {
        var time = new ManualTime();
        var server = await FakeDiscord.StartAsync();
        var left = 16;
        (server.Shards, server.MaxConcurrency, server.Identifies) = (() => 16, () => 4, () => (left, 1_000));
        await using var bot = await RunningBot.StartAsync(
            options => (options.Gateway.IdentifyEvery, options.Gateway.Jitter) = (TimeSpan.FromSeconds(5), () => 0.9), server, time);

        var shards = await BeginAsync("s"); // four at a time, which takes the whole budget
        left = 0;
        Assert.Equal(1, server.TimesAsked);
        await Eventually.Async(() => bot.Health.IsWhole);

        foreach (var shard in shards)
            shard.Drop();
        var resumed = new Dictionary<string, FakeConnection>();
        await Eventually.Async(time, TimeSpan.FromMilliseconds(10), () => server.Connections.Count == 32);
        for (var i = 0; i < 16; i++)
        {
            var connection = await server.ConnectedAsync();
            var resume = await connection.GreetAsync();
            Assert.Equal(6, resume["op"]!.GetValue<int>());
            resumed.Add(resume["d"]!["session_id"]!.GetValue<string>(), connection); // each its own
            await connection.DispatchAsync(2, "RESUMED", "{}");
        }
        await Eventually.Async(() => bot.Health.IsWhole);
        Assert.Equal(1, server.TimesAsked);

        left = 1000; // full again: Discord must be asked to know
        foreach (var connection in resumed.Values.ToArray())
            await connection.SayAsync("""{"op":9,"d":false}""");
        await BeginAsync("n");
        await Eventually.Async(() => bot.Health.IsWhole);
        Assert.InRange(server.TimesAsked, 2, 3);

        async Task<IReadOnlyList<FakeConnection>> BeginAsync(string sessions)
        {
            var begun = new List<FakeConnection>();
            for (var round = 0; round < 4; round++)
            {
                var buckets = new List<int>();
                while (buckets.Count < 4)
                {
                    await Eventually.Async(time, TimeSpan.FromMilliseconds(buckets.Count == 0 ? 250 : 1), () => server.HasConnection);
                    var connection = await server.ConnectedAsync();
                    await connection.WelcomeAsync(server, sessions + begun.Count);
                    begun.Add(connection);
                    buckets.Add(connection.Shard!.Value % 4);
                }
                Assert.Equal([0, 1, 2, 3], buckets.Order()); // one in each bucket
                await Eventually.Async(() => bot.Health.Count(ShardState.Connected) == begun.Count);
                Assert.Equal(16 - begun.Count, bot.Health.Count(ShardState.Waiting)); // nobody else is on the way: the clock stands
            }
            Assert.Equal(16, begun.Select(connection => connection.Shard).Distinct().Count());
            return begun;
        }
    }

    private static async Task<RunningBot> StartAsync(int shards)
    {
        var server = await FakeDiscord.StartAsync();
        server.MaxConcurrency = () => 16;
        return await RunningBot.StartAsync(options => options.Shards = $"{shards}", server);
    }

    /// <summary>Welcomes so many; each at its own number, with the session "s" and that number.</summary>
    private static async Task<FakeConnection[]> WelcomeAllAsync(RunningBot bot, int count)
    {
        var all = new FakeConnection[count];
        for (var i = 0; i < count; i++)
        {
            var connection = await bot.Server.ConnectedAsync();
            var shard = (await connection.GreetAsync())["d"]!["shard"]![0]!.GetValue<int>();
            await connection.ReadyAsync(bot.Server, $"s{shard}");
            await bot.Heard.NextAsync<ReadyEvent>();
            all[shard] = connection;
        }
        return all;
    }
}

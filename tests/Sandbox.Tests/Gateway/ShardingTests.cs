using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Gateway;

/// <summary>Which shard hears what, and who may identify when.</summary>
public sealed class ShardingTests
{
    private const int Guilds = 1;

    [Fact]
    public async Task A_guilds_events_go_to_its_shard_and_direct_messages_to_the_first()
    {
        await using var box = await Box.StartAsync(o => o.Guilds = 4);
        var shards = await Task.WhenAll(Enumerable.Range(0, 2).Select(i => box.LoginShardAsync(i, 2)));
        foreach (var guild in (await box.SandboxAsync("GET", "guilds")).Json.AsArray())
        {
            var its = shards[(ulong.Parse(guild!["id"]!.ToString()) >> 22) % 2];
            var channel = guild["channels"]!["general"]!.ToString();

            await box.PageAsync("POST", $"sandbox/channels/{channel}/messages", new JsonObject { ["content"] = "x" });

            Assert.Equal(guild["id"]!.ToString(), (await its.EventAsync("MESSAGE_CREATE"))["guild_id"]!.ToString());
        }
        var dm = (await box.BotAsync("POST", "/users/@me/channels", new JsonObject { ["recipient_id"] = box.Server.MemberId })).Text("id");
        await box.PageAsync("POST", $"sandbox/channels/{dm}/messages", new JsonObject { ["content"] = "psst" });
        Assert.Equal(dm, (await shards[0].EventAsync("MESSAGE_CREATE"))["channel_id"]!.ToString());
        foreach (var shard in shards) // each heard two guilds and no more
        {
            await shard.SendAsync(1, null);
            await shard.OpAsync(11);
            Assert.Equal(2, shard.Count("GUILD_CREATE"));
            Assert.Equal(0, shard.Count("MESSAGE_CREATE"));
            shard.Dispose();
        }
    }

    [Fact]
    public async Task Sixteen_shards_share_a_thousand_guilds()
    {
        await using var box = await Box.StartAsync(o => (o.Guilds, o.MaxConcurrency) = (1000, 16));
        var shards = new List<Peer>();
        for (var i = 0; i < 16; i++)
        {
            var shard = await Peer.ConnectAsync(box.Server);
            await shard.IdentifyAsync(box.Server.Token, Guilds, i, 16);
            shards.Add(shard);
        }
        var counts = new List<int>();
        foreach (var shard in shards)
        {
            var promised = (await shard.EventAsync("READY"))["guilds"]!.AsArray().Count;
            for (var i = 0; i < promised; i++)
                await shard.EventAsync("GUILD_CREATE");
            counts.Add(promised);
            shard.Dispose();
        }

        Assert.Equal(1000, counts.Sum());
        Assert.All(counts, c => Assert.InRange(c, 62, 63));
        Assert.Equal(200, (await box.BotAsync("GET", "/users/@me/guilds")).Json.AsArray().Count);
    }

    [Fact]
    public async Task Identifies_beyond_the_concurrency_get_an_invalid_session_for_five_seconds()
    {
        await using var box = await Box.StartAsync(o => (o.MaxConcurrency, o.IdentifyInterval) = (2, TimeSpan.FromSeconds(5)));
        using var zero = await box.LoginShardAsync(0, 4);
        using var one = await box.LoginShardAsync(1, 4); // another key
        using var two = await Peer.ConnectAsync(box.Server);

        await two.IdentifyAsync(box.Server.Token, Guilds, 2, 4); // the key of shard 0
        Assert.False((await two.OpAsync(9))["d"]!.GetValue<bool>());
        box.Server.Skip(TimeSpan.FromSeconds(5));
        await two.IdentifyAsync(box.Server.Token, Guilds, 2, 4);

        Assert.Equal(2, (await two.EventAsync("READY"))["shard"]![0]!.GetValue<int>());
        Assert.Equal(2, (await box.BotAsync("GET", "/gateway/bot")).Json["session_start_limit"]!["max_concurrency"]!.GetValue<int>());
    }

    [Fact]
    public async Task Too_many_guilds_for_a_shard_close_with_4011()
    {
        await using var box = await Box.StartAsync(o => (o.Guilds, o.GuildsPerShard) = (3, 2));
        using var alone = await Peer.ConnectAsync(box.Server);

        await alone.IdentifyAsync(box.Server.Token);

        Assert.Equal(4011, await alone.CloseCodeAsync());
        using var half = await box.LoginShardAsync(1, 2);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(7, 7)]
    public async Task The_shards_to_use_are_told(int setting, int told)
    {
        await using var box = await Box.StartAsync(o => o.RecommendedShards = setting);

        Assert.Equal(told, (await box.BotAsync("GET", "/gateway/bot")).Json["shards"]!.GetValue<int>());
    }
}

using System.Text.Json.Nodes;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Sandbox.Tests.Faults;

/// <summary>A storm of faults from a seed.</summary>
public sealed class StormTests
{
    [Fact]
    public async Task A_storm_does_the_same_again_from_the_same_seed_and_records_it()
    {
        var first = await StormAsync(7);

        Assert.Equal(40, first.Length);
        Assert.Equal(first, await StormAsync(7));
        Assert.NotEqual(first, await StormAsync(8));
        Assert.True(first.Select(f => f.Split('"')[1]).Distinct().Count() > 8);
    }

    [Fact]
    public async Task A_storm_chooses_from_the_list_hits_the_sockets_and_ends()
    {
        var time = new ManualTime();
        await using var box = await Box.StartAsync(o => o.SocketTime = time);
        using var bot = await box.LoginAsync();
        await box.FaultAsync(new JsonObject { ["storm"] = new JsonObject { ["seed"] = 1, ["every_seconds"] = 2, ["faults"] = new JsonArray("close") } });

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.InRange(await bot.CloseCodeAsync(), 4000, 4009);
        await box.FaultAsync(new JsonObject { ["storm"] = false });
        time.Advance(TimeSpan.FromSeconds(20));
        var storm = (await box.SandboxAsync("GET", "faults")).Json["storm"]!;

        Assert.False(storm["running"]!.GetValue<bool>());
        Assert.Equal(box.Server.ApplicationId, storm["done"]!.AsArray().Single()!["faults"]!["bot"]!.ToString());
        Assert.Equal(400, (await box.SandboxAsync("POST", "faults", new JsonObject { ["storm"] = new JsonObject { ["faults"] = new JsonArray("x") } })).Status);
    }

    private static async Task<string[]> StormAsync(int seed)
    {
        var time = new ManualTime();
        await using var box = await Box.StartAsync(o => o.SocketTime = time);
        await box.FaultAsync(new JsonObject { ["storm"] = new JsonObject { ["seed"] = seed, ["every_seconds"] = 1 } });
        for (var i = 0; i < 40; i++)
            time.Advance(TimeSpan.FromSeconds(1));
        var done = (await box.SandboxAsync("GET", "faults")).Json["storm"]!["done"]!.AsArray();
        return [.. done.Select(d => d!["faults"]!.ToJsonString())];
    }
}

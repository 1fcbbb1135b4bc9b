using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Queue.Scripts;
using ChatVideoBot.Queue.Tests.Redis;

namespace ChatVideoBot.Queue.Tests;

/// <summary>Programs of many versions on one Redis, each with its own library of functions.</summary>
public sealed class VersionsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_versions_only_those_go_that_nobody_has_called_for_a_week()
    {
        await using var own = await OwnServer.StartAsync();
        await using var redis = RedisProcess.Connect(own.Url.OriginalString);
        int[] daysAgo = [0, 0, 1, 3, 6, 8, 9, 300];
        foreach (var (i, days) in daysAgo.Index())
            await LoadAsync(redis, $"vq_{i}_{days}", $"function() local at = redis.call('TIME')[1] * 1000 return {{ at - {days} * 86400000, at }} end", "used");
        await LoadAsync(redis, "vq_before", "function() return 1 end", "claim"); // it cannot tell
        await LoadAsync(redis, "other", "function() return 1 end", "used");

        await using var queue = JobQueue.Open(own.Url);
        await queue.LookAsync(Cancel);

        var left = (await redis.CallAsync(["FUNCTION", "LIST"], Cancel) as object?[])!.OfType<object?[]>().Select(library => RedisDial.Fact(library, "library_name"));
        Assert.Equal(new[] { "other", "vq_0_0", "vq_1_0", "vq_2_1", "vq_3_3", "vq_4_6", "vq_before", QueueLibrary.Name }.Order(), left.Order());
    }

    [Fact]
    public async Task Every_call_counts_as_use_and_asking_does_not()
    {
        await using var own = await OwnServer.StartAsync();
        await using var queue = JobQueue.Open(own.Url);
        await queue.LookAsync(Cancel);
        var first = await UsedAtAsync();

        Assert.Equal(first, await UsedAtAsync());
        while (await UsedAtAsync() == first) // within the same millisecond
            await queue.AnnounceAsync("w", [new Lane("pocket")], "1.0", Cancel);

        async Task<long> UsedAtAsync()
        {
            var (usedAt, now) = Assert.IsType<object?[]>(await queue.Redis.CallAsync(["FCALL", QueueLibrary.Name + "_used", 0], Cancel)) is [long a, long b] ? (a, b) : default;
            Assert.InRange(usedAt, 1, now);
            return usedAt;
        }
    }

    private static Task<object?> LoadAsync(RedisConnection redis, string library, string callback, string function) => redis.CallAsync(
        ["FUNCTION", "LOAD", $"#!lua name={library}\nredis.register_function{{function_name='{library}_{function}', callback={callback}}}"], Cancel);
}

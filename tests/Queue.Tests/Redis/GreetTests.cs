using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Tests.Redis;

public sealed class GreetTests
{
    private static readonly RedisScript Greeting = new("greet.lua", "return redis.call('RPUSH', KEYS[1], ARGV[1])");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_new_link_is_greeted_before_any_call_goes_out_on_it()
    {
        await using var own = await OwnServer.StartAsync();
        await using var redis = RedisProcess.Connect(
            own.Url.OriginalString, greet: (link, cancel) => link.EvalAsync(Greeting, ["log"], ["greeting"], cancel));
        RedisArg[] call = ["RPUSH", "log", "call"];
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => redis.CallAsync(call, Cancel)));
        await own.Redis.KillAsync();
        await own.Redis.RestartAsync();
        while (await Outcome.OfAsync(() => redis.CallAsync(call, Cancel)) != Outcome.Ran)
            Assert.False(Cancel.IsCancellationRequested);

        object?[] expected = ["greeting", "call", "call", "call", "greeting", "call"];
        Assert.Equal(expected, await redis.CallAsync(["LRANGE", "log", 0, -1], Cancel));
    }

    [Fact]
    public async Task A_greeting_that_is_refused_is_told_to_those_who_wait_and_nothing_else_is_sent()
    {
        await using var own = await OwnServer.StartAsync();
        var mayEnter = false;
        await using var redis = RedisProcess.Connect(own.Url.OriginalString, greet: (_, _) => mayEnter
            ? Task.CompletedTask
            : throw new RedisRefusedException("SCHEMA", "", "The data are of a newer version."));

        var refused = await Assert.ThrowsAsync<RedisRefusedException>(() => redis.CallAsync(["SET", "k", "1"], Cancel));

        Assert.Equal("SCHEMA", refused.Code);
        mayEnter = true; // somebody has mended it
        Assert.Null(await redis.CallAsync(["GET", "k"], Cancel));
    }

    [Fact]
    public async Task A_greeting_that_fails_in_passing_is_tried_again()
    {
        await using var own = await OwnServer.StartAsync();
        var tries = 0;
        await using var redis = RedisProcess.Connect(own.Url.OriginalString, greet: (_, _) =>
            ++tries < 3 ? throw new RedisAwayException("Not yet.") : Task.CompletedTask);

        Assert.Equal("PONG", await redis.CallAsync(["PING"], Cancel));
        Assert.Equal(3, tries);
    }
}

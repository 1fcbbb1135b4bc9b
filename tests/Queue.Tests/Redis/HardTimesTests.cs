using System.Collections.Concurrent;
using System.Globalization;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Tests.Redis;

public sealed class HardTimesTests(RedisServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("KILL")]
    [InlineData("STOP")]
    public async Task Whatever_happens_to_the_server_nobody_is_told_that_a_call_did_not_run_which_did(string signal)
    {
        await using var own = await OwnServer.StartAsync(); // it has written to its disk what it says it has
        await using var redis = RedisProcess.Connect(own.Url.OriginalString, change: options =>
        {
            options.WaitForConnection = TimeSpan.FromMilliseconds(30); // so that some give up
            options.CallTimeout = TimeSpan.FromMilliseconds(150);
            options.MostInFlight = 30; // so that some stand in line
        });
        var outcomes = new ConcurrentDictionary<string, string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var adding = Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            for (; !stop.IsCancellationRequested; i += 40)
                outcomes[$"{i}"] = await Outcome.OfAsync(() => redis.CallAsync(["SADD", "s", i], Cancel));
        }));
        for (var round = 0; round < 4; round++)
        {
            await UntilTheyRunAsync(); // waits for the server to be used again
            if (signal == "KILL")
            {
                await own.Redis.KillAsync();
                await own.Redis.RestartAsync();
            }
            else
            {
                await own.SignalAsync("STOP");
                await Task.Delay(TimeSpan.FromMilliseconds(400), Cancel); // so long it is silent
                await own.SignalAsync("CONT");
            }
        }
        await UntilTheyRunAsync();
        await stop.CancelAsync();
        await adding;

        await using var look = RedisProcess.Connect(own.Url.OriginalString);
        var there = ((object?[])(await look.CallAsync(["SMEMBERS", "s"], Cancel))!).ToHashSet();
        Assert.DoesNotContain(outcomes, outcome => outcome.Value == Outcome.DidNotRun && there.Contains(outcome.Key));
        Assert.DoesNotContain(outcomes, outcome => outcome.Value == Outcome.Ran && !there.Contains(outcome.Key));
        Assert.DoesNotContain(Outcome.Refused, outcomes.Values);
        Assert.Contains(Outcome.MayHaveRun, outcomes.Values);
        Assert.Contains(Outcome.DidNotRun, outcomes.Values);

        Task UntilTheyRunAsync()
        {
            var before = outcomes.Values.Count(outcome => outcome == Outcome.Ran);
            return TestCluster.UntilAsync(() => Task.FromResult(outcomes.Values.Count(outcome => outcome == Outcome.Ran) > before + 200));
        }
    }

    [Fact]
    public async Task A_call_waits_while_the_server_reads_its_data_in()
    {
        await using var writer = await RedisProcess.StartAsync(["enable-debug-command yes"]);
        await writer.AskAsync("DEBUG", "POPULATE", 10_000);
        await writer.AskAsync("SAVE");
        await using var slow = await RedisProcess.StartAsync(
            [$"dir {writer.Folder}", "key-load-delay 30", "loading-process-events-interval-bytes 1024"]);
        Assert.Contains("loading:1", await slow.TextAsync("INFO", "persistence"), StringComparison.Ordinal);

        await using var hasty = RedisProcess.Connect(
            $"redis://{slow.Host}", change: options => options.WaitForConnection = TimeSpan.FromMilliseconds(50));
        var away = await Assert.ThrowsAsync<RedisAwayException>(() => hasty.CallAsync(["DBSIZE"], Cancel));
        Assert.Contains("not sent", away.Message, StringComparison.Ordinal);

        await using var redis = RedisProcess.Connect($"redis://{slow.Host}");
        Assert.Equal(10_000L, await redis.CallAsync(["DBSIZE"], Cancel));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Replies_cut_into_single_bytes_are_put_together(int longestPiece)
    {
        await using var proxy = new PieceProxy(server.Redis.Url.Port, longestPiece);
        await using var redis = RedisProcess.Connect(proxy.Url, change: options => options.CallTimeout = TimeSpan.FromSeconds(10));
        var script = new RedisScript("shapes.lua", "return { ARGV[1], { 5, false, { ARGV[2] } }, redis.error_reply('ODD thing') }");

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => redis.EvalAsync(script, [], [i, "ä\r\n$5"], Cancel)));

        for (var i = 0; i < answers.Length; i++)
        {
            object?[] expected = [i.ToString(CultureInfo.InvariantCulture), new object?[] { 5L, null, new object?[] { "ä\r\n$5" } }];
            RandomReply.AssertSame(expected, ((object?[])answers[i]!)[..2]);
            Assert.Equal(new RespError("ODD", "ODD thing"), ((object?[])answers[i]!)[2]);
        }
    }
}

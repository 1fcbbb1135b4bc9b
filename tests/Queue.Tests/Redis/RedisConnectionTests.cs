using System.Diagnostics;
using System.Globalization;
using System.Text;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatVideoBot.Queue.Tests.Redis;

public sealed class RedisConnectionTests(RedisServer server) : IAsyncDisposable
{
    private readonly RedisConnection _redis = Connect(server.Redis.Url.OriginalString);
    private readonly string _key = $"test:{Guid.NewGuid():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static RedisConnection Connect(string url, Action<RedisOptions>? change = null)
    {
        var options = new RedisOptions { Url = url };
        change?.Invoke(options);
        return new RedisConnection(options, NullLogger.Instance);
    }

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Two_thousand_calls_at_once_each_get_their_own_answer()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => _redis.CallAsync(["ECHO", i], Cancel)));
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => i.ToString(CultureInfo.InvariantCulture)), answers.Cast<string>());
    }

    [Fact]
    public async Task Calls_beyond_the_limit_wait_their_turn()
    {
        await using var narrow = Connect(server.Redis.Url.OriginalString, options => options.MostInFlight = 3);
        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => narrow.CallAsync(["ECHO", i], Cancel)));
        Assert.Equal("499", answers[^1]);
    }

    [Fact]
    public async Task Bytes_go_through_unchanged()
    {
        var bytes = new byte[3 << 20];
        new Random(7).NextBytes(bytes);

        await _redis.CallAsync(["SET", _key, bytes, "EX", 60], Cancel);

        var read = Assert.IsType<byte[]>(await _redis.CallAsync(["GET", _key], Cancel, text: false));
        Assert.True(bytes.AsSpan().SequenceEqual(read));
        await _redis.CallAsync(["SET", _key, new ReadOnlyMemory<byte>(bytes, 5, 100)], Cancel);
        Assert.Equal(bytes[5..105], await _redis.CallAsync(["GET", _key], Cancel, text: false));
        await _redis.CallAsync(["SET", _key, "ünï 🎈"], Cancel);
        Assert.Equal("ünï 🎈", await _redis.CallAsync(["GET", _key], Cancel));
        await _redis.CallAsync(["UNLINK", _key], Cancel);
    }

    [Fact]
    public async Task A_continuation_that_blocks_holds_up_nobody()
    {
        await _redis.CallAsync(["PING"], Cancel);
        using var go = new ManualResetEventSlim();
        var blocked = Task.Run(
            async () =>
            {
                await _redis.CallAsync(["PING"], Cancel);
                go.Wait(Cancel); // where the answer's continuation runs
            },
            Cancel);

        Assert.Equal("PONG", await _redis.CallAsync(["PING"], Cancel));
        Assert.False(blocked.IsCompleted);
        go.Set();
        await blocked;
    }

    [Fact]
    public async Task A_script_the_server_forgot_is_sent_again()
    {
        await using var alone = await OwnServer.StartAsync();
        await using var redis = Connect(alone.Url.OriginalString);
        var script = new RedisScript("test.lua", "return { KEYS[1], ARGV[1], redis.call('PING')['ok'] }");

        for (var i = 0; i < 2; i++)
        {
            await redis.CallAsync(["SCRIPT", "FLUSH"], Cancel);
            Assert.Equal(new object?[] { "k", "5", "PONG" }, await redis.EvalAsync(script, ["k"], [5], Cancel));
        }
    }

    [Fact]
    public async Task A_refusal_says_what_was_refused_and_why()
    {
        await _redis.CallAsync(["SET", _key, "text", "EX", 60], Cancel);
        var wrong = await Assert.ThrowsAsync<RedisRefusedException>(() => _redis.CallAsync(["ZADD", _key, 1, "x"], Cancel));
        Assert.Equal("WRONGTYPE", wrong.Code);
        Assert.Contains("ZADD", wrong.Message, StringComparison.Ordinal);
        Assert.Equal("text", await _redis.CallAsync(["GET", _key], Cancel)); // the connection goes on
    }

    [Fact]
    public async Task A_cancelled_call_ends_at_once_and_its_late_answer_harms_nobody()
    {
        await _redis.CallAsync(["PING"], Cancel);
        using var stop = new CancellationTokenSource();
        const string OneSecond = "local t = redis.call('TIME')[1] while redis.call('TIME')[1] - t < 1 do end return 'late'";
        var slow = _redis.CallAsync(["EVAL", OneSecond, 0], stop.Token);
        var next = _redis.CallAsync(["ECHO", "next"], Cancel);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
        Assert.Equal("next", await next);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _redis.CallAsync(["PING"], stop.Token));
    }

    [Fact]
    public async Task Messages_come_in_order_beside_calls()
    {
        const int Count = 4000; // fewer than may be in flight, so that they are sent in the order of the calls
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var got = new List<string>();
        var listening = ListenAsync();
        await UntilListenedAsync(_redis, _key);

        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => _redis.CallAsync(["PUBLISH", _key, i], Cancel)));

        await listening;
        Assert.Equal(Enumerable.Range(0, Count).Select(i => i.ToString(CultureInfo.InvariantCulture)), got);

        async Task ListenAsync()
        {
            await foreach (var message in _redis.SubscribeAsync(_key, stop.Token))
            {
                got.Add(message);
                if (got.Count == Count)
                    return;
            }
        }
    }

    internal static async Task UntilListenedAsync(RedisConnection redis, string channel)
    {
        while (await redis.CallAsync(["PUBSUB", "NUMSUB", channel], Cancel) is not (object[] and [_, 1L]))
            await Task.Delay(10, Cancel);
    }

    [Fact]
    public async Task An_acl_user_may_do_what_it_may_and_hears_clearly_what_it_may_not()
    {
        RedisArg[] rights = ["~vq:*", "resetchannels", "&vq:*", "+@all", "-@admin"];
        await _redis.CallAsync(["ACL", "SETUSER", "bot", "on", ">s3cret/@:", .. rights], Cancel);
        var url = $"redis://bot:{Uri.EscapeDataString("s3cret/@:")}@127.0.0.1:{server.Redis.Url.Port}";
        await using var bot = Connect(url);

        Assert.Equal("bot", await bot.CallAsync(["ACL", "WHOAMI"], Cancel));
        await using (var queue = JobQueue.Open(new Uri(url), new QueueOptions { Name = $"acl{Guid.NewGuid():N}"[..20] }))
        {
            var draft = new JobDraft(new JobId("a"), "u", "", new ClipRequest { Prompt = "p" }, "");
            Assert.Equal(EnqueueStatus.Accepted, (await queue.EnqueueAsync(draft, Cancel)).Status);
            await queue.AnnounceAsync("w", [new Lane("pocket")], "1.0", Cancel);
            Assert.NotNull(await queue.ClaimAsync("w", Cancel));
        }
        var noKey = await Assert.ThrowsAsync<RedisRefusedException>(() => bot.CallAsync(["GET", "other"], Cancel));
        Assert.Equal("NOPERM", noKey.Code);
        await Assert.ThrowsAsync<RedisRefusedException>(async () =>
        {
            await foreach (var _ in bot.SubscribeAsync("other", Cancel))
                return;
        });
        Assert.Equal("PONG", await bot.CallAsync(["PING"], Cancel)); // in step with its answers

        await using var wrong = Connect($"redis://bot:nonsense@127.0.0.1:{server.Redis.Url.Port}");
        var since = Stopwatch.GetTimestamp();
        var refused = await Assert.ThrowsAsync<RedisRefusedException>(() => wrong.CallAsync(["PING"], Cancel));
        Assert.Equal("WRONGPASS", refused.Code);
        Assert.Contains("REDIS_URL", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("nonsense", refused.Message, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task The_database_of_the_address_is_the_one_that_is_used()
    {
        await using var three = Connect($"{server.Redis.Url.OriginalString}/3");
        await three.CallAsync(["SET", _key, "3", "EX", 60], Cancel);
        Assert.Null(await _redis.CallAsync(["GET", _key], Cancel));
    }

    [Fact]
    public async Task Where_nobody_listens_a_call_fails_in_its_time_and_says_where()
    {
        await using var nobody = Connect("redis://127.0.0.1:1", options => options.WaitForConnection = TimeSpan.FromMilliseconds(300));
        var away = await Assert.ThrowsAsync<RedisAwayException>(() => nobody.CallAsync(["PING"], Cancel));
        Assert.Contains("127.0.0.1:1", away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_speaks_something_else_is_not_believed()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync();
        await using var redis = Connect(
            $"redis://{listener.LocalEndpoint}", options => options.WaitForConnection = TimeSpan.FromMilliseconds(500));

        await Assert.ThrowsAsync<RedisAwayException>(() => redis.CallAsync(["PING"], Cancel));
        listener.Stop();
        await answering;

        async Task AnswerAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync(Cancel);
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\n\r\n"), Cancel);
                }
            }
            catch (System.Net.Sockets.SocketException)
            {
                // The test is over.
            }
        }
    }

    [Fact]
    public async Task A_full_server_says_that_it_is_full_and_still_lets_clips_out()
    {
        await using var alone = await OwnServer.StartAsync();
        await using var queue = JobQueue.Open(alone.Url);
        var draft = new JobDraft(new JobId("a"), "u", "", new ClipRequest { Prompt = "p" }, "");
        await queue.EnqueueAsync(draft, Cancel);
        await queue.AnnounceAsync("w", [new Lane("pocket")], "1.0", Cancel);
        var lease = await queue.ClaimAsync("w", Cancel);
        await queue.CompleteAsync(lease!, new ClipInfo(1, 1, 1, 1, "m", default), new byte[1000], Cancel);

        await queue.Redis.CallAsync(["CONFIG", "SET", "maxmemory", 1000], Cancel);
        var full = await Assert.ThrowsAsync<RedisRefusedException>(() => queue.EnqueueAsync(draft with { Id = new JobId("b") }, Cancel));
        Assert.Equal("OOM", full.Code);
        Assert.Contains("is full", full.Message, StringComparison.Ordinal);

        var delivery = await queue.TakeDeliveryAsync(Cancel);
        Assert.True(await queue.AcknowledgeAsync(delivery!, Cancel));
    }

    [Fact]
    public async Task After_disposal_calls_fail_and_waiting_ones_end()
    {
        var redis = Connect("redis://127.0.0.1:1");
        var waiting = redis.CallAsync(["PING"], Cancel);
        await using var messages = redis.SubscribeAsync(_key, Cancel).GetAsyncEnumerator(Cancel);
        var next = messages.MoveNextAsync();

        await redis.DisposeAsync();

        await Assert.ThrowsAsync<RedisAwayException>(() => waiting);
        Assert.False(await next);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => redis.CallAsync(["PING"], Cancel));
    }
}

using System.Net;
using System.Text;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Discord.Rest.RateLimits;
using ChatVideoBot.Discord.Tests.Server;

namespace ChatVideoBot.Discord.Tests.Rest;

/// <summary>429s, dead tokens, files too large: what each stops, for how long, and what the caller is told.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private const string AMessage = """{"id":"100","channel_id":"1","content":"x"}""";
    private FakeDiscord _server = null!;
    private DiscordRest _rest = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await FakeDiscord.StartAsync();
        _rest = RestTests.NewClient(_server.Api);
    }

    public async ValueTask DisposeAsync()
    {
        _rest.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"retry_after":0.5}""", null, 0.5)]
    [InlineData("""{"retry_after":0.5}""", "7", 0.5)] // the body is the finer one
    [InlineData("""{}""", "7", 7)]
    [InlineData("""{}""", null, 5)]
    [InlineData("""{"retry_after":-1}""", null, 5)]
    [InlineData("""{"retry_after":"NaN"}""", "NaN", 5)]
    [InlineData("""{"retry_after":1e300}""", null, 86_400)]
    [InlineData("""{"retry_after":{}}""", "-7", 5)]
    [InlineData("""{"retry_after":0}""", null, 0.1)]
    [InlineData("<html>", "Fri, 31 Dec 1999 23:59:59 GMT", 5)]
    [InlineData("", "1e300", 86_400)]
    public void How_long_a_429_lasts(string body, string? header, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read(body, ("Retry-After", header)).RetryAfter);

    [Theory]
    [InlineData("{}", "user", null, "Bucket", true)]
    [InlineData("{}", null, null, "Bucket", true)]
    [InlineData("{}", "global", null, "Bot", true)]
    [InlineData("""{"global":true}""", null, null, "Bot", true)]
    [InlineData("{}", "shared", null, "Request", false)]
    [InlineData("{}", "user", "3", "Request", true)] // a limit within the bucket
    [InlineData("<html>1015</html>", null, null, "Address", true)]
    [InlineData("", null, null, "Address", true)]
    public void Whom_a_429_stops(string body, string? scope, string? remaining, string expected, bool counts)
    {
        var refusal = Read(body, ("X-RateLimit-Scope", scope), ("X-RateLimit-Bucket", remaining is null ? null : "b"),
            ("X-RateLimit-Limit", remaining is null ? null : "5"), ("X-RateLimit-Remaining", remaining), ("X-RateLimit-Reset-After", remaining is null ? null : "1"));

        Assert.Equal((expected, counts), (refusal.Scope.ToString(), refusal.IsInvalid));
    }

    [Fact]
    public async Task Headers_that_cannot_be_read_do_not_mean_that_there_is_no_limit()
    {
        _server.Answer = _ => new FakeAnswer(200, AMessage).With(("X-RateLimit-Bucket", "b"), ("X-RateLimit-Limit", "many"));
        await _rest.GetMessageAsync(1, 1, Cancel);
        using var let = new ManualResetEventSlim();
        _server.Answer = _ => { let.Wait(TimeSpan.FromSeconds(10), CancellationToken.None); return new(200, AMessage); };

        var first = _rest.GetMessageAsync(1, 2, Cancel);
        await Eventually.Async(() => _server.Requests.Count == 2);
        var second = _rest.GetMessageAsync(1, 3, Cancel);
        Assert.Equal(2, _server.Requests.Count); // one at a time, as at first
        let.Set();
        await Task.WhenAll(first, second);

        Assert.Equal(3, _server.Requests.Count);
    }

    [Theory]
    [InlineData(401, 0, 1)]
    [InlineData(403, 50_013, 8_000)]
    public async Task Refusals_stop_everything_well_before_ten_thousand(int status, int code, int most)
    {
        var asked = 0;
        var time = new ChatVideoBot.Tests.ManualTime();
        using var stub = new Answering(() => { asked++; return new((HttpStatusCode)status) { Content = new StringContent($$"""{"code":{{code}},"message":"no"}""") }; });
        using var pipeline = new RestPipeline(new() { Token = "the.token", RequestTries = 1 }, time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, stub);

        for (var i = 0; i < 10_000; i++)
        {
            await Assert.ThrowsAsync<DiscordException>(() => pipeline.SendAsync(new(Route.Channel(HttpMethod.Get, (ulong)i)), Cancel));
            time.Advance(TimeSpan.FromMilliseconds(50));
        }

        Assert.Equal(most, asked);
        time.Advance(TimeSpan.FromMinutes(11));
        await Assert.ThrowsAsync<DiscordException>(() => pipeline.SendAsync(new(Route.Channel(HttpMethod.Get, 1)), Cancel));
        Assert.Equal(status == 401 ? 1 : most + 1, asked);
    }

    [Fact]
    public async Task Those_who_wait_for_a_limit_are_not_sent_after_the_token_died()
    {
        var asked = 0;
        _server.Answer = _ => Interlocked.Increment(ref asked) == 1
            ? new FakeAnswer(200, AMessage).Of("b", 1, 0, 0.5)
            : new(401, """{"code":0,"message":"401: Unauthorized"}""");
        await _rest.GetMessageAsync(1, 1, Cancel);

        var waiting = _rest.GetMessageAsync(1, 2, Cancel);
        await Assert.ThrowsAsync<DiscordException>(() => _rest.GetChannelAsync(9, Cancel));
        var e = await Assert.ThrowsAsync<DiscordException>(() => waiting);

        Assert.Equal(HttpStatusCode.Unauthorized, e.Status);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_page_that_says_401_is_a_proxys_and_the_token_lives()
    {
        _server.Answer = _ => new(401, "<html>Sign in to the network</html>");
        var page = await Assert.ThrowsAsync<DiscordException>(() => _rest.GetMessageAsync(1, 1, Cancel));
        _server.Answer = _ => new(200, AMessage);

        Assert.Equal((DiscordFault.Unreadable, HttpStatusCode.Unauthorized), (page.Fault, page.Status));
        Assert.DoesNotContain("DISCORD_TOKEN", page.Message);
        Assert.NotNull(await _rest.GetMessageAsync(1, 1, Cancel));
    }

    [Theory]
    [InlineData(413, """{"code":40005,"message":"Request entity too large"}""")]
    [InlineData(413, "<html>413</html>")]
    [InlineData(400, """{"code":50045,"message":"File uploaded exceeds the maximum size"}""")]
    public async Task A_file_too_large_is_known_by_one_property(int status, string body)
    {
        _server.Answer = _ => new(status, body);

        var e = await Assert.ThrowsAsync<DiscordException>(() => _rest.CreateMessageAsync(1, new() { Files = [new("a.mp4", new byte[10])] }, Cancel));

        Assert.True(e.IsTooLarge);
        Assert.Equal(DiscordFault.Refused, e.Fault);
    }

    [Fact]
    public async Task More_than_25_MiB_are_not_even_sent()
    {
        var half = new byte[(25 << 20) / 2];

        var e = await Assert.ThrowsAsync<DiscordException>(() => _rest.CreateMessageAsync(1, new() { Files = [new("a.png", half), new("b.png", half)] }, Cancel));

        Assert.True(e.IsTooLarge);
        Assert.Contains("25 MiB", e.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Cancelling_ends_every_kind_of_wait_at_once()
    {
        using var stop = new CancellationTokenSource();
        _server.Answer = _ => FakeAnswer.TooMany(9, "user");
        var bucket = _rest.GetMessageAsync(1, 1, stop.Token);
        var behind = _rest.GetMessageAsync(1, 2, stop.Token);
        await Eventually.Async(() => !_server.Requests.IsEmpty);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bucket.WaitAsync(TimeSpan.FromSeconds(8), Cancel));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => behind.WaitAsync(TimeSpan.FromSeconds(8), Cancel));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _rest.GetChannelAsync(1, stop.Token));
    }

    private static Refusal Read(string body, params (string Name, string? Value)[] headers)
    {
        using var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        foreach (var (name, value) in headers)
        {
            if (value is not null)
                answer.Headers.TryAddWithoutValidation(name, value);
        }
        return Refusal.Read(answer.Headers, Encoding.UTF8.GetBytes(body));
    }

    private sealed class Answering(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer());
    }
}

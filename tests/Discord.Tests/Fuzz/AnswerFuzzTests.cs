using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Discord.Tests.Payloads;
using ChatVideoBot.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatVideoBot.Discord.Tests.Fuzz;

/// <summary>Answers of the REST API, spoilt in status, headers and body, through all that reads them: an object or a DiscordException.</summary>
public sealed class AnswerFuzzTests
{
    private const int EachKind = 20_000;
    private const long MostBytes = 8 << 20;

    private static readonly string[] Errors =
    [
        """{"code":50035,"message":"Invalid Form Body","errors":{"_errors":[{"code":"A","message":"All."}],"embeds":{"0":{"title":{"_errors":[{"code":"B","message":"Must be 256 or fewer."}]}}}}}""",
        """{"message":"You are being rate limited.","retry_after":0.5,"global":false,"code":0}""", """{"code":0,"message":"401: Unauthorized"}""", "<html>1015</html>", "",
    ];

    private static readonly string[] Values =
    ["0", "1", "5", "-1", "1e300", "NaN", "Infinity", "", "99999999999999999999", "0.0001", "user", "shared", "global", "true", "Fri, 31 Dec 1999 23:59:59 GMT", "bücket", "a,b"];

    private static readonly string[] Names =
    ["X-RateLimit-Bucket", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset-After", "X-RateLimit-Scope", "X-RateLimit-Global", "Retry-After"];

    private static readonly int[] Statuses = [200, 200, 200, 201, 204, 302, 400, 401, 403, 404, 413, 429, 429, 429, 500, 502, 503, 521, 599];

    public static TheoryData<string> Bodies => ["MessageResponse", "ApplicationCommandResponse", "InteractionCallbackResponse", "GatewayBotResponse", "PrivateApplicationResponse"];

    [Theory]
    [MemberData(nameof(Bodies))]
    public void An_answer_spoilt_is_read_or_refused(string kind)
    {
        var time = new ManualTime();
        var answers = new Stub();
        var good = Enum.GetValues<Fullness>().Where(fullness => fullness != Fullness.All || kind != "MessageResponse")
            .Select(fullness => Encoding.UTF8.GetBytes(Kinds.Make(kind, fullness).ToJsonString())).Concat(Errors.Select(Encoding.UTF8.GetBytes)).ToArray();
        var pipeline = NewPipeline(time, answers);
        for (var seed = 0; seed < EachKind; seed++)
        {
            var mutator = new Mutator(seed);
            var body = mutator.Spoil(good[mutator.Next(good.Length)]);
            answers.Next = NewAnswer(mutator, body);
            var status = (int)answers.Next.StatusCode;
            var route = mutator.Next(3) == 0 ? Route.Callback(7, "tok") : Route.Channel(HttpMethod.Get, (ulong)mutator.Next(5), "/messages");
            var before = GC.GetAllocatedBytesForCurrentThread();
            var asked = AskAsync(pipeline, route, Kinds.TypeOf(kind));
            var used = GC.GetAllocatedBytesForCurrentThread() - before;
            var story = $"seed {seed}, status {status}, headers {answers.Said}: {Encoding.Latin1.GetString(body)}";
            Assert.True(asked.IsCompleted, $"It waits: {story}");
            Assert.True(asked.IsCompletedSuccessfully, $"{asked.Exception}: {story}");
            Assert.True(used < MostBytes, $"{used:N0} bytes: {story}");
            time.Advance(TimeSpan.FromDays(2)); // whatever it learnt to wait for is over
            if (status != 401)
                continue;
            pipeline.Dispose(); // the token is dead
            pipeline = NewPipeline(time, answers);
        }
        pipeline.Dispose();
        Assert.True(answers.Asked > EachKind * 9 / 10, $"Only {answers.Asked} were asked.");
    }

    internal static async Task AskAsync(RestPipeline pipeline, Route route, JsonTypeInfo type)
    {
        try
        {
            switch (type)
            {
                case JsonTypeInfo<Discord.Resources.Message> message:
                    await pipeline.SendAsync(Now(route), message, CancellationToken.None);
                    break;
                case JsonTypeInfo<Discord.Interactions.ApplicationCommand> command:
                    await pipeline.SendAsync(Now(route), command, CancellationToken.None);
                    break;
                case JsonTypeInfo<InteractionCallbackResult> result:
                    await pipeline.FindAsync(Now(route), result, CancellationToken.None);
                    break;
                case JsonTypeInfo<GatewayBot> gateway:
                    await pipeline.SendAsync(Now(route), gateway, CancellationToken.None);
                    break;
                case JsonTypeInfo<Discord.Resources.Application> application:
                    await pipeline.SendAsync(Now(route), application, CancellationToken.None);
                    break;
                default:
                    throw new InvalidOperationException($"{type} is not asked for.");
            }
        }
        catch (DiscordException e)
        {
            Assert.InRange(e.Message.Length, 1, 6_000);
            Assert.DoesNotContain("the.token", e.Message, StringComparison.Ordinal);
        }
    }

    private static RestRequest Now(Route route) => new(route) { Patience = TimeSpan.Zero };

    private static RestPipeline NewPipeline(TimeProvider time, HttpMessageHandler handler) =>
        new(new() { Token = "the.token", RequestTries = 1 }, time, NullLogger.Instance, handler);

    private static HttpResponseMessage NewAnswer(Mutator mutator, byte[] body)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)Statuses[mutator.Next(Statuses.Length)]) { Content = new ByteArrayContent(body) };
        foreach (var name in Names.Where(_ => mutator.Next(4) > 0))
            answer.Headers.TryAddWithoutValidation(name, mutator.Next(3) == 0 ? mutator.Next(10).ToString(CultureInfo.InvariantCulture) : Values[mutator.Next(Values.Length)]);
        return answer;
    }

    private sealed class Stub : HttpMessageHandler
    {
        public HttpResponseMessage Next { get; set; } = null!;

        public int Asked { get; private set; }

        public string Said => string.Join("; ", Next.Headers.NonValidated.Select(header => $"{header.Key}: {header.Value}"));

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            return Task.FromResult(Next);
        }
    }
}

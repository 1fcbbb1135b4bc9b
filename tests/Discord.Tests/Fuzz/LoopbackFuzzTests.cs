using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Discord.Tests.Payloads;
using ChatVideoBot.Discord.Tests.Server;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatVideoBot.Discord.Tests.Fuzz;

/// <summary>The same over real sockets: HTTP itself spoilt, and events over a real gateway connection.</summary>
public sealed class LoopbackFuzzTests
{
    private const int Answers = 1_500;
    private const int Events = 1_500;

    [Fact]
    public async Task HTTP_spoilt_is_an_answer_or_a_DiscordException()
    {
        var body = Kinds.Make("MessageResponse", Fullness.Required).ToJsonString();
        var answer = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nX-RateLimit-Bucket: b\r\nX-RateLimit-Limit: 5\r\n"
            + $"X-RateLimit-Remaining: 4\r\nX-RateLimit-Reset-After: 0.1\r\nContent-Encoding: identity\r\n\r\n{body}");
        var packed = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n\x1f{body}");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/api");
        var serving = ServeAsync(listener, seed => new Mutator(seed).Spoil(seed % 5 == 0 ? packed : answer));
        for (var seed = 0; seed < Answers; seed++)
        {
            // Each with nothing learnt before: a spoilt 429 may ask for a day.
            using var pipeline = new RestPipeline(
                new() { Token = "the.token", Api = address, RequestTries = 1, RequestTimeout = TimeSpan.FromSeconds(5) }, TimeProvider.System, NullLogger.Instance);
            await AnswerFuzzTests.AskAsync(pipeline, Route.Channel(HttpMethod.Get, 1, "/messages"), Kinds.TypeOf("MessageResponse"))
                .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }
        listener.Stop();
        Assert.Equal(Answers, await serving);
    }

    [Fact]
    public async Task Events_spoilt_neither_break_the_connection_nor_stop_those_that_follow()
    {
        await using var bot = await RunningBot.StartAsync(options => options.EventBacklog = 10_000);
        var connection = await bot.Server.ConnectedAsync();
        await connection.WelcomeAsync(bot.Server);
        var names = Kinds.Names.Where(name => name.Contains("_CREATE", StringComparison.Ordinal)).ToArray();
        for (var seed = 0; seed < Events; seed++)
        {
            var random = new Random(seed);
            var kind = names[random.Next(names.Length)];
            await connection.DispatchAsync(seed + 2, kind.Split(',')[0], Spoil(Kinds.Make(kind, random.Next(2) == 0 ? Fullness.Required : Fullness.Nulls), random));
        }
        await connection.DispatchAsync(Events + 2, "INTERACTION_CREATE", """{"id":"77","type":2,"token":"last","data":{"name":"last"}}""");

        Discord.Interactions.Interaction last;
        do
            last = (await bot.Heard.NextAsync<InteractionCreateEvent>()).Interaction;
        while (last.Token != "last");
        Assert.Equal("last", last.Data?.Name);
        Assert.False(bot.Server.HasConnection);
    }

    /// <summary>Still JSON, with something else in a few places.</summary>
    private static string Spoil(JsonObject json, Random random)
    {
        var odd = new[] { "null", "[]", "{}", "[null,1]", "true", "-1", "1e400", "\"\"", "\"\\ud800\"", "18446744073709551616", "{\"x\":{\"y\":[{}]}}" };
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var names = json.Select(field => field.Key).ToArray();
            json[names[random.Next(names.Length)]] = $"@{random.Next(odd.Length)}@";
        }
        var text = json.ToJsonString();
        for (var i = 0; i < odd.Length; i++)
            text = text.Replace($"\"@{i}@\"", odd[i], StringComparison.Ordinal);
        return text;
    }

    private static async Task<int> ServeAsync(TcpListener listener, Func<int, byte[]> answer)
    {
        var served = 0;
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                await using var stream = client.GetStream();
                var buffer = new byte[4_096];
                var read = 0;
                while (!buffer.AsSpan(0, read).EndsWith("\r\n\r\n"u8) && await stream.ReadAsync(buffer.AsMemory(read)) is > 0 and var part)
                    read += part;
                await stream.WriteAsync(answer(served++));
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return served;
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Discord.Tests.Server;

/// <summary>Discord on a loopback port, played from a test's script: real HTTP, real WebSockets.</summary>
public sealed class FakeDiscord : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<FakeConnection> _connections = Channel.CreateUnbounded<FakeConnection>();

    private readonly ConcurrentBag<FakeConnection> _all = [];

    private FakeDiscord(WebApplication app) => _app = app;

    /// <summary>All REST requests, in the order they came.</summary>
    public ConcurrentQueue<RecordedRequest> Requests { get; } = new();

    /// <summary>Answers REST requests other than those for the gateway's address.</summary>
    public Func<RecordedRequest, FakeAnswer> Answer { get; set; } = _ => new(200, "{}");

    /// <summary>What is left in the identify budget, and after how many milliseconds it is full again.</summary>
    public Func<(int Remaining, int ResetAfter)> Identifies { get; set; } = () => (1000, 0);

    /// <summary>How many shards it recommends.</summary>
    public Func<int> Shards { get; set; } = () => 1;

    /// <summary>How many identifies it takes at once.</summary>
    public Func<int> MaxConcurrency { get; set; } = () => 1;

    /// <summary>Answers 401 to the question for the gateway's address.</summary>
    public bool RefusesToken { get; set; }

    /// <summary>The address that it gives for the gateway.</summary>
    public Func<string>? Gateway { get; set; }

    /// <summary>How often it was asked for the gateway's address.</summary>
    public int TimesAsked => Requests.Count(request => request.Path.EndsWith("/gateway/bot", StringComparison.Ordinal));

    /// <summary>All connections that were made, also those that are over.</summary>
    public IReadOnlyCollection<FakeConnection> Connections => _all;

    public Uri Api { get; private set; } = null!;

    public string GatewayUrl => $"ws://{Api.Authority}/gateway/";

    public string ResumeUrl => $"ws://{Api.Authority}/resume";

    public static async Task<FakeDiscord> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var fake = new FakeDiscord(app);
        app.UseWebSockets();
        app.Run(fake.TakeAsync);
        await app.StartAsync();
        fake.Api = new(app.Urls.Single() + "/api");
        return fake;
    }

    /// <summary>The next time somebody connects to the gateway.</summary>
    public async Task<FakeConnection> ConnectedAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        return await _connections.Reader.ReadAsync(patience.Token);
    }

    /// <summary>Whether somebody connected and was not yet asked about.</summary>
    public bool HasConnection => _connections.Reader.Count > 0;

    /// <summary>From now on only answers, to let everybody go.</summary>
    public void LetGo()
    {
        foreach (var connection in _all)
            _ = connection.LetGoAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _all)
            connection.Drop();
        using var atOnce = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            var connection = new FakeConnection(await context.WebSockets.AcceptWebSocketAsync(), context);
            _all.Add(connection);
            _connections.Writer.TryWrite(connection);
            await connection.Over;
            return;
        }
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var request = new RecordedRequest(
            context.Request.Method, context.Request.Path.Value!, context.Request.QueryString.Value!,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray(), Stopwatch.GetTimestamp());
        Payloads.RequestGuard.Hold(request);
        Payloads.RequestGuard.Hold(request);
        Requests.Enqueue(request);
        var answer = request.Path == "/api/v10/gateway/bot" ? GatewayBot() : Answer(request);
        if (answer.Status == 0)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers[name] = value;
        if (answer.Status != 204)
            await context.Response.Body.WriteAsync(answer.Content);
    }

    private FakeAnswer GatewayBot()
    {
        if (RefusesToken)
            return new(401, """{"code":0,"message":"401: Unauthorized"}""");
        var (remaining, resetAfter) = Identifies();
        return new(200, $$$"""
            {"url":"{{{Gateway?.Invoke() ?? GatewayUrl}}}","shards":{{{Shards()}}},"session_start_limit":{"total":1000,"remaining":{{{remaining}}},"reset_after":{{{resetAfter}}},"max_concurrency":{{{MaxConcurrency()}}}}}
            """);
    }
}

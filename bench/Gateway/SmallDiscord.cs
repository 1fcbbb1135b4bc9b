using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bench.Gateway;

/// <summary>
/// As much of Discord as answering commands takes, and as quick as can be: the sandbox checks all that it is sent, and would be what is measured.
/// </summary>
internal sealed class SmallDiscord : IAsyncDisposable
{
    /// <summary>Any will do.</summary>
    public const string Token = "bench.bench.bench";

    private const ulong FirstGuild = 1_190_000_000_000_000_000;

    /// <summary>Between the ids of guilds: the shard is told by the bits from the 22nd on.</summary>
    private const ulong GuildStep = 1 << 22;

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<int, ShardSocket> _shards = new();
    private readonly ConcurrentDictionary<string, long> _asked = new();
    private readonly ConcurrentQueue<double> _took = new();
    private long _next;
    private int _answered;
    private Action? _onAnswer;

    private SmallDiscord(WebApplication app, int shards, int guilds, int concurrency)
    {
        (_app, Shards, MaxConcurrency) = (app, shards, concurrency);
        Guilds = [.. Enumerable.Range(0, guilds).Select(n => (FirstGuild + (ulong)n * GuildStep).ToString(CultureInfo.InvariantCulture))];
    }

    public int Shards { get; }

    public int MaxConcurrency { get; }

    public IReadOnlyList<string> Guilds { get; }

    public Uri Api => new(new Uri(_app.Urls.First()), "api");

    /// <summary>Identifies, as they came: the shard, and when.</summary>
    public ConcurrentQueue<(int Shard, long At)> Identifies { get; } = new();

    public int Resumes { get; private set; }

    public int Standing => _shards.Values.Count(shard => shard.Stands);

    public static async Task<SmallDiscord> StartAsync(int shards, int guilds, int concurrency, CancellationToken cancel)
    {
        Payloads.Check();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var discord = new SmallDiscord(app, shards, guilds, concurrency);
        app.UseWebSockets();
        app.Run(discord.HandleAsync);
        await app.StartAsync(cancel);
        return discord;
    }

    /// <summary>Lets people use a command, so many at once, and others talk meanwhile; how long each answer took, in milliseconds, sorted, and the whole in seconds.</summary>
    /// <param name="messagesPerSecond">MESSAGE_CREATE of each shard.</param>
    public async Task<(List<double> Took, double Seconds)> AskAsync(int commands, int atOnce, double messagesPerSecond, CancellationToken cancel)
    {
        _took.Clear();
        _answered = 0;
        var (sent, done) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        using var stopped = cancel.Register(() => done.TrySetCanceled(cancel));
        using var talk = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var talking = TalkAsync(messagesPerSecond, talk.Token);
        void Next()
        {
            if (Interlocked.Increment(ref sent) is var n && n <= commands)
                Ask(n);
        }

        var began = Stopwatch.GetTimestamp();
        _onAnswer = () =>
        {
            if (Interlocked.Increment(ref _answered) == commands)
                done.TrySetResult();
            else
                Next();
        };
        for (var i = 0; i < atOnce; i++)
            Next();
        await done.Task;
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await talk.CancelAsync();
        await talking;
        return ([.. _took.Order()], seconds);
    }

    /// <summary>So many messages on the first shard; ends when a command behind them was answered.</summary>
    public async Task SayAsync(int messages, CancellationToken cancel)
    {
        for (var sent = 0; sent < messages; sent++)
        {
            _shards[0].Dispatch("MESSAGE_CREATE", Payloads.Message((FirstGuild + (ulong)Interlocked.Increment(ref _next)).ToString(CultureInfo.InvariantCulture), "1"));
            if (sent % 200 == 199)
                await AskAsync(1, 1, 0, cancel); // the bot's line is bounded
        }
    }

    /// <summary>Cuts every socket, without a word.</summary>
    public void Cut()
    {
        foreach (var shard in _shards.Values)
            shard.Cut();
    }

    /// <summary>Calls every session invalid.</summary>
    public void Invalidate()
    {
        foreach (var shard in _shards.Values)
            shard.Invalidate();
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }

    internal IEnumerable<string> GuildsOf(int shard) => Guilds.Where(id => (int)((ulong.Parse(id, CultureInfo.InvariantCulture) >> 22) % (ulong)Shards) == shard);

    internal void Stand(ShardSocket socket, bool isResumed)
    {
        _shards[socket.Shard] = socket;
        if (isResumed)
            Resumes++;
        else
            Identifies.Enqueue((socket.Shard, Stopwatch.GetTimestamp()));
    }

    private void Ask(int number)
    {
        var shard = number % Shards;
        var id = (FirstGuild + (ulong)Interlocked.Increment(ref _next)).ToString(CultureInfo.InvariantCulture);
        _asked[id] = Stopwatch.GetTimestamp();
        _shards[shard].Dispatch("INTERACTION_CREATE", Payloads.Interaction(id, Guilds.Count > 0 ? GuildsOf(shard).FirstOrDefault() ?? Guilds[0] : "1"));
    }

    /// <summary>At even distances, in small bunches as a timer allows.</summary>
    private async Task TalkAsync(double perSecond, CancellationToken cancel)
    {
        var (began, sent) = (Stopwatch.GetTimestamp(), 0L);
        try
        {
            while (perSecond > 0)
            {
                for (var due = (long)(Stopwatch.GetElapsedTime(began).TotalSeconds * perSecond * Shards); sent < due; sent++)
                {
                    var shard = (int)(sent % Shards);
                    _shards[shard].Dispatch("MESSAGE_CREATE", Payloads.Message((FirstGuild + (ulong)Interlocked.Increment(ref _next)).ToString(CultureInfo.InvariantCulture), Guilds.Count > 0 ? Guilds[0] : "1"));
                }

                await Task.Delay(5, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
        }
    }

    private async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (context.WebSockets.IsWebSocketRequest)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await new ShardSocket(this, socket, $"ws://{context.Request.Host}/gateway").RunAsync(context.RequestAborted);
        }
        else if (path.EndsWith("/callback", StringComparison.Ordinal))
        {
            var id = path.Split('/')[^3];
            if (_asked.TryRemove(id, out var at))
            {
                _took.Enqueue(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
                await context.Request.Body.CopyToAsync(Stream.Null);
                context.Response.StatusCode = 204;
                _onAnswer?.Invoke();
            }
            else
            {
                context.Response.StatusCode = 404;
            }
        }
        else
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(path switch
            {
                _ when path.EndsWith("/gateway/bot", StringComparison.Ordinal) =>
                    $$$"""{"url":"ws://{{{context.Request.Host}}}/gateway","shards":{{{Shards}}},"session_start_limit":{"total":100000,"remaining":99000,"reset_after":86400000,"max_concurrency":{{{MaxConcurrency}}}}}""",
                _ => $$"""{"id":"{{Payloads.Application}}","name":"bench","flags":565248,"description":"","bot_public":true,"bot_require_code_grant":false,"verify_key":"0","username":"bench","discriminator":"0000","avatar":null,"bot":true}""",
            });
        }
    }
}

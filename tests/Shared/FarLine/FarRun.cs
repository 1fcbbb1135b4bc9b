using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using ChatVideoBot.Queue;
using ChatVideoBot.Tests.Chaos;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChatVideoBot.Tests.FarLine;

/// <summary>
/// A Redis with TLS and the users of docker/redis/users.acl; a bot beside it; workers far away, who come through a <see cref="LineProxy"/> as the
/// worker's user. The line is bad, and everything must end once.
/// </summary>
public sealed class FarRun : IAsyncDisposable
{
    private const string Secret = "far-secret";

    private readonly FarPlan _plan;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("far-line-");
    private readonly List<IHost> _hosts = [];
    private readonly ConcurrentDictionary<string, long> _lastSteps = new();
    private PrivateRedis _redis = null!;
    private LineProxy _line = null!;
    private string _authority = "";
    private int _runs;

    private FarRun(FarPlan plan) => _plan = plan;

    /// <param name="startWorker">Adds a worker of this name, whose render is <see cref="RenderAsync"/>, to a host that has its settings.</param>
    public static async Task<FarReport> RunAsync(FarPlan plan, Action<HostApplicationBuilder, string, FarRun> startWorker, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(plan.Limit);
        await using var run = new FarRun(plan);
        await run.StartRedisAsync(limit.Token);
        return await run.WorkAsync(startWorker, limit.Token);
    }

    public static Lane Offer { get; } = new("far") { MostSeconds = 10 };

    /// <summary>The bytes of a job's clip: whoever makes it, they are the same.</summary>
    public byte[] ClipOf(long seed)
    {
        var clip = new byte[_plan.ClipBytes];
        new Random((int)seed).NextBytes(clip);
        return clip;
    }

    /// <summary>Makes a clip step by step.</summary>
    /// <param name="step">Tells a fraction and a preview.</param>
    /// <param name="window">Keeps a finished window.</param>
    public async Task<byte[]> RenderAsync(long seed, Action<double, byte[]> step, Func<int, byte[], Task> window, CancellationToken cancel)
    {
        Interlocked.Increment(ref _runs);
        for (var i = 1; i <= _plan.Steps; i++)
        {
            await Task.Delay(_plan.Step, cancel);
            step((double)i / _plan.Steps, RandomNumberGenerator.GetBytes(_plan.PreviewBytes));
            if (i % 5 == 0)
                await window((i / 5) - 1, ClipOf(seed).AsSpan(0, Math.Min(_plan.WindowBytes, _plan.ClipBytes)).ToArray());
        }
        _lastSteps[seed.ToString(CultureInfo.InvariantCulture)] = Stopwatch.GetTimestamp();
        return ClipOf(seed);
    }

    public async ValueTask DisposeAsync()
    {
        if (_line is not null)
            await _line.DisposeAsync(); // first: nothing else should wait for it
        foreach (var host in _hosts)
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            await host.StopAsync(soon.Token);
            host.Dispose();
        }
        if (_redis is not null)
            await _redis.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartRedisAsync(CancellationToken cancel)
    {
        _redis = await PrivateRedis.StartAsync(Path.Combine(_folder.FullName, "redis"), cancel);
        _authority = await TlsFiles.WriteAsync(_folder.FullName, cancel);
        using var raw = new RawRedis(_redis.Url);
        var port = FreePort();
        foreach (var (option, value) in new[]
        {
            ("tls-auth-clients", "no"), ("tls-ca-cert-file", _authority), ("tls-cert-file", Path.Combine(_folder.FullName, "server.pem")),
            ("tls-key-file", Path.Combine(_folder.FullName, "server.key")), ("tls-port", $"{port}"),
        })
        {
            await raw.AskAsync(cancel, "CONFIG", "SET", option, value);
        }
        var digest = "#" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Secret)));
        var user = File.ReadLines(Path.Combine(Repository.Root, "docker", "redis", "users.acl")).Single(line => line.StartsWith("user worker ", StringComparison.Ordinal));
        await raw.AskAsync(cancel, ["ACL", "SETUSER", .. Rules(user.Replace("@worker@", digest, StringComparison.Ordinal)["user ".Length..])]);
        _line = new LineProxy(port) { Latency = _plan.Latency, Loss = _plan.Loss };
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A selector in brackets is one word.</summary>
    private static IEnumerable<string> Rules(string line)
    {
        var open = new StringBuilder();
        foreach (var word in line.Split(' '))
        {
            open.Append(open.Length > 0 ? " " : "").Append(word);
            if (open[0] == '(' && word[^1] != ')') continue;
            yield return open.ToString();
            open.Clear();
        }
    }

    private IHost Host(string url, Action<HostApplicationBuilder> add)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["REDIS_URL"] = url,
            ["Redis:CertificateAuthority"] = _authority,
            ["Queue:Lease"] = _plan.Lease.ToString("c"),
            ["Queue:RenewEvery"] = (_plan.Lease / 3).ToString("c"),
            ["Queue:ReapEvery"] = "00:00:00.2",
            ["Queue:MostWaitingPerUser"] = "1000",
            ["Queue:Crashes"] = "20", // what the line takes is no fault of a job or a worker
            ["Queue:FaultsToSetAside"] = "1000",
        });
        builder.Services.AddLogging();
        builder.Services.AddQueue();
        add(builder);
        var host = builder.Build();
        _hosts.Add(host);
        return host;
    }

    private async Task<FarReport> WorkAsync(Action<HostApplicationBuilder, string, FarRun> startWorker, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        var near = Host(_redis.Url.OriginalString, _ => { });
        await near.StartAsync(cancel);
        var queue = near.Services.GetRequiredService<JobQueue>();
        await queue.LookAsync(cancel); // brings the functions
        for (var i = 0; i < _plan.Workers; i++)
        {
            var name = $"far-{i}";
            await Host($"rediss://worker:{Secret}@127.0.0.1:{_line.Port}", builder => startWorker(builder, name, this)).StartAsync(cancel);
        }
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var (ends, wrong, waits, previews) = (new ConcurrentDictionary<string, int>(), new ConcurrentBag<string>(), new ConcurrentBag<double>(), new ConcurrentDictionary<string, long>());
        var seen = 0;
        for (var i = 0; i < _plan.Jobs; i++)
        {
            var draft = new JobDraft(new JobId($"{i}"), $"user-{i % 5}", "guild", new ClipRequest { Prompt = "p", Seed = i, Model = "far" }, "{}") { Sources = new() { Picture = ClipOf(i).AsMemory(0, 1000) } };
            if ((await queue.EnqueueAsync(draft, cancel)).Status != EnqueueStatus.Accepted)
                throw new InvalidOperationException("A job was refused.");
        }
        var cutting = CutAsync(over.Token);
        while (ends.Count < _plan.Jobs)
        {
            if (await queue.TakeDeliveryAsync(cancel) is { } delivery)
            {
                var id = delivery.Job.Id.Value;
                var clip = await queue.ReadClipAsync(delivery, cancel);
                if (delivery.Job.State != JobState.Delivering || !ClipOf(long.Parse(id, CultureInfo.InvariantCulture)).AsSpan().SequenceEqual(clip))
                    wrong.Add($"{id}: {delivery.Job.State} {delivery.Job.Failure}");
                if (await queue.AcknowledgeAsync(delivery, cancel))
                    ends.AddOrUpdate(id, 1, (_, times) => times + 1);
                if (_lastSteps.TryGetValue(id, out var made))
                    waits.Add(Stopwatch.GetElapsedTime(made).TotalSeconds);
                continue;
            }
            foreach (var job in await queue.ListAsync(_plan.Workers, cancel))
            {
                if (job.PreviewVersion > 0 && (!previews.TryGetValue(job.Id.Value, out var last) || last != job.PreviewVersion) && await queue.ReadPreviewAsync(job.Id, cancel) is { } png && png.Length == _plan.PreviewBytes)
                {
                    previews[job.Id.Value] = job.PreviewVersion;
                    seen++;
                }
            }
            await Task.Delay(20, cancel);
        }
        await over.CancelAsync();
        await cutting;
        var took = Stopwatch.GetElapsedTime(began);
        _line.Speak();
        while (await queue.TakeDeliveryAsync(cancel) is { } late) // what nobody expected
            ends.AddOrUpdate(late.Job.Id.Value, 1, (_, times) => times + 1);
        using var raw = new RawRedis(_redis.Url);
        var meta = await raw.ReadHashAsync("vq:{main}:meta", cancel);
        var sorted = waits.Order().ToList();
        return new FarReport(
            ends, [.. wrong], _runs, Count("crashes"), Count("stale"), seen, _line.LostPieces, _line.Connections, sorted.Count > 0 ? sorted[^1] : 0, sorted.Count > 0 ? sorted[sorted.Count / 2] : 0, took);

        int Count(string what) => meta.TryGetValue(what, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
    }

    private async Task CutAsync(CancellationToken cancel)
    {
        if (_plan.Cuts.Count == 0)
            return;
        try
        {
            for (var i = 0; ; i = (i + 1) % _plan.Cuts.Count)
            {
                await Task.Delay(_plan.Apart, cancel);
                _line.FallSilent();
                await Task.Delay(_plan.Cuts[i], cancel);
                if (i % 2 == 1)
                    _line.Break(); // as a router that forgot the connections meanwhile
                _line.Speak();
            }
        }
        catch (OperationCanceledException)
        {
            _line.Speak();
        }
    }
}

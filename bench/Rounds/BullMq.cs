using System.Diagnostics;
using System.Globalization;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Bench.Rounds;

/// <summary>BullMQ in a Node process of its own, which stays for all rounds, so that what was compiled stays compiled.</summary>
internal sealed class BullMq : IAsyncDisposable
{
    private readonly Process _node;

    private BullMq(Process node) => _node = node;

    private static string Folder => Path.Combine(Repository.Root, "bench", "peers", "bullmq");

    public static async Task<BullMq> StartAsync(Uri redis, CancellationToken cancel)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "bullmq")))
        {
            Row.Note($"npm ci in bench/peers/bullmq …");
            using var npm = Start("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], toError: true);
            await npm.WaitForExitAsync(cancel);
            if (npm.ExitCode != 0)
                throw new InvalidOperationException($"npm ci in {Folder} ended with code {npm.ExitCode}.");
        }
        return new(Start("node", ["bullmq.mjs", redis.OriginalString["redis://".Length..]], toError: false));
    }

    /// <summary>Runs one of the modes of bullmq.mjs and returns its metrics by name.</summary>
    public async Task<IReadOnlyDictionary<string, double>> RunAsync(string mode, int inFlight, double seconds, CancellationToken cancel)
    {
        await _node.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{mode} {inFlight} {seconds}"));
        await _node.StandardInput.FlushAsync(cancel);
        var metrics = new Dictionary<string, double>();
        while (await _node.StandardOutput.ReadLineAsync(cancel) is { } line)
        {
            if (line == ".")
                return metrics;
            if (line.Split('\t') is ["bullmq", _, var metric, var value])
                metrics[metric] = double.Parse(value, CultureInfo.InvariantCulture);
        }
        throw new InvalidOperationException($"bullmq.mjs ended in {mode} at {inFlight}.");
    }

    /// <summary>Without anything more to read it deletes its keys and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _node.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await _node.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _node.Kill();
        }
        _node.Dispose();
    }

    private static Process Start(string program, IEnumerable<string> arguments, bool toError)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        if (toError) // our own standard output is for rows
        {
            process.OutputDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
            process.BeginOutputReadLine();
        }
        return process;
    }
}

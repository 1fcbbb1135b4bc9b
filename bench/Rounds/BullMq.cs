using System.Diagnostics;
using System.Globalization;
using ChatVideoBot.Bench.Programs;

namespace ChatVideoBot.Bench.Rounds;

/// <summary>BullMQ in a Node process of its own, which stays for all rounds, so that what was compiled stays compiled.</summary>
internal sealed class BullMq : IAsyncDisposable
{
    private readonly Process _node;

    private BullMq(Process node) => _node = node;

    public static async Task<BullMq> StartAsync(Uri redis, CancellationToken cancel)
    {
        var folder = await Npm.InstallAsync("bullmq", "bullmq", cancel);
        var start = new ProcessStartInfo("node", ["bullmq.mjs", redis.OriginalString["redis://".Length..]])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new(Process.Start(start) ?? throw new InvalidOperationException("node did not start."));
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
}

using System.Globalization;
using System.Runtime.InteropServices;
using ChatVideoBot.Hosting;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Backups;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Backups;

/// <summary><c>backup FILE</c>, <c>restore FILE [--replace]</c> and <c>move [REDIS_URL] [--anyway]</c>: docs/data.md tells what they do.</summary>
internal static class BackupCommands
{
    public const string Usage = "backup FILE | restore FILE [--replace] | move [REDIS_URL] [--anyway]";

    /// <summary>Where the address comes from when the line names none: a line can be read by others on the machine, and it may hold a password.</summary>
    private const string Target = "MOVE_REDIS_URL";

    /// <returns>The exit code; null where it is none of these commands.</returns>
    public static async Task<int?> TryRunAsync(string[] args, TextWriter output, CancellationToken cancel, Action<IHostApplicationBuilder>? settings)
    {
        Func<QueueVault, IConfiguration, CancellationToken, Task<string>>? work = args switch
        {
            ["backup", var file] when IsFile(file) => (vault, _, stop) => BackupAsync(vault, file, stop),
            ["restore", var file] when IsFile(file) => (vault, _, stop) => RestoreAsync(vault, file, false, stop),
            ["restore", var file, "--replace"] when IsFile(file) => (vault, _, stop) => RestoreAsync(vault, file, true, stop),
            ["restore", "--replace", var file] when IsFile(file) => (vault, _, stop) => RestoreAsync(vault, file, true, stop),
            ["move"] => (vault, set, stop) => MoveAsync(vault, set[Target] ?? "", false, set, stop),
            ["move", "--anyway"] => (vault, set, stop) => MoveAsync(vault, set[Target] ?? "", true, set, stop),
            ["move", var url] when IsFile(url) => (vault, set, stop) => MoveAsync(vault, url, false, set, stop),
            ["move", var url, "--anyway"] when IsFile(url) => (vault, set, stop) => MoveAsync(vault, url, true, set, stop),
            ["move", "--anyway", var url] when IsFile(url) => (vault, set, stop) => MoveAsync(vault, url, true, set, stop),
            _ => null,
        };
        if (work is null) return null;

        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders(); // what is wrong is told once
        builder.Configuration.AddSecretFiles();
        builder.Services.AddQueue();
        settings?.Invoke(builder);
        using var host = builder.Build();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true; // so that nothing is left half-way that can be cleared away
            stop.Cancel();
        }
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            await output.WriteLineAsync(await work(host.Services.GetRequiredService<QueueVault>(), host.Services.GetRequiredService<IConfiguration>(), stop.Token));
            return 0;
        }
        catch (Exception e) when (e is BackupException or RedisException or IOException or UnauthorizedAccessException)
        {
            await output.WriteLineAsync(e.Message.ReplaceLineEndings(" "));
            return 1;
        }
        catch (OperationCanceledException)
        {
            await output.WriteLineAsync(cancel.IsCancellationRequested || stop.IsCancellationRequested
                ? "Stopped before it was done; the same command does it." : "Redis was away for too long. Begin again with the same command.");
            return 1;
        }
    }

    private static bool IsFile(string word) => word.Length > 0 && !word.StartsWith('-');

    private static async Task<string> BackupAsync(QueueVault vault, string file, CancellationToken cancel)
    {
        var made = await vault.BackupAsync(file, cancel);
        return string.Create(CultureInfo.InvariantCulture,
            $"{file}: {made.Keys} keys, {made.Bytes / 1e6:0.0} MB; bots and workers waited {made.StoodStill.TotalSeconds:0.00} s. It holds what people wrote and made: keep it as you keep the Redis.");
    }

    private static async Task<string> RestoreAsync(QueueVault vault, string file, bool replace, CancellationToken cancel)
    {
        var done = await vault.RestoreAsync(file, replace, cancel);
        var mended = done.Mended > 0 ? $" {done.Mended} stood nowhere and were put right." : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{done.Keys} keys are back as they were at {done.TakenAt:yyyy-MM-dd HH:mm:ss} UTC; {done.Back} jobs that were at workers wait again.{mended} Whoever asked to be forgotten after that time must be forgotten again.");
    }

    private static async Task<string> MoveAsync(QueueVault vault, string url, bool anyway, IConfiguration settings, CancellationToken cancel)
    {
        if (url.Length == 0) throw new BackupException($"Name the new Redis after 'move', or in {Target}.");
        var to = settings.GetSection("Redis").Get<RedisOptions>() ?? new RedisOptions(); // the same authority, sentinels' names, time-outs
        to.Url = url;
        if (url.Contains('@', StringComparison.Ordinal)) (to.User, to.Password) = ("", ""); // those of the old one, which the address names anew
        if (to.Validate(null!).FirstOrDefault() is { ErrorMessage: var wrong })
            throw new BackupException(wrong?.Replace("Redis:Url (or REDIS_URL)", "The new address", StringComparison.Ordinal) ?? "");
        if (!anyway && await vault.CountRunningAsync(cancel) is > 0 and var running)
        {
            throw new BackupException(string.Create(CultureInfo.InvariantCulture,
                $"{running} jobs are at workers, and a move has them made anew there. Press \"Pause everything\" in /mod status and run this again when none runs, or move with --anyway."));
        }
        var moved = await vault.MoveAsync(to, cancel);
        return string.Create(CultureInfo.InvariantCulture,
            $"The queue is at {moved.Where} now; {moved.Back} jobs that were at workers wait again. Set REDIS_URL to it and start bots and workers again: the old Redis sends them away.");
    }
}

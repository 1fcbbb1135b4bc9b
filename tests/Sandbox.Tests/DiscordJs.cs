using System.Diagnostics;
using System.Text.Json;
using ChatVideoBot.Sandbox.Tests;

[assembly: AssemblyFixture(typeof(DiscordJs))]

namespace ChatVideoBot.Sandbox.Tests;

/// <summary>discord.js and oceanic.js from npm, installed once for the run beside its lock file.</summary>
public sealed class DiscordJs : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public string Folder { get; } = FindFolder();

    public async ValueTask InitializeAsync()
    {
        var installed = new FileInfo(Path.Combine(Folder, "node_modules", ".package-lock.json"));
        if (installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json")))
            return;
        using var soon = new CancellationTokenSource(Patience);
        var (code, said) = await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], [], soon.Token);
        if (code != 0)
            throw new InvalidOperationException($"npm ci failed in {Folder}: {said}");
        File.SetLastWriteTimeUtc(installed.FullName, DateTime.UtcNow);
    }

    /// <summary>Runs a scenario of a judge (judge.js, more.js, oceanic.js); returns what it complained about, nothing when all went well.</summary>
    public async Task<string> JudgeAsync(string judge, string scenario, SandboxServer sandbox)
    {
        var box = JsonSerializer.Serialize(new
        {
            api = sandbox.Api,
            token = sandbox.Token,
            page = sandbox.Page,
            application = sandbox.ApplicationId,
            guild = sandbox.GuildId,
            channel = sandbox.GeneralChannelId,
            user = sandbox.MemberId,
            owner = sandbox.OwnerId,
            bots = sandbox.Bots.Select(bot => new { id = bot.Id, token = bot.Token }),
        });
        var (code, said) = await RunAsync("node", [judge, scenario], new() { ["SANDBOX"] = box }, TestContext.Current.CancellationToken);
        return code == 0 ? "" : $"exit {code}: {said}";
    }

    /// <summary>Runs a scenario against a sandbox of its own; it has nothing to complain about.</summary>
    internal async Task SucceedAsync(string judge, string scenario, Action<SandboxOptions>? set = null)
    {
        await using var box = await Box.StartAsync(set);

        Assert.Equal("", await JudgeAsync(judge, scenario, box.Server));
    }

    private async Task<(int Code, string Said)> RunAsync(string program, string[] arguments, Dictionary<string, string> environment, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        try
        {
            var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
            await process.WaitForExitAsync(cancel);
            return (process.ExitCode, string.Concat(said));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static string FindFolder()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "ChatVideoBot.sln")))
            at = at.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return Path.Combine(at.FullName, "tests", "Sandbox.Tests", "discordjs");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

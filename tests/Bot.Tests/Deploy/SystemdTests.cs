using System.Diagnostics;

namespace ChatVideoBot.Bot.Tests.Deploy;

public sealed class SystemdTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("chatvideobot-test-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task What_is_installed_into_a_folder_is_whole_and_can_be_removed_again()
    {
        await InstallAsync("install", "--gpu");
        await InstallAsync("install", "--worker", "far"); // safe to run twice

        var units = Path.Combine(_root, "etc/systemd/system");
        foreach (var unit in Directory.GetFiles(units, "*.service"))
        {
            foreach (var line in await File.ReadAllLinesAsync(unit, TestContext.Current.CancellationToken))
            {
                Assert.DoesNotContain('@', line.Replace("@system-service", "", StringComparison.Ordinal).Replace("~@privileged", "", StringComparison.Ordinal).Replace("=@chown", "", StringComparison.Ordinal));
                if (line.StartsWith("LoadCredential=", StringComparison.Ordinal)) Assert.True(File.Exists(_root + line.Split(':')[1]), $"{unit} names {line.Split(':')[1]}, which is not there.");
                if (!line.StartsWith("Environment=", StringComparison.Ordinal)) continue;
                foreach (var variable in line["Environment=".Length..].Split(' ')) Assert.True(KnownSettings.Has(variable.Split('=')[0]), $"{unit} sets {variable}, which nothing reads.");
            }
        }
        Assert.Contains("char-nvidia", await File.ReadAllTextAsync(Path.Combine(units, "chatvideobot-worker@pocket.service.d/gpu.conf"), TestContext.Current.CancellationToken));
        var settings = Path.Combine(_root, "etc/chatvideobot");
        Assert.Equal(["bot.env", "discord-token", "redis-bot", "redis-owner", "redis-worker", "redis.env", "worker-far.env", "worker-pocket.env"], Directory.GetFiles(settings).Select(Path.GetFileName).Order());
        Assert.All(["discord-token", "redis-bot", "redis-owner", "redis-worker"], name => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Mode(Path.Combine(settings, name))));
        Assert.Equal(64, new FileInfo(Path.Combine(settings, "redis-bot")).Length);
        Assert.True(File.Exists(Path.Combine(_root, "opt/chatvideobot/current/redis/start")));

        await InstallAsync("remove");
        Assert.Empty(Directory.GetFiles(units));
        Assert.False(Directory.Exists(Path.Combine(_root, "opt/chatvideobot")));
        Assert.True(File.Exists(Path.Combine(settings, "redis-bot")));
        await InstallAsync("remove", "--purge");
        Assert.False(Directory.Exists(settings));
    }

    [Fact]
    public void A_worker_that_is_told_to_stop_has_longer_than_its_clip_may_take()
    {
        var unit = File.ReadAllText(Path.Combine(Repository.Root, "eng/systemd/chatvideobot-worker@.service"));

        Assert.Contains("Worker__DrainWithin=00:05:00", unit);
        Assert.Contains("TimeoutStopSec=6min", unit);
    }

    private static UnixFileMode Mode(string file) => OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException() : File.GetUnixFileMode(file);

    private async Task InstallAsync(string order, params string[] more)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "eng/install-systemd"), [order, "--root", _root, .. order == "install" ? ["--no-build"] : Array.Empty<string>(), .. more]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{await said}{await complained}");
    }
}

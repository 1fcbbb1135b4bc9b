using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Deploy;

public sealed class RedisStartTests : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("chatvideobot-test-").FullName;
    private readonly int _port = FreePort();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Fact]
    public async Task What_was_accepted_is_there_after_a_crash_and_nobody_gets_in_without_a_password()
    {
        foreach (var folder in new[] { "data", "run" }) Directory.CreateDirectory(Path.Combine(_place, folder));
        using (var secrets = Process.Start(new ProcessStartInfo(Path.Combine(Yaml.Folder, "new-secrets"), [_place]) { RedirectStandardOutput = true })!) await secrets.WaitForExitAsync(Cancel);
        var url = $"redis://bot:{await File.ReadAllTextAsync(Path.Combine(_place, "redis_bot"), Cancel)}@127.0.0.1:{_port}";
        var job = new JobDraft(new("a"), "u", "", new() { Prompt = "p" }, "");

        using (var redis = Start())
        {
            await using var queue = JobQueue.Open(url);
            Assert.Equal(EnqueueStatus.Accepted, (await queue.EnqueueAsync(job, Cancel)).Status);
            await EndAsync(redis);
        }
        using (var redis = Start())
        {
            await using var queue = JobQueue.Open(url);
            Assert.Equal(JobState.Waiting, (await queue.FindAsync(job.Id, Cancel))?.State);
            await using var stranger = JobQueue.Open($"redis://127.0.0.1:{_port}");
            Assert.Contains("NOAUTH", (await Assert.ThrowsAnyAsync<Exception>(() => stranger.FindAsync(job.Id, Cancel))).ToString());
            await EndAsync(redis);
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Path.Combine(Yaml.Folder, "redis", "start"), ["--bind", "127.0.0.1", "--port", $"{_port}", "--dir", Path.Combine(_place, "data")]) { RedirectStandardOutput = true };
        (start.Environment["REDIS_SECRETS"], start.Environment["REDIS_RUNTIME"]) = (_place, Path.Combine(_place, "run"));
        return Process.Start(start)!;
    }

    private static async Task EndAsync(Process redis)
    {
        redis.Kill();
        await redis.WaitForExitAsync(Cancel);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

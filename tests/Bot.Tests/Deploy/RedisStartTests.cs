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
        await PrepareAsync();
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

    [Fact]
    public async Task Its_users_reach_the_queue_of_the_name_that_it_is_given_and_no_other()
    {
        await PrepareAsync();
        var job = new JobDraft(new("a"), "u", "", new() { Prompt = "p" }, "");
        using var redis = Start("side_line-2");
        await using var bot = JobQueue.Open(await UrlAsync("bot"), new() { Name = "side_line-2" });
        Assert.Equal(EnqueueStatus.Accepted, (await bot.EnqueueAsync(job, Cancel)).Status);
        await using var worker = JobQueue.Open(await UrlAsync("worker"), new() { Name = "side_line-2" });
        await worker.AnnounceAsync("w", [new Lane("pocket")], "1.0", Cancel);
        Assert.Equal(job.Id, (await worker.ClaimAsync("w", Cancel))?.Id);

        foreach (var user in new[] { "bot", "worker" })
        {
            await using var other = JobQueue.Open(await UrlAsync(user));
            Assert.Contains("NOPERM", (await Assert.ThrowsAnyAsync<Exception>(() => other.LookAsync(Cancel))).ToString());
        }
        await EndAsync(redis);
    }

    [Fact]
    public async Task A_name_that_no_queue_can_have_is_refused()
    {
        await PrepareAsync();
        using var redis = Start("a b");
        Assert.Contains("'a b' is no name", await redis.StandardError.ReadToEndAsync(Cancel));
        await redis.WaitForExitAsync(Cancel);
        Assert.NotEqual(0, redis.ExitCode);
    }

    private async Task PrepareAsync()
    {
        foreach (var folder in new[] { "data", "run" }) Directory.CreateDirectory(Path.Combine(_place, folder));
        using var secrets = Process.Start(new ProcessStartInfo(Path.Combine(Yaml.Folder, "new-secrets"), [_place]) { RedirectStandardOutput = true })!;
        await secrets.WaitForExitAsync(Cancel);
    }

    private async Task<string> UrlAsync(string user) => $"redis://{user}:{await File.ReadAllTextAsync(Path.Combine(_place, $"redis_{user}"), Cancel)}@127.0.0.1:{_port}";

    private Process Start(string queue = "")
    {
        var start = new ProcessStartInfo(Path.Combine(Yaml.Folder, "redis", "start"), ["--bind", "127.0.0.1", "--port", $"{_port}", "--dir", Path.Combine(_place, "data")]) { RedirectStandardOutput = true, RedirectStandardError = queue.Contains(' ') };
        if (queue.Length > 0) start.Environment["REDIS_QUEUE"] = queue;
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

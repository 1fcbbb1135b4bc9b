using ChatVideoBot.Queue.Tests.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Queue.Tests;

public sealed class RegistrationTests(RedisServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static IHost Host(params (string Key, string Value)[] settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
        builder.Services.AddLogging();
        builder.Services.AddQueue().AddQueue();
        return builder.Build();
    }

    [Fact]
    public async Task A_host_sweeps_by_itself_at_the_address_that_REDIS_URL_names()
    {
        using var host = Host(
            ("REDIS_URL", server.Redis.Url.OriginalString), ("Redis:Url", "redis://127.0.0.1:1"),
            ("Queue:Name", "hosted"), ("Queue:ReapEvery", "00:00:00.1"), ("Queue:Tolerate", "appendfsync"));
        await host.StartAsync(Cancel);
        var queue = host.Services.GetRequiredService<JobQueue>();
        await queue.AnnounceAsync("w", [new Lane("pocket")], "1.0", Cancel);
        await queue.EnqueueAsync(new JobDraft(new JobId("a"), "u", "", new ClipRequest { Prompt = "p" }, ""), Cancel);
        await queue.ClaimAsync("w", Cancel);

        await queue.Redis.CallAsync(["ZADD", "vq:{hosted}:act:pocket", 1, "a"], Cancel);
        while ((await queue.FindAsync(new JobId("a"), Cancel))?.State != JobState.Waiting)
            await Task.Delay(10, Cancel);

        await host.StopAsync(Cancel);
    }

    [Theory]
    [InlineData("Queue:RenewEvery", "00:00:20", "RenewEvery")]
    [InlineData("Queue:Name", "a b", "Name")]
    [InlineData("Queue:Lease", "00:20:00", "Lease")]
    [InlineData("Redis:Url", "http://x", "Redis:Url")]
    [InlineData("REDIS_URL", "nonsense", "REDIS_URL")]
    [InlineData("Redis:CertificateAuthority", "/no/such.pem", "/no/such.pem")]
    public async Task A_wrong_option_stops_the_start_and_is_named(string key, string value, string named)
    {
        using var host = Host((key, value));
        var wrong = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel));
        Assert.Contains(named, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Redis_that_may_lose_jobs_is_refused_with_what_to_set()
    {
        await using var alone = await OwnServer.StartAsync();
        await using var queue = JobQueue.Open(alone.Url);
        using (var good = Host(("REDIS_URL", alone.Url.OriginalString)))
        {
            await good.StartAsync(Cancel);
            await good.StopAsync(Cancel);
        }
        foreach (var (setting, bad, right) in new[] { ("appendfsync", "everysec", "always"), ("maxmemory-policy", "allkeys-lru", "noeviction"), ("appendonly", "no", "yes") })
        {
            await queue.Redis.CallAsync(["CONFIG", "SET", setting, bad], Cancel);
            using var host = Host(("REDIS_URL", alone.Url.OriginalString));

            var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel));

            Assert.Contains($"set {setting} to {right}", refused.Message, StringComparison.Ordinal);
            Assert.Contains($"Queue:Tolerate to {setting}", refused.Message, StringComparison.Ordinal);
            using var told = Host(("REDIS_URL", alone.Url.OriginalString), ("Queue:Tolerate", setting));
            await told.StartAsync(Cancel);
            await told.StopAsync(Cancel);
            await queue.Redis.CallAsync(["CONFIG", "SET", setting, right], Cancel);
        }
    }

    [Fact]
    public async Task What_cannot_be_tolerated_is_named()
    {
        using var host = Host(("Queue:Tolerate", "appendfsync, version"));
        var wrong = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel));
        Assert.Contains("'version'", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_starts_and_stops_while_Redis_is_away()
    {
        using var host = Host(
            ("REDIS_URL", "redis://127.0.0.1:1"), ("Queue:ReapEvery", "00:00:00.1"), ("Redis:WaitForConnection", "00:00:00.2"));
        await host.StartAsync(Cancel);
        await Task.Delay(TimeSpan.FromMilliseconds(500), Cancel); // some sweeps fail meanwhile; the host must not
        await host.StopAsync(Cancel);
    }
}

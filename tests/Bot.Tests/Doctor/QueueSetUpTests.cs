using ChatVideoBot.Bot.Doctor;

namespace ChatVideoBot.Bot.Tests.Doctor;

/// <summary>Set-ups whose Redis or workers are broken on purpose.</summary>
public sealed class QueueSetUpTests
{
    [Fact]
    public Task A_redis_that_is_away() => WithAsync("redis", "Is it running (systemctl status redis-server)", "REDIS_URL", "redis://127.0.0.1:1");

    [Fact]
    public Task An_address_that_is_none() => WithAsync("settings", "it must be redis:// or, for TLS, rediss://", "REDIS_URL", "http://127.0.0.1");

    [Theory]
    [InlineData("CONFIG SET maxmemory-policy allkeys-lru", "redis-cli CONFIG SET maxmemory-policy noeviction")]
    [InlineData("CONFIG SET appendfsync everysec", "redis-cli CONFIG SET appendfsync always")]
    [InlineData("CONFIG SET appendonly no", "redis-cli CONFIG SET appendonly yes")]
    [InlineData("REPLICAOF 127.0.0.1 1", "is a replica, and no host of Redis:Url (or REDIS_URL) is the primary")]
    [InlineData("CONFIG SET maxmemory 1", "is full (maxmemory), so EVAL did not run: give it more memory")]
    public async Task A_redis_that_cannot_be_trusted(string broken, string told)
    {
        await using var practice = await Practice.OpenAsync();
        Assert.Equal("+OK\r\n", await practice.TellRedisAsync(broken));

        await practice.FindsAsync("redis", Health.Broken, told);

        await practice.TellRedisAsync("REPLICAOF NO ONE"); // a replica would not let itself be stopped
    }

    [Fact]
    public async Task A_setting_that_the_owner_tolerates_is_to_be_looked_at()
    {
        await using var practice = await Practice.OpenAsync();
        await practice.TellRedisAsync("CONFIG SET appendfsync everysec");
        practice.Settings["Queue:Tolerate"] = "appendfsync";

        await practice.FindsAsync("redis", Health.Look, "set appendfsync to always");
    }

    [Fact]
    public async Task A_redis_that_wants_a_password_or_another_one()
    {
        await using var practice = await Practice.OpenAsync();
        await practice.TellRedisAsync("CONFIG SET requirepass sesame");

        await practice.FindsAsync("redis", Health.Broken, "wants a password: put it in Redis:Url (or REDIS_URL), as redis://user:password@host");
        practice.Settings["REDIS_URL"] = practice.Redis.OriginalString.Replace("://", "://:wrong@", StringComparison.Ordinal);
        await practice.FindsAsync("redis", Health.Broken, "does not accept the user or password of Redis:Url (or REDIS_URL)");
        practice.Settings["REDIS_URL"] = practice.Redis.OriginalString.Replace("://", "://:sesame@", StringComparison.Ordinal);
        await practice.FindsAsync("redis", Health.Ok, "keeps jobs");

        await practice.TellRedisAsync("AUTH sesame\r\nCONFIG SET requirepass \"\"");
    }

    [Theory]
    [InlineData("~vq:* &vq:* +@all -@scripting", "may not run EVAL")]
    [InlineData("~other:* &vq:* +@all", "its ACL needs ~vq:* &vq:* +@all -@admin")]
    [InlineData("~vq:* &none +@all", "its ACL needs ~vq:* &vq:* +@all -@admin")]
    public async Task A_user_of_redis_who_may_too_little(string acl, string told)
    {
        await using var practice = await Practice.OpenAsync();
        await practice.TellRedisAsync($"ACL SETUSER bot on >word {acl}");
        practice.Settings["REDIS_URL"] = practice.Redis.OriginalString.Replace("://", "://bot:word@", StringComparison.Ordinal);

        await practice.FindsAsync("redis", Health.Broken, told);
    }

    [Fact]
    public async Task The_user_that_the_sentence_asks_for_is_enough()
    {
        await using var practice = await Practice.OpenAsync();
        await practice.TellRedisAsync("ACL SETUSER bot on >word ~vq:* &vq:* +@all -@admin");
        practice.Settings["REDIS_URL"] = practice.Redis.OriginalString.Replace("://", "://bot:word@", StringComparison.Ordinal);

        await practice.FindsAsync("workers", Health.Ok, "1 running: pocket");
        await practice.FindsAsync("redis", Health.Ok, "keeps jobs");
    }

    [Fact]
    public async Task A_redis_that_cannot_write_to_its_disk()
    {
        await using var practice = await Practice.OpenAsync();
        Directory.Delete(practice.Data, recursive: true); // as a disk that is gone
        await practice.TellRedisAsync("BGSAVE");
        while (!(await practice.TellRedisAsync("INFO persistence")).Contains("rdb_last_bgsave_status:err", StringComparison.Ordinal)) await Task.Delay(20, practice.Cancel);

        await practice.FindsAsync("redis", Health.Broken, "make room on its disk, let it write into its folder");
    }

    [Fact]
    public async Task No_worker()
    {
        await using var practice = await Practice.OpenAsync(announces: false);
        await practice.FindsAsync("workers", Health.Broken, "start one with dotnet run -c Release --project Inference, with the same REDIS_URL");
    }

    [Fact]
    public Task A_model_that_no_worker_serves() => WithAsync("workers", "set Queue:DefaultModel to one of pocket", "Queue:DefaultModel", "wan");

    private static async Task WithAsync(string what, string told, string setting, string value)
    {
        await using var practice = await Practice.OpenAsync();
        practice.Settings[setting] = value;
        await practice.FindsAsync(what, Health.Broken, told);
    }
}

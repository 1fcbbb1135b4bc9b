namespace ChatVideoBot.Bot.Tests.Deploy;

/// <summary>eng/install-systemd as its owner runs it, from the first installation to upgrades that go well and badly.</summary>
public sealed class UpgradeTests : IDisposable
{
    private const string Bot = "chatvideobot-bot.service", Redis = "chatvideobot-redis.service", Worker = "chatvideobot-worker@pocket.service";

    private readonly PretendedMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task What_is_installed_starts_once_the_token_is_there()
    {
        var (code, said) = await _machine.RunAsync("install");
        Assert.True(code == 0, said);
        Assert.Contains("the bot's token into /etc/chatvideobot/discord-token", said);
        Assert.DoesNotContain(_machine.Done(), line => line.Contains("start", StringComparison.Ordinal));

        _machine.Write("etc/chatvideobot/discord-token", "secret");
        (code, said) = await _machine.RunAsync("install");
        Assert.True(code == 0, said);
        Assert.Contains("All well.", said);
        Assert.Equal([$"restart {Redis}", $"restart {Bot}", $"--no-block restart {Worker}", "start chatvideobot.target"], _machine.Done().Where(line => line.Contains("start", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_upgrade_switches_and_restarts_the_bot_first()
    {
        var before = await InstallAsync();

        var (code, said) = await _machine.RunAsync("upgrade");

        Assert.True(code == 0, said);
        Assert.NotEqual(before, _machine.Release);
        Assert.Equal(["daemon-reload", "reset-failed chatvideobot-*", $"restart {Bot}", $"--no-block restart {Worker}"], _machine.Done()); // Redis' files are as they were
        Assert.DoesNotContain("# before", _machine.Read($"etc/systemd/system/{Bot}"));
    }

    [Fact]
    public async Task A_bot_that_is_not_well_brings_the_release_and_its_units_back()
    {
        var before = await InstallAsync();
        _machine.Play("ill.bot", "-1");
        var file = Path.Combine(_machine.Units, "chatvideobot-more.timer"); // of the version before alone
        File.WriteAllText(Path.Combine(_machine.Root, "opt/chatvideobot/current/units/chatvideobot-more.timer"), "");
        _machine.Write($"opt/chatvideobot/current/redis/users.acl", "other");

        var (code, said) = await _machine.RunAsync("upgrade", "--bot-wait", "3");

        Assert.Equal(1, code);
        Assert.Contains($"{Bot} does not get well within 3 s: not well yet", said);
        Assert.Equal(before, _machine.Release);
        Assert.Contains("# before", _machine.Read($"etc/systemd/system/{Bot}"));
        Assert.True(File.Exists(file));
        Assert.Equal(
            ["daemon-reload", $"restart {Redis}", "reset-failed chatvideobot-*", $"restart {Bot}", "daemon-reload", $"restart {Redis}", $"restart {Bot}"], // the worker goes on with what it does
            _machine.Done());
    }

    [Fact]
    public async Task Where_the_version_before_did_not_keep_its_units_those_that_are_laid_out_come_back()
    {
        await InstallAsync();
        Directory.Delete(Path.Combine(_machine.Root, "opt/chatvideobot/current/units"), recursive: true);
        _machine.Play("ill.bot", "-1");

        Assert.Equal(1, (await _machine.RunAsync("upgrade", "--bot-wait", "0")).Code);

        Assert.Contains("# before", _machine.Read($"etc/systemd/system/{Bot}"));
    }

    [Fact]
    public async Task A_worker_may_take_its_time_to_end_its_clip_and_to_load_its_model()
    {
        var before = await InstallAsync();
        _machine.Play($"{Worker}.drains", "40");
        _machine.Play("ill.worker", "80");

        var (code, said) = await _machine.RunAsync("upgrade");

        Assert.True(code == 0, said);
        Assert.Contains($"{Worker}, for 30 s: the one before ends what it does.", said);
        Assert.Contains($"{Worker}, for 90 s: not well yet", said);
        Assert.NotEqual(before, _machine.Release);
        Assert.Single(_machine.Done(), $"restart {Bot}");
    }

    [Theory]
    [InlineData("restarts", "0", "ends again and again")]
    [InlineData("state", "failed", "ends again and again")]
    [InlineData("drains", "1000", "does not get well within 20 s: the one before ends what it does.")]
    public async Task A_worker_that_never_gets_well_brings_everything_back(string what, string value, string sentence)
    {
        var before = await InstallAsync();
        _machine.Play($"{Worker}.{what}", value);
        _machine.Play("ill.worker", "-1");

        var (code, said) = await _machine.RunAsync("upgrade", "--worker-wait", "20");

        Assert.Equal(1, code);
        Assert.Contains($"{Worker} {sentence}", said);
        Assert.Equal(before, _machine.Release);
        Assert.Equal([$"restart {Bot}", $"--no-block restart {Worker}"], _machine.Done().TakeLast(2));
    }

    [Fact]
    public async Task What_was_not_well_before_need_not_be_well_after()
    {
        var before = await InstallAsync();
        _machine.Play("unready.worker", "");
        _machine.Play("unready.bot", "");

        var (code, said) = await _machine.RunAsync("upgrade", "--bot-wait", "0", "--worker-wait", "5");

        Assert.True(code == 0, said);
        Assert.NotEqual(before, _machine.Release);
    }

    [Fact]
    public async Task On_a_workers_machine_there_is_neither_bot_nor_Redis()
    {
        var (code, said) = await _machine.RunAsync("install", "--only-worker", "--worker", "far");
        Assert.True(code == 0, said);
        Assert.Contains("/etc/chatvideobot/redis-worker", said);
        Assert.Contains("Redis__Url=rediss://… into /etc/chatvideobot/worker-far.env", said);
        Assert.Equal(["redis-worker", "worker-far.env"], Directory.GetFiles(Path.Combine(_machine.Root, "etc/chatvideobot")).Select(Path.GetFileName).Order());
        _machine.Write("etc/chatvideobot/redis-worker", "secret");
        _machine.Write("etc/chatvideobot/worker-far.env", "Redis__Url=rediss://redis.example.org:6391\n");

        (code, said) = await _machine.RunAsync("install", "--only-worker", "--worker", "far");
        Assert.True(code == 0, said);
        (code, said) = await _machine.RunAsync("upgrade");
        Assert.True(code == 0, said);

        Assert.Equal(["chatvideobot-watch@.service", "chatvideobot-watch@.timer", "chatvideobot-worker@.service", "chatvideobot.target"], Directory.GetFiles(_machine.Units).Select(Path.GetFileName).Order());
        var done = _machine.Done();
        Assert.Equal(2, done.Count(line => line == "--no-block restart chatvideobot-worker@far.service"));
        Assert.DoesNotContain(done, line => line.Contains(Bot, StringComparison.Ordinal) || line.Contains(Redis, StringComparison.Ordinal) || line.Contains("@bot", StringComparison.Ordinal));
        Assert.Equal("secret", _machine.Read("etc/chatvideobot/redis-worker"));
    }

    [Fact]
    public async Task A_bot_that_its_owner_switched_off_stays_off()
    {
        await InstallAsync();
        _machine.Forget($"enabled:{Bot}");
        _machine.Forget($"enabled:{Redis}");
        _machine.Write("opt/chatvideobot/current/redis/users.acl", "other");

        Assert.Equal(0, (await _machine.RunAsync("upgrade")).Code);

        Assert.Equal(["daemon-reload", "reset-failed chatvideobot-*", $"--no-block restart {Worker}"], _machine.Done());
    }

    /// <returns>The release, whose unit says that it is of before.</returns>
    private async Task<string> InstallAsync()
    {
        await _machine.RunAsync("install");
        _machine.Write("etc/chatvideobot/discord-token", "secret");
        var (code, said) = await _machine.RunAsync("install");
        Assert.True(code == 0, said);
        foreach (var folder in new[] { "opt/chatvideobot/current/units", "etc/systemd/system" })
            File.AppendAllText(Path.Combine(_machine.Root, folder, Bot), "# before\n");
        _machine.Play("first", _machine.Release);
        _machine.Done();
        return _machine.Release;
    }
}

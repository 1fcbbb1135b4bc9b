using ChatVideoBot.Bot.Doctor;

namespace ChatVideoBot.Bot.Tests.Doctor;

/// <summary>The doctor's round as a whole, and the command line around it.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task In_a_healthy_set_up_all_is_well()
    {
        await using var practice = await Practice.OpenAsync();

        var (code, found) = await practice.AskAsync();

        var here = found.Where(one => one.What is not ("disk" or "memory" or "gpu")); // this machine's own
        Assert.Equal("", Practice.Lines(here.Where(one => one.Health != Health.Ok)));
        foreach (var what in (string[])["settings", "token", "network", "clock", "login", "interactions", "install", "intents", "gateway", "shards", "websocket", "server Sandbox", "redis", "workers", "ffmpeg", "disk", "memory", "gpu"])
            Assert.Contains(found, one => one.What == what);
        Assert.Equal(found.Any(one => one.Health == Health.Broken) ? 1 : 0, code);
    }

    [Fact]
    public async Task It_reads_like_a_list_with_its_sum_at_the_end()
    {
        await using var practice = await Practice.OpenAsync(announces: false);

        var (code, said) = await practice.RunAsync("doctor");

        var lines = said.TrimEnd().Split('\n');
        Assert.All(lines[..^1], line => Assert.Matches("^(ok    |look  |broken) [^:]+: .+$", line));
        Assert.Contains("broken workers: No worker is running, so no clip is made: start one with dotnet run", said);
        Assert.Matches("^[1-9] broken, [0-9]+ to look at\\.$", lines[^1]);
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task The_token_and_the_password_of_redis_are_never_shown()
    {
        await using var practice = await Practice.OpenAsync();
        await practice.TellRedisAsync("CONFIG SET requirepass sesame");
        practice.Settings["REDIS_URL"] = practice.Redis.OriginalString.Replace("://", "://:open-sesame@", StringComparison.Ordinal);

        var (_, said) = await practice.RunAsync("doctor");

        Assert.DoesNotContain(practice.Discord.Token, said);
        Assert.DoesNotContain("open-sesame", said);
        await practice.TellRedisAsync("AUTH sesame\r\nCONFIG SET requirepass \"\"");
    }

    [Theory]
    [InlineData("doktor: no such command. There are: doctor [--json] | invite [--automod]", "doktor")]
    [InlineData("doctor --yaml: no such command.", "doctor", "--yaml")]
    [InlineData("doctor --yaml: no such command.", "doctor", "--run", "--also", "file", "--yaml")]
    [InlineData("invite --admin: no such command.", "invite", "--admin")]
    public async Task What_cannot_be_understood_is_told(string told, params string[] command)
    {
        var said = new StringWriter();

        Assert.Equal(2, await OwnerCommands.RunAsync(command, said, TestContext.Current.CancellationToken));
        Assert.Contains(told, said.ToString());
    }

    [Theory]
    [InlineData(false, "permissions=274878024704")]
    [InlineData(true, "permissions=274878024736")]
    public async Task The_invitation_says_what_it_asks_for_and_why(bool automod, string permissions)
    {
        await using var practice = await Practice.OpenAsync();

        var (code, said) = await practice.RunAsync(automod ? ["invite", "--automod"] : ["invite"]);

        Assert.Equal(0, code);
        Assert.Contains($"https://discord.com/oauth2/authorize?client_id={practice.Discord.ApplicationId}&scope=bot+applications.commands&{permissions}\n", said);
        foreach (var (_, name, why) in Invite.Needed) Assert.Contains($"{name}: {why}", said);
        Assert.Equal(automod, said.Contains("  Manage Server: to read the server's AutoMod rules", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_invitation_of_a_bot_that_cannot_be_invited_says_so()
    {
        await using var practice = await Practice.OpenAsync(new() { BotRequireCodeGrant = true });

        Assert.Contains("But: The bot requires an OAuth2 code grant, so every invitation fails", (await practice.RunAsync("invite")).Said);
    }

    [Fact]
    public async Task The_invitation_needs_a_token_and_no_discord()
    {
        await using var practice = await Practice.OpenAsync();
        (practice.Settings["Discord:Api"], practice.Settings["Discord:RequestTries"]) = ("http://127.0.0.1:1/api", "1");
        var (code, said) = await practice.RunAsync("invite");
        Assert.Equal(0, code);
        Assert.Contains($"client_id={practice.Discord.ApplicationId}&", said); // the token's first part

        practice.Settings["DISCORD_TOKEN"] = "";
        (code, said) = await practice.RunAsync("invite");
        Assert.Equal(1, code);
        Assert.Contains("DISCORD_TOKEN is not set", said);
    }
}

namespace ChatVideoBot.Sandbox.Tests.Starting;

public sealed class ArgumentsTests
{
    [Fact]
    public void Without_any_everything_runs_on_the_usual_port_and_keeps_its_data_apart_from_other_ports()
    {
        var read = Read([]);

        Assert.Equal((false, 8420, null, null, null), (read.Bare, read.Port, read.DiscordToken, read.RedisUrl, read.Refusal));
        Assert.Equal(Path.Combine("data", "sandbox-8420", "redis"), read.RedisFolder);
        Assert.Equal(Path.Combine("elsewhere", "sandbox-9000", "redis"), Read(["--data", "elsewhere", "--port", "9000"]).RedisFolder);
    }

    [Fact]
    public void The_environment_names_Discord_and_Redis_and_bare_forgets_the_token()
    {
        var environment = new Dictionary<string, string> { ["DISCORD_TOKEN"] = "t", ["REDIS_URL"] = "redis://r" };

        var read = Read([], environment);
        var bare = Read(["--bare", "--port", "0"], environment);

        Assert.Equal(("t", "redis://r", Path.Combine("data", "discord", "redis")), (read.DiscordToken, read.RedisUrl, read.RedisFolder));
        Assert.Equal((true, 0, null), (bare.Bare, bare.Port, bare.DiscordToken));
        Assert.Null(Read([], new() { ["DISCORD_TOKEN"] = "" }).DiscordToken);
    }

    [Fact]
    public void Bots_and_guilds_may_be_several()
    {
        var read = Read(["--bare", "--bots", "3", "--guilds", "1000", "--guests", "97"]);

        Assert.Equal((3, 1000, 97, null), (read.Bots, read.Guilds, read.Guests, read.Refusal));
        Assert.Equal((1, 1, 0), (Read([]).Bots, Read([]).Guilds, Read([]).Guests));
    }

    [Theory]
    [InlineData("--port: 'many' is not a port; give a number from 0 (a free one) to 65535.", "--port", "many")]
    [InlineData("--port: '65536' is not a port; give a number from 0 (a free one) to 65535.", "--port", "65536")]
    [InlineData("--port: '-1' is not a port; give a number from 0 (a free one) to 65535.", "--port", "-1")]
    [InlineData("--port: '' is not a port; give a number from 0 (a free one) to 65535.", "--bare", "--port")]
    [InlineData("--bots: '0' is not a number from 1 to 100.", "--bots", "0")]
    [InlineData("--guests: '1001' is not a number from 1 to 1000.", "--guests", "1001")]
    [InlineData("--guilds: 'x' is not a number from 1 to 10000.", "--guilds", "x")]
    [InlineData("--data: name a folder.", "--data")]
    [InlineData("--prot: no such option. Usage: ./run", "--prot", "1")]
    public void What_cannot_be_followed_is_said_in_a_sentence(string sentence, params string[] arguments) =>
        Assert.StartsWith(sentence, Read(arguments).Refusal);

    private static Arguments Read(string[] arguments, Dictionary<string, string>? environment = null) =>
        Arguments.Read(arguments, name => environment?.GetValueOrDefault(name));
}

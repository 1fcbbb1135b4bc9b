using ChatVideoBot.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Tests.Liveness;

public sealed class SecretFilesTests : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("chatvideobot-test-").FullName;

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Theory]
    [InlineData("DISCORD_TOKEN")]
    [InlineData("REDIS_URL")]
    [InlineData("Redis:Password")]
    [InlineData("Queue:DefaultModel")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_HEADERS")]
    public void A_setting_is_read_from_the_file_that_is_named_for_it(string name)
    {
        var settings = Read((name + "_FILE", Write("s3cret\n")));

        Assert.Equal("s3cret", settings[name]);
    }

    [Theory]
    [InlineData("SSL_CERT_FILE")]
    [InlineData("OTEL_EXPERIMENTAL_CONFIG_FILE")]
    [InlineData("Inference:Provenance:KeyFile")]
    public void A_name_of_something_else_that_ends_so_is_left_alone(string name)
    {
        var settings = Read((name, "/nowhere/at/all"));

        Assert.Equal([name], settings.AsEnumerable().Where(one => one.Value is not null).Select(one => one.Key));
    }

    [Fact]
    public void What_the_file_holds_wins_over_what_was_said_before_by_another_name()
    {
        var settings = Read(("Redis:Password_FILE", Write("new\r\n")), ("Redis:Url", "redis://a"));

        Assert.Equal(("new", "redis://a"), (settings["Redis:Password"], settings["Redis:Url"]));
    }

    [Fact]
    public void A_file_that_cannot_be_used_is_told_by_the_settings_name_and_never_by_what_it_holds()
    {
        var (empty, full, large) = (Write("\n"), Write("hidden"), Write(new string('x', (64 << 10) + 1)));

        Assert.Equal($"DISCORD_TOKEN_FILE: {empty} is empty.", Refusal(("DISCORD_TOKEN_FILE", empty)));
        Assert.Equal($"DISCORD_TOKEN_FILE: there is no file {_place}/none.", Refusal(("DISCORD_TOKEN_FILE", $"{_place}/none")));
        Assert.StartsWith($"Redis:Password_FILE: {_place} cannot be read", Refusal(("Redis:Password_FILE", _place)));
        Assert.Equal($"REDIS_URL_FILE: {large} is longer than 64 KiB, so it holds no setting.", Refusal(("REDIS_URL_FILE", large)));
        Assert.Equal("REDIS_URL and REDIS_URL_FILE are both set: leave one of them out.", Refusal(("REDIS_URL_FILE", full), ("REDIS_URL", "redis://a")));
    }

    [Fact]
    public void A_longest_file_is_read_whole()
    {
        Assert.Equal(64 << 10, Read(("DISCORD_TOKEN_FILE", Write(new string('x', 64 << 10))))["DISCORD_TOKEN"]!.Length);
    }

    private string Refusal(params (string, string)[] settings) => Assert.Single(Assert.Throws<OptionsValidationException>(() => Read(settings)).Failures);

    private static ConfigurationManager Read(params (string Name, string Value)[] settings)
    {
        var manager = new ConfigurationManager();
        manager.AddInMemoryCollection(settings.ToDictionary(one => one.Name, one => (string?)one.Value));
        return manager.AddSecretFiles();
    }

    private string Write(string content)
    {
        var file = Path.Combine(_place, Guid.NewGuid().ToString("N"));
        File.WriteAllText(file, content);
        return file;
    }
}

using ChatVideoBot.Discord.Gateway;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Discord.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void The_environment_names_the_token_and_the_settings_the_rest()
    {
        var options = Bind(("DISCORD_TOKEN", " from.env\n"), ("Discord:Token", "from.file"), ("Discord:Intents", "Guilds, DirectMessages"), ("Discord:Api", "http://[::1]:8/api"));

        Assert.Equal("from.env", options.Token);
        Assert.Equal(GatewayIntents.Guilds | GatewayIntents.DirectMessages, options.Intents);
        Assert.Equal(TimeSpan.FromSeconds(15), options.Gateway.BackoffTo);
    }

    [Theory]
    [InlineData("Discord:Token", "", "DISCORD_TOKEN")]
    [InlineData("Discord:Token", "Bot abc", "without \"Bot \"")]
    [InlineData("Discord:Api", "http://discord.com/api", "http://discord.com/api")]
    [InlineData("Discord:Api", "http://127.0.0.1.example.com/api", "loopback")]
    [InlineData("Discord:Api", "ftp://127.0.0.1/", "https://")]
    [InlineData("Discord:Homepage", "ftp://example.org/", "Discord:Homepage")]
    [InlineData("Discord:Homepage", "https://example.org/(us)", "Discord:Homepage")]
    [InlineData("Discord:RequestTimeout", "01:00:00", "RequestTimeout")]
    [InlineData("Discord:Gateway:BackoffTo", "00:00:00.1", "Discord:Gateway:BackoffFrom")]
    public void A_wrong_setting_is_named(string setting, string value, string expected)
    {
        var e = Assert.Throws<OptionsValidationException>(() => Bind(("Discord:Token", "t"), (setting, value)));

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    private static DiscordOptions Bind(params (string Name, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (name, value) in settings)
            values[name] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddDiscord().BuildServiceProvider();
        return services.GetRequiredService<IOptions<DiscordOptions>>().Value;
    }
}

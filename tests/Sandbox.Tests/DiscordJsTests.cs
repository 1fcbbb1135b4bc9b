namespace ChatVideoBot.Sandbox.Tests;

/// <summary>An independent judge: a client that others wrote for Discord finds everything as it is there.</summary>
public sealed class DiscordJsTests(DiscordJs library)
{
    [Theory]
    [InlineData("commands")]
    [InlineData("conversation")]
    [InlineData("messages")]
    [InlineData("resume")]
    [InlineData("limits")]
    [InlineData("refusals")]
    public async Task Discord_js_finds_what_it_finds_on_Discord(string scenario) => await library.SucceedAsync("judge.js", scenario);
}

/// <summary>The rest of it, in a class of its own so that it runs beside.</summary>
public sealed class MoreDiscordJsTests(DiscordJs library)
{
    [Theory]
    [InlineData("autocomplete")]
    [InlineData("contextMenus")]
    [InlineData("selects")]
    [InlineData("modals")]
    [InlineData("componentsV2")]
    [InlineData("collectors")]
    [InlineData("lookups")]
    [InlineData("threads")]
    [InlineData("scopes")]
    [InlineData("tomorrow")]
    public async Task Discord_js_finds_every_component_command_and_fault(string scenario) => await library.SucceedAsync("more.js", scenario);
}

/// <summary>Shards, several bots, and a second client with habits of its own.</summary>
public sealed class OtherClientsTests(DiscordJs library)
{
    [Fact]
    public async Task Discord_js_spreads_over_shards() =>
        await library.SucceedAsync("more.js", "shards", o => (o.Guilds, o.RecommendedShards, o.MaxConcurrency) = (10, 4, 4));

    [Fact]
    public async Task Two_bots_of_discord_js_live_in_one_guild() => await library.SucceedAsync("more.js", "bots", o => o.Bots = 2);

    [Fact]
    public async Task Discord_js_changes_channels_and_threads() =>
        await library.SucceedAsync("more.js", "channels", o => o.BotPermissions |= 1UL << 4 | 1UL << 5 | 1UL << 6 | 1UL << 28 | 1UL << 34);

    [Theory]
    [InlineData("conversation", 1, 1)]
    [InlineData("messages", 1, 1)]
    [InlineData("life", 3, 2)]
    public async Task Oceanic_js_finds_what_it_finds_on_Discord(string scenario, int guilds, int shards) =>
        await library.SucceedAsync("oceanic.js", scenario, o => (o.Guilds, o.RecommendedShards, o.MaxConcurrency) = (guilds, shards, 16));
}

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
    public async Task Discord_js_finds_what_it_finds_on_Discord(string scenario)
    {
        await using var box = await Box.StartAsync();

        Assert.Equal("", await library.JudgeAsync(scenario, box.Server));
    }
}

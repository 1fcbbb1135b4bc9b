namespace ChatVideoBot.Sandbox.Tests.Rest;

public sealed class ApplicationTests
{
    [Fact]
    public async Task What_its_owner_set_in_the_portal_is_told_to_the_bot()
    {
        await using var box = await Box.StartAsync(o => (o.BotPublic, o.BotRequireCodeGrant, o.InteractionsEndpointUrl, o.AllowMembers) = (false, true, "https://example.org/interactions", false));

        var application = (await box.BotAsync("GET", "/applications/@me")).Json!;

        Assert.False(application["bot_public"]!.GetValue<bool>());
        Assert.True(application["bot_require_code_grant"]!.GetValue<bool>());
        Assert.Equal("https://example.org/interactions", application["interactions_endpoint_url"]!.GetValue<string>());
        Assert.Equal(0, application["flags"]!.GetValue<int>() & 1 << 15);
    }
}

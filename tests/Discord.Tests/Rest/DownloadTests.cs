using ChatVideoBot.Discord.Tests.Server;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Discord.Tests.Rest;

public sealed class DownloadTests : IAsyncLifetime
{
    private FakeDiscord _server = null!;
    private AttachmentDownloader _downloader = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await FakeDiscord.StartAsync();
        _downloader = new(Options.Create(new DiscordOptions { Api = _server.Api }), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _downloader.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_file_comes_whole_and_without_the_token()
    {
        var content = new byte[200_000];
        Random.Shared.NextBytes(content);
        _server.Answer = _ => new(200, content);

        Assert.Equal(content, await _downloader.DownloadAsync(new(_server.Api, "/attachments/1/2/a.png?ex=1&is=2&hm=3&"), 200_000, Cancel));
        Assert.DoesNotContain("Authorization", _server.Requests.Single().Headers.Keys);
        Assert.Equal("?ex=1&is=2&hm=3&", _server.Requests.Single().Query);
    }

    [Fact]
    public async Task A_file_above_the_bound_is_refused_whatever_its_headers_say()
    {
        _server.Answer = _ => new(200, new byte[200_000]); // chunked: no length is announced

        var e = await Assert.ThrowsAsync<DiscordException>(() => _downloader.DownloadAsync(new(_server.Api, "/a.png"), 199_999, Cancel));

        Assert.Equal(DiscordFault.TooLarge, e.Fault);
    }

    [Theory]
    [InlineData("https://example.com/a.png")]
    [InlineData("http://cdn.discordapp.com/a.png")]
    [InlineData("https://cdn.discordapp.com:444/a.png")]
    [InlineData("https://cdn.discordapp.com.example.com/a.png")]
    [InlineData("https://user@cdn.discordapp.com/a.png")]
    [InlineData("https://example.com#cdn.discordapp.com/a.png")]
    [InlineData("https://discord.com/a.png")]
    [InlineData("http://127.0.0.1:1/a.png")]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/etc/passwd")]
    public async Task Other_addresses_are_not_asked(string address)
    {
        var e = await Assert.ThrowsAsync<DiscordException>(() => _downloader.DownloadAsync(new(address, UriKind.RelativeOrAbsolute), 10, Cancel));

        Assert.Equal(DiscordFault.ForeignAddress, e.Fault);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/secret", DiscordFault.ForeignAddress)]
    [InlineData("/again", DiscordFault.Refused)] // for ever
    public async Task Redirects_lead_nowhere_else(string location, DiscordFault expected)
    {
        _server.Answer = _ => new FakeAnswer(302).With(("Location", location));

        var e = await Assert.ThrowsAsync<DiscordException>(() => _downloader.DownloadAsync(new(_server.Api, "/a.png"), 10, Cancel));

        Assert.Equal(expected, e.Fault);
    }

    [Fact]
    public async Task An_expired_link_is_refused_and_its_key_is_not_repeated()
    {
        _server.Answer = _ => new(404, "This content is no longer available.");

        var e = await Assert.ThrowsAsync<DiscordException>(() => _downloader.DownloadAsync(new(_server.Api, "/a.png?hm=secret"), 10, Cancel));

        Assert.Equal(DiscordFault.Refused, e.Fault);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }
}

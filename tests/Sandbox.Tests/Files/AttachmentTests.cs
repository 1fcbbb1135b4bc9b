using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Files;

namespace ChatVideoBot.Sandbox.Tests.Files;

public sealed class AttachmentTests
{
    [Fact]
    public async Task An_address_works_until_it_expires_and_a_forged_one_never()
    {
        await using var box = await Box.StartAsync();
        var message = await Upload(box, "a.txt", [1, 2, 3]);
        var url = message["attachments"]![0]!["url"]!.ToString();

        Assert.Equal([1, 2, 3], (await GetAsync(box, url)).Bytes);
        Assert.Equal(404, (await GetAsync(box, url.Replace("&hm=", "&hm=0"))).Status);
        Assert.Equal(404, (await GetAsync(box, url.Replace("?ex=", "?ex=f"))).Status);
        Assert.Equal(404, (await GetAsync(box, url[..url.IndexOf('?')])).Status);
        box.Server.Skip(TimeSpan.FromHours(25));
        var expired = await GetAsync(box, url);
        Assert.Equal((404, "text/plain; charset=utf-8"), (expired.Status, expired.ContentType));
        var fresh = await box.BotAsync("GET", $"/channels/{box.General}/messages/{message["id"]}");
        Assert.Equal(200, (await GetAsync(box, fresh.Json["attachments"]![0]!["url"]!.ToString())).Status);
    }

    [Fact]
    public async Task A_film_is_served_in_ranges()
    {
        await using var box = await Box.StartAsync();
        var url = (await Upload(box, "clip.mp4", [.. Enumerable.Range(0, 100).Select(i => (byte)i)]))["attachments"]![0]!["url"]!.ToString();
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Range = new RangeHeaderValue(10, 19);

        var part = await box.SendAsync(request);
        using var head = new HttpRequestMessage(HttpMethod.Head, url);
        var length = (await box.SendAsync(head)).Headers["Content-Length"];

        Assert.Equal("100", length);
        Assert.Equal((206, "video/mp4"), (part.Status, part.ContentType));
        Assert.Equal([.. Enumerable.Range(10, 10).Select(i => (byte)i)], part.Bytes);
        Assert.Equal("bytes 10-19/100", part.Headers["Content-Range"]);
    }

    [Theory]
    [InlineData("evil.html")]
    [InlineData("evil.svg")]
    [InlineData("evil.xml")]
    [InlineData("evil")]
    public async Task Nothing_that_could_run_is_shown_in_place(string name)
    {
        await using var box = await Box.StartAsync();
        var url = (await Upload(box, name, "<script>alert(1)</script>"u8.ToArray()))["attachments"]![0]!["url"]!.ToString();

        var served = await GetAsync(box, url);

        Assert.Equal("application/octet-stream", served.ContentType);
        Assert.StartsWith("attachment", served.Headers["Content-Disposition"]);
        Assert.Equal("nosniff", served.Headers["X-Content-Type-Options"]);
        Assert.Contains("sandbox", served.Headers["Content-Security-Policy"]);
    }

    [Fact]
    public async Task Beyond_the_bound_the_oldest_files_are_dropped()
    {
        await using var box = await Box.StartAsync(o => o.AttachmentStoreBytes = 1000);
        var first = (await Upload(box, "a.bin", new byte[600]))["attachments"]![0]!["url"]!.ToString();
        var second = (await Upload(box, "b.bin", new byte[600]))["attachments"]![0]!["url"]!.ToString();

        Assert.Equal(404, (await GetAsync(box, first)).Status);
        Assert.Equal(200, (await GetAsync(box, second)).Status);
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\x\\y z.png", "y_z.png")]
    [InlineData("\"a\r\nb\".txt", "ab.txt")]
    [InlineData("ключ.png", "png")]
    [InlineData("", "unknown")]
    public void A_name_is_made_safe(string name, string safe) => Assert.Equal(safe, AttachmentStore.SafeName(name));

    [Theory]
    [InlineData("89504E470D0A1A0A0000000D494844520000000300000002", 3, 2)]
    [InlineData("474946383961050004 00", 5, 4)]
    [InlineData("FFD8FFE000040000FFC0000B080006000703012200", 7, 6)]
    [InlineData("524946460000000057454250565038580A0000000000000009000004 0000", 10, 5)]
    [InlineData("0000000866747970 000000206D6F6F76 00000018 7472616B 00000010 746B6864 02800000 01680000", 640, 360)]
    public void The_size_is_read_from_the_first_bytes(string hex, int width, int height)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", ""));

        Assert.Equal((width, height), MediaSize.Read(bytes));
        for (var length = 0; length < bytes.Length; length++)
            MediaSize.Read(bytes.AsSpan(0, length)); // cut off anywhere it says nothing, and does not fall over
    }

    [Fact]
    public void Random_bytes_are_no_picture_and_do_no_harm()
    {
        var random = new Random(1);
        byte[][] heads = [[0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF], "RIFF0000WEBPVP8 "u8.ToArray(), [0, 0, 0, 24, .. "ftyp"u8], [0, 0, 0, 1, .. "ftyp"u8]];
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            byte[] file = [.. heads[i % heads.Length], .. bytes];
            MediaSize.Read(file);
        }
    }

    private static async Task<JsonNode> Upload(Box box, string name, byte[] bytes)
    {
        var reply = await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject(), ("files[0]", name, bytes));
        Assert.Equal(200, reply.Status);
        return reply.Json;
    }

    private static async Task<Reply> GetAsync(Box box, string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        return await box.SendAsync(request);
    }
}

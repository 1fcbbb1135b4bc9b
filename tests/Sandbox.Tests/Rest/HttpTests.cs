using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Rest;

/// <summary>What every route has in common: addresses, versions, methods, tokens, bodies and headers.</summary>
public sealed class HttpTests
{
    [Theory]
    [InlineData("GET", "api/v10/nothing", 404, 0, "404: Not Found")]
    [InlineData("GET", "api/v10", 404, 0, "404: Not Found")]
    [InlineData("PUT", "api/v10/users/@me", 405, 0, "405: Method Not Allowed")]
    [InlineData("GET", "api/v3/gateway", 400, 50041, "Invalid API version")]
    [InlineData("GET", "api/gateway/bot", 200, -1, "")]
    [InlineData("GET", "api/v9/oauth2/applications/@me", 200, -1, "")]
    [InlineData("GET", "api/v10/users/abc", 400, 50035, "Invalid Form Body")]
    [InlineData("GET", "api/v10/webhooks/5/token", 404, 10015, "Unknown Webhook")]
    [InlineData("DELETE", "api/v10/webhooks/5/token", 404, 10015, "Unknown Webhook")]
    public async Task Addresses_versions_and_methods_are_answered_in_Discords_words(string method, string path, int status, int code, string message)
    {
        await using var box = await Box.StartAsync();

        var reply = await box.SendAsync(method, path, null, box.Server.Token, []);

        Assert.Equal((status, "application/json"), (reply.Status, reply.ContentType));
        if (code >= 0)
            Assert.Equal((code, message), (reply.Code, reply.Text("message")));
    }

    [Fact]
    public async Task A_wrong_id_is_named_as_Discord_names_it()
    {
        await using var box = await Box.StartAsync();

        Assert.Equal(["NUMBER_TYPE_COERCE"], (await box.BotAsync("GET", "/channels/undefined")).ErrorsAt("channel_id"));
        Assert.Equal(["NUMBER_TYPE_COERCE"], (await box.BotAsync("GET", $"/guilds/{box.Server.GuildId}/members/undefined")).ErrorsAt("user_id"));
    }

    [Theory]
    [InlineData("/gateway/bot", null)]
    [InlineData("/users/@me", "Bot wrong")]
    [InlineData("/users/@me", "Bearer x")]
    [InlineData("/users/@me", "bare")]
    public async Task Without_a_good_token_it_is_401_with_code_0(string path, string? authorization)
    {
        await using var box = await Box.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(box.Server.Page, $"api/v10{path}"));
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);

        var reply = await box.SendAsync(request);

        Assert.Equal((401, 0, "401: Unauthorized"), (reply.Status, reply.Code, reply.Text("message")));
    }

    [Theory]
    [InlineData("text/plain", "{}", 50035)]
    [InlineData(null, "{}", 50035)]
    [InlineData("application/json", "{", 50109)]
    [InlineData("application/json", "[]", 50035)]
    [InlineData("application/json; charset=utf-8", "{}", 50006)]
    [InlineData("application/json", "", 50006)]
    public async Task A_body_is_JSON_by_type_and_by_shape(string? type, string body, int code)
    {
        await using var box = await Box.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(box.Server.Page, $"api/v10/channels/{box.General}/messages"));
        request.Headers.Authorization = new("Bot", box.Server.Token);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (type is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);

        var reply = await box.SendAsync(request);

        Assert.Equal((400, code), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task A_request_of_more_than_25_MiB_is_413()
    {
        await using var box = await Box.StartAsync();

        var reply = await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject { ["content"] = "x" }, ("files[0]", "a", new byte[26 << 20]));

        Assert.Equal((413, 40005), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task Every_route_tells_its_bucket_and_the_one_too_many_its_scope()
    {
        await using var box = await Box.StartAsync(o => o.Time = new ChatVideoBot.Tests.ManualTime());
        var guild = $"/guilds/{box.Server.GuildId}";

        foreach (var path in (string[])["/gateway/bot", "/users/@me", "/applications/@me", guild, $"{guild}/roles", $"/channels/{box.General}",
            $"/channels/{box.General}/messages", "/webhooks/5/token/messages/@original"])
        {
            var reply = await box.BotAsync("GET", path);
            foreach (var header in (string[])["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-RateLimit-Reset-After", "X-RateLimit-Bucket"])
                Assert.True(reply.Headers.ContainsKey(header), $"{path} has no {header}");
            Assert.DoesNotContain("X-RateLimit-Scope", reply.Headers.Keys);
        }
        Reply last;
        do
            last = await box.OpenAsync("GET", "/webhooks/5/token/messages/@original");
        while (last.Status != 429);
        Assert.Equal(("user", "0", "2"), (last.Headers["X-RateLimit-Scope"], last.Headers["X-RateLimit-Remaining"], last.Headers["Retry-After"]));
        Assert.Equal(2, last.Json["retry_after"]!.GetValue<double>());
        Assert.Equal(2, double.Parse(last.Headers["X-RateLimit-Reset-After"], CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("limit=1000", null)]
    [InlineData("limit=0", "NUMBER_TYPE_MIN")]
    [InlineData("limit=1001", "NUMBER_TYPE_MAX")]
    public async Task Bans_are_asked_for_within_limits(string query, string? error)
    {
        await using var box = await Box.StartAsync(o => o.BotPermissions |= 1UL << 2);

        var reply = await box.BotAsync("GET", $"/guilds/{box.Server.GuildId}/bans?{query}");

        if (error is null)
            Assert.Empty(reply.Json.AsArray());
        else
            Assert.Equal([error], reply.ErrorsAt("limit"));
    }
}

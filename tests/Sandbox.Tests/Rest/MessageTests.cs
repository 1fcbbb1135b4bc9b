using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Rest;

public sealed class MessageTests
{
    private static readonly byte[] Png = Pictures.Png(3, 2);

    [Fact]
    public async Task A_wrong_token_is_401_and_unknown_paths_are_404_and_405()
    {
        await using var box = await Box.StartAsync();

        var wrong = await box.SendAsync("GET", "api/v10/users/@me", null, "wrong", []);
        Assert.Equal((401, 0), (wrong.Status, wrong.Code));
        Assert.Equal(404, (await box.BotAsync("GET", "/nothing")).Status);
        Assert.Equal(405, (await box.BotAsync("DELETE", "/users/@me")).Status);
        Assert.Equal(50041, (await box.SendAsync("GET", "api/v3/users/@me", null, box.Server.Token, [])).Code);
        foreach (var prefix in (string[])["api", "api/v9", "api/v10"])
            Assert.Equal(200, (await box.SendAsync("GET", $"{prefix}/users/%40me", null, box.Server.Token, [])).Status);
    }

    [Theory]
    [InlineData("""{"content":""}""", 50006, "")]
    [InlineData("""{}""", 50006, "")]
    [InlineData("""{"content":5}""", 0, "")]
    [InlineData("""{"content":{}}""", 50035, "content:STRING_TYPE_CONVERT")]
    [InlineData("""{"content":"x","nonce":"01234567890123456789012345"}""", 50035, "nonce:BASE_TYPE_MAX_LENGTH")]
    [InlineData("""{"embeds":[{}]}""", 50035, "embeds.0.description:BASE_TYPE_REQUIRED")]
    [InlineData("""{"embeds":[{"title":"x","color":16777216}]}""", 50035, "embeds.0.color:NUMBER_TYPE_MAX")]
    [InlineData("""{"embeds":[{"title":"x","fields":[{"name":"","value":"y"}]}]}""", 50035, "embeds.0.fields.0.name:BASE_TYPE_REQUIRED")]
    [InlineData("""{"embeds":[{"title":"x","url":"ftp://x"}]}""", 50035, "embeds.0.url:URL_TYPE_INVALID_SCHEME")]
    [InlineData("""{"embeds":7}""", 50035, "embeds:LIST_TYPE_CONVERT")]
    [InlineData("""{"content":"x","allowed_mentions":{"parse":["users"],"users":["1"]}}""", 50035, "allowed_mentions:MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE")]
    [InlineData("""{"content":"x","allowed_mentions":{"parse":["someone"]}}""", 50035, "allowed_mentions.parse.0:BASE_TYPE_CHOICES")]
    [InlineData("""{"content":"x","attachments":[{"id":0}]}""", 50035, "attachments.0.id:ATTACHMENT_NOT_FOUND")]
    [InlineData("""{"content":"x","message_reference":{"message_id":"5"}}""", 50035, "message_reference:REPLIES_UNKNOWN_MESSAGE")]
    [InlineData("""{"content":"x","message_reference":{"message_id":"5","fail_if_not_exists":false}}""", 0, "")]
    [InlineData("""{"content":"x","nonce":null,"embeds":null,"components":null,"flags":null,"unknown":1}""", 0, "")]
    [InlineData("""{"content":"x","components":[{"type":2,"style":1,"label":"a","custom_id":"a"}]}""", 50035, "components.0.type:UNION_TYPE_CHOICES")]
    [InlineData("""{"content":"x","components":[{"type":1,"components":[{"type":2,"style":1,"label":"a","custom_id":"a"},{"type":2,"style":1,"label":"b","custom_id":"a"}]}]}""",
        50035, "components.0.components.1.custom_id:COMPONENT_CUSTOM_ID_DUPLICATED")]
    [InlineData("""{"content":"x","components":[{"type":1,"components":[{"type":2,"style":5,"label":"a"}]}]}""", 50035, "components.0.components.0.url:BASE_TYPE_REQUIRED")]
    [InlineData("""{"content":"x","components":[{"type":1,"components":[{"type":2,"style":1,"custom_id":"a"}]}]}""", 50035, "components.0.components.0.label:BUTTON_COMPONENT_INVALID_EMOJI_OR_LABEL")]
    [InlineData("""{"content":"x","components":[{"type":1,"components":[]}]}""", 50035, "components.0.components:BASE_TYPE_BAD_LENGTH")]
    [InlineData("""{"content":"x","components":[{"type":1,"components":[{"type":5,"custom_id":"u"},{"type":2,"style":1,"label":"a","custom_id":"a"}]}]}""",
        50035, "components.0.components:COMPONENT_LAYOUT_WIDTH_EXCEEDED")]
    [InlineData("""{"content":"x","flags":32768,"components":[{"type":10,"content":"t"}]}""", 50035, "content:MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2")]
    [InlineData("""{"flags":32768,"components":[{"type":17,"components":[{"type":10,"content":"t"}]}]}""", 0, "")]
    [InlineData("""{"flags":32768,"components":[{"type":13,"file":{"url":"attachment://a.png"}}]}""",
        50035, "components.0.file.url:UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND")]
    [InlineData("""{"flags":32768,"components":[{"type":17,"components":[{"type":17,"components":[{"type":10,"content":"t"}]}]}]}""",
        50035, "components.0.components.0.type:UNION_TYPE_CHOICES")]
    public async Task A_message_is_taken_or_refused_as_the_documents_say(string body, int code, string error)
    {
        await using var box = await Box.StartAsync();

        var reply = await box.BotAsync("POST", $"/channels/{box.General}/messages", JsonNode.Parse(body));

        if (code == 0)
        {
            Assert.Equal(200, reply.Status);
            return;
        }
        Assert.Equal((400, code), (reply.Status, reply.Code));
        if (error.Split(':') is [var path, var name])
            Assert.Equal([name], reply.ErrorsAt(path));
    }

    [Fact]
    public async Task Lengths_are_counted_to_the_letter()
    {
        await using var box = await Box.StartAsync(o => o.RateLimits = false);

        Assert.Equal(200, await Post(new JsonObject { ["content"] = new string('x', 2000) }));
        Assert.Equal(400, await Post(new JsonObject { ["content"] = new string('x', 2001) }));
        Assert.Equal(200, await Post(Embeds(1, 4096)));
        Assert.Equal(400, await Post(Embeds(1, 4097)));
        Assert.Equal(200, await Post(Embeds(2, 3000)));
        Assert.Equal(400, await Post(Embeds(2, 3001)));
        Assert.Equal(200, await Post(Embeds(2, 3000, "🎬"))); // one letter, two chars
        Assert.Equal(400, await Post(Embeds(2, 3001, "🎬")));
        Assert.Equal(200, await Post(Texts(2, 2000, "🎬")));
        Assert.Equal(400, await Post(Texts(2, 2001, "🎬")));
        Assert.Equal(400, await Post(Embeds(11, 1)));
        Assert.Equal(200, await Post(Texts(40)));
        Assert.Equal(400, await Post(Texts(41)));

        async Task<int> Post(JsonObject body) => (await box.BotAsync("POST", $"/channels/{box.General}/messages", body)).Status;

        static JsonObject Embeds(int count, int length, string letter = "x") => new()
        {
            ["embeds"] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => new JsonObject { ["description"] = string.Concat(Enumerable.Repeat(letter, length)) })]),
        };

        static JsonObject Texts(int count, int length = 1, string letter = "t") => new()
        {
            ["flags"] = 32768,
            ["components"] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => new JsonObject { ["type"] = 10, ["content"] = string.Concat(Enumerable.Repeat(letter, length)) })]),
        };
    }

    [Fact]
    public async Task Files_come_by_their_number_whatever_the_form_looks_like()
    {
        await using var box = await Box.StartAsync();
        box.Agreement.ChecksBodies = false; // ids of attachments may be numbers: the docs have it, the document does not
        const string boundary = "b0";
        var form = $"--{boundary}\r\nContent-Disposition: form-data; name=payload_json\r\nContent-Type: application/json\r\n\r\n"
            + """{"content":"x","attachments":[{"id":"1","description":"the second"},{"id":0,"filename":"first.png"}]}"""
            + $"\r\n--{boundary}\r\nContent-Disposition: form-data; name=files[0]; filename=zero.png\r\n\r\nA"
            + $"\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"files[1]\"; filename=\"one.txt\"\r\n\r\nB\r\n--{boundary}--\r\n";
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(box.Server.Page, $"api/v10/channels/{box.General}/messages"));
        request.Headers.Add("Authorization", $"Bot {box.Server.Token}");
        request.Content = new StringContent(form);
        request.Content.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", boundary) } };

        var reply = await box.SendAsync(request);

        Assert.Equal(200, reply.Status);
        var files = reply.Json["attachments"]!.AsArray();
        Assert.Equal(["first.png", "one.txt"], files.Select(f => f!["filename"]!.ToString()));
        Assert.Equal("the second", files[1]!["description"]!.ToString());
    }

    [Fact]
    public async Task A_picture_has_its_size_and_an_embed_takes_it_out_of_the_list()
    {
        await using var box = await Box.StartAsync();

        var plain = await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject(), ("files[0]", "a.png", Png));
        var embedded = await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject
        {
            ["embeds"] = new JsonArray(new JsonObject { ["title"] = "t", ["image"] = new JsonObject { ["url"] = "attachment://a.png" } }),
        }, ("files[0]", "a.png", Png));

        var file = plain.Json["attachments"]![0]!;
        Assert.Equal((3, 2, "image/png"), (file["width"]!.GetValue<int>(), file["height"]!.GetValue<int>(), file["content_type"]!.ToString()));
        Assert.Empty(embedded.Json["attachments"]!.AsArray());
        Assert.StartsWith("http://127.0.0.1", embedded.Json["embeds"]![0]!["image"]!["url"]!.ToString());
    }

    [Fact]
    public async Task An_edit_keeps_only_the_listed_files_and_without_a_list_all()
    {
        await using var box = await Box.StartAsync();
        var sent = (await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject { ["content"] = "x" },
            ("files[0]", "a.txt", [1]), ("files[1]", "b.txt", [2]))).Json;
        var path = $"/channels/{box.General}/messages/{sent["id"]}";

        var untouched = await box.BotAsync("PATCH", path, new JsonObject { ["content"] = "y" });
        var keptOne = await box.BotAsync("PATCH", path, new JsonObject
        {
            ["attachments"] = new JsonArray(new JsonObject { ["id"] = sent["attachments"]![1]!["id"]!.ToString() }, new JsonObject { ["id"] = "0" }),
        }, ("files[0]", "c.txt", [3]));
        var none = await box.BotAsync("PATCH", path, new JsonObject { ["attachments"] = new JsonArray() });

        Assert.Equal(["a.txt", "b.txt"], Names(untouched));
        Assert.Equal(["b.txt", "c.txt"], Names(keptOne));
        Assert.Empty(Names(none));
        Assert.NotNull(none.Json["edited_timestamp"]);

        static string[] Names(Reply reply) => [.. reply.Json["attachments"]!.AsArray().Select(f => f!["filename"]!.ToString())];
    }

    [Fact]
    public async Task Too_large_a_file_is_413_and_too_many_are_30015()
    {
        await using var box = await Box.StartAsync(o => o.AttachmentSizeLimitBytes = 1000);

        var large = await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject(), ("files[0]", "a.bin", new byte[1001]));
        var many = await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject(),
            [.. Enumerable.Range(0, 11).Select(i => ($"files[{i}]", "a.bin", new byte[1]))]);
        var whole = await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject(), ("files[0]", "a.bin", new byte[26 << 20]));

        Assert.Equal((413, 40005), (large.Status, large.Code));
        Assert.Equal((400, 30015), (many.Status, many.Code));
        Assert.Equal((413, 40005), (whole.Status, whole.Code));
    }

    [Fact]
    public async Task An_enforced_nonce_is_sent_once_until_it_is_forgotten()
    {
        await using var box = await Box.StartAsync();
        var body = new JsonObject { ["content"] = "x", ["nonce"] = "n1", ["enforce_nonce"] = true };

        var first = await box.BotAsync("POST", $"/channels/{box.General}/messages", body);
        var second = await box.BotAsync("POST", $"/channels/{box.General}/messages", body);
        box.Server.Skip(TimeSpan.FromMinutes(6));
        var later = await box.BotAsync("POST", $"/channels/{box.General}/messages", body);

        Assert.Equal(first.Text("id"), second.Text("id"));
        Assert.NotEqual(first.Text("id"), later.Text("id"));
        Assert.Equal("n1", first.Text("nonce"));
        Assert.Null((await box.BotAsync("GET", $"/channels/{box.General}/messages/{later.Text("id")}")).Json["nonce"]); // told to the sender alone
    }

    [Fact]
    public async Task History_is_read_in_pages()
    {
        await using var box = await Box.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 6; i++)
            ids.Add((await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", new JsonObject { ["content"] = $"{i}" })).Text("id"));

        Assert.Equal([ids[5], ids[4]], await Read("limit=2"));
        Assert.Equal([ids[1], ids[0]], await Read($"before={ids[2]}"));
        Assert.Equal([ids[2], ids[1]], await Read($"after={ids[0]}&limit=2"));
        Assert.Equal([ids[4], ids[3], ids[2]], await Read($"around={ids[3]}&limit=3"));
        Assert.Equal(400, (await box.BotAsync("GET", $"/channels/{box.General}/messages?limit=101")).Status);

        async Task<string[]> Read(string query) =>
            [.. (await box.BotAsync("GET", $"/channels/{box.General}/messages?{query}")).Json.AsArray().Select(m => m!["id"]!.ToString())];
    }

    [Fact]
    public async Task Only_own_messages_are_edited_and_foreign_ones_are_deleted_only_with_permission()
    {
        await using var box = await Box.StartAsync();
        var foreign = (await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", new JsonObject { ["content"] = "hers" })).Text("id");

        Assert.Equal(50005, (await box.BotAsync("PATCH", $"/channels/{box.General}/messages/{foreign}", new JsonObject { ["content"] = "x" })).Code);
        Assert.Equal(50013, (await box.BotAsync("DELETE", $"/channels/{box.General}/messages/{foreign}")).Code);
        Assert.Equal(10008, (await box.BotAsync("GET", $"/channels/{box.General}/messages/5")).Code);
        Assert.Equal(10003, (await box.BotAsync("GET", "/channels/5/messages")).Code);
        Assert.Equal(50035, (await box.BotAsync("GET", "/channels/abc/messages")).Code);
    }

    [Fact]
    public async Task Permissions_of_a_channel_hold()
    {
        await using var box = await Box.StartAsync();
        await box.FaultAsync(new JsonObject
        {
            ["overwrite"] = new JsonObject { ["channel"] = box.General, ["id"] = box.Server.ApplicationId, ["member"] = true, ["deny"] = (1 << 11).ToString() },
        });
        Assert.Equal(50013, (await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject { ["content"] = "x" })).Code);

        await box.FaultAsync(new JsonObject
        {
            ["overwrite"] = new JsonObject { ["channel"] = box.General, ["id"] = box.Server.ApplicationId, ["member"] = true, ["deny"] = (1 << 10).ToString() },
        });
        Assert.Equal(50001, (await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject { ["content"] = "x" })).Code);
        Assert.Equal(50001, (await box.BotAsync("GET", $"/channels/{box.General}")).Code);
    }

    [Fact]
    public async Task Bulk_delete_takes_2_to_100_and_pins_and_reactions_come_and_go()
    {
        await using var box = await Box.StartAsync(o => (o.BotPermissions, o.RateLimits) = (o.BotPermissions | 1 << 13 | 1 << 6 | 1UL << 51, false));
        var ids = new JsonArray();
        for (var i = 0; i < 3; i++)
            ids.Add((await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject { ["content"] = $"{i}" })).Text("id"));
        var message = $"/channels/{box.General}/messages/{ids[0]}";

        Assert.Equal(204, (await box.BotAsync("PUT", $"{message}/reactions/%F0%9F%91%8D/@me")).Status);
        Assert.True((await box.BotAsync("GET", message)).Json["reactions"]![0]!["me"]!.GetValue<bool>());
        Assert.Single((await box.BotAsync("GET", $"{message}/reactions/%F0%9F%91%8D")).Json.AsArray());
        Assert.Equal(204, (await box.BotAsync("DELETE", $"{message}/reactions/%F0%9F%91%8D/@me")).Status);
        Assert.Null((await box.BotAsync("GET", message)).Json["reactions"]);
        Assert.Equal(10014, (await box.BotAsync("PUT", $"{message}/reactions/thumbsup/@me")).Code);

        Assert.Equal(204, (await box.BotAsync("PUT", $"/channels/{box.General}/messages/pins/{ids[1]}")).Status);
        box.Server.Skip(TimeSpan.FromMinutes(1));
        Assert.Equal(204, (await box.BotAsync("PUT", $"/channels/{box.General}/messages/pins/{ids[0]}")).Status);
        var pins = (await box.BotAsync("GET", $"/channels/{box.General}/messages/pins?limit=1")).Json;
        Assert.Equal((ids[0]!.ToString(), true), (pins["items"]![0]!["message"]!["id"]!.ToString(), pins["has_more"]!.GetValue<bool>())); // pinned last
        pins = (await box.BotAsync("GET", $"/channels/{box.General}/messages/pins?before={Uri.EscapeDataString(pins["items"]![0]!["pinned_at"]!.ToString())}")).Json;
        Assert.Equal((ids[1]!.ToString(), false), (pins["items"]!.AsArray().Single()!["message"]!["id"]!.ToString(), pins["has_more"]!.GetValue<bool>()));

        Assert.Equal(400, (await box.BotAsync("POST", $"/channels/{box.General}/messages/bulk-delete", new JsonObject { ["messages"] = new JsonArray("1") })).Status);
        Assert.Equal(204, (await box.BotAsync("POST", $"/channels/{box.General}/messages/bulk-delete", new JsonObject { ["messages"] = ids })).Status);
        Assert.Empty((await box.BotAsync("GET", $"/channels/{box.General}/messages")).Json.AsArray());
    }

    [Fact]
    public async Task A_broken_body_is_refused_in_words()
    {
        await using var box = await Box.StartAsync();

        Assert.Equal(50109, (await Raw("{\"content\":", "application/json")).Code);
        Assert.Equal(50035, (await Raw("content=x", "application/x-www-form-urlencoded")).Code);
        Assert.Equal(50035, (await Raw("[]", "application/json")).Code);
        Assert.Equal(50035, (await Raw("--b\r\nnonsense", "multipart/form-data; boundary=b")).Code);

        async Task<Reply> Raw(string body, string type)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(box.Server.Page, $"api/v10/channels/{box.General}/messages"));
            request.Headers.Add("Authorization", $"Bot {box.Server.Token}");
            request.Content = new StringContent(body);
            request.Content.Headers.Remove("Content-Type");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            return await box.SendAsync(request);
        }
    }
}

using System.Text;
using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Rest;

/// <summary>What Discord takes in another type than its own, and how it comes back.</summary>
public sealed class FormTests
{
    [Theory]
    [InlineData("\"255\"", "255")]
    [InlineData("\" 255 \"", "255")]
    [InlineData("255.0", "255")]
    [InlineData("2.55e2", "255")]
    [InlineData("255", "255")]
    [InlineData("\"255.0\"", "NUMBER_TYPE_COERCE")]
    [InlineData("255.5", "NUMBER_TYPE_COERCE")]
    [InlineData("\"0xff\"", "NUMBER_TYPE_COERCE")]
    [InlineData("\"\"", "NUMBER_TYPE_COERCE")]
    [InlineData("true", "NUMBER_TYPE_COERCE")]
    [InlineData("1e300", "NUMBER_TYPE_COERCE")]
    [InlineData("\"16777216\"", "NUMBER_TYPE_MAX")]
    public async Task A_number_comes_back_as_a_number_or_is_refused(string sent, string expected)
    {
        await using var box = await Box.StartAsync();
        box.Agreement.ChecksBodies = false;

        var reply = await box.BotAsync("POST", $"/channels/{box.General}/messages", JsonNode.Parse($$"""{"embeds":[{"title":"t","color":{{sent}}}]}"""));

        if (reply.Status == 200)
            Assert.Equal(expected, reply.Json["embeds"]![0]!["color"]!.ToJsonString());
        else
            Assert.Equal([expected], reply.ErrorsAt("embeds.0.color"));
    }

    [Theory]
    [InlineData("\"true\"", "true")]
    [InlineData("\"True\"", "true")]
    [InlineData("\"1\"", "true")]
    [InlineData("1", "true")]
    [InlineData("\"false\"", "false")]
    [InlineData("0", "false")]
    [InlineData("false", "false")]
    [InlineData("\"yes\"", "BOOLEAN_TYPE_CONVERT")]
    [InlineData("\"TRUE\"", "BOOLEAN_TYPE_CONVERT")]
    [InlineData("2", "BOOLEAN_TYPE_CONVERT")]
    [InlineData("\"\"", "BOOLEAN_TYPE_CONVERT")]
    [InlineData("[]", "BOOLEAN_TYPE_CONVERT")]
    public async Task A_boolean_comes_back_as_a_boolean_or_is_refused(string sent, string expected)
    {
        await using var box = await Box.StartAsync();
        box.Agreement.ChecksBodies = false;

        var reply = await box.BotAsync("POST", $"/channels/{box.General}/messages", JsonNode.Parse(
            $$"""{"components":[{"type":1,"components":[{"type":2,"style":1,"label":"l","custom_id":"c","disabled":{{sent}}}]}]}"""));

        if (reply.Status == 200)
            Assert.Equal(expected, reply.Json["components"]![0]!["components"]![0]!["disabled"]!.ToJsonString());
        else
            Assert.Equal([expected], reply.ErrorsAt("components.0.components.0.disabled"));
    }

    [Theory]
    [InlineData("5", "5")]
    [InlineData("1.5", "STRING_TYPE_CONVERT")]
    [InlineData("{}", "STRING_TYPE_CONVERT")]
    public async Task A_whole_number_is_taken_for_a_text(string sent, string expected)
    {
        await using var box = await Box.StartAsync();
        box.Agreement.ChecksBodies = false;

        var reply = await box.BotAsync("POST", $"/channels/{box.General}/messages", JsonNode.Parse($$"""{"content":{{sent}}}"""));

        Assert.Equal([expected], reply.Status == 200 ? [reply.Text("content")] : reply.ErrorsAt("content"));
    }

    [Fact]
    public async Task A_form_without_payload_json_says_it_in_fields()
    {
        await using var box = await Box.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(box.Server.Page, $"api/v10/channels/{box.General}/messages"));
        request.Headers.Authorization = new("Bot", box.Server.Token);
        request.Content = new MultipartFormDataContent
        {
            { new StringContent("in a field"), "content" },
            { new StringContent("false"), "tts" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes("file")), "file", "a.txt" },
        };

        var reply = await box.SendAsync(request);

        Assert.Equal((200, "in a field"), (reply.Status, reply.Text("content")));
        Assert.Equal("a.txt", reply.Json["attachments"]!.AsArray().Single()!["filename"]!.ToString());
    }
}

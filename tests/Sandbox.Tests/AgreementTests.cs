using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests;

/// <summary>The check against Discord's document can fail: each kind of disagreement is found.</summary>
public sealed class AgreementTests
{
    private const string Message = "/channels/1/messages/2";

    [Theory]
    [InlineData("GET", "/gateway", null, 200, """{"url":"wss://x"}""", "")]
    [InlineData("GET", "/gateway", null, 200, """{"url":5}""", "5 is no")]
    [InlineData("GET", "/gateway", null, 200, """{"address":"x"}""", "url is missing")]
    [InlineData("GET", "/gateway", null, 200, """{"url":"x","more":1}""", "more is not named there")]
    [InlineData("GET", "/gateway", null, 200, null, "the answer has no body")]
    [InlineData("GET", Message, null, 200, """{"id":"2"}""", "is missing")]
    [InlineData("GET", Message, null, 500, null, "fell over")]
    [InlineData("GET", Message, null, 404, """{"code":10008,"message":"Unknown Message"}""", "")]
    [InlineData("GET", Message, null, 404, """{"message":"Unknown Message"}""", "code is missing")]
    [InlineData("DELETE", Message, null, 200, null, "answers with 204")]
    [InlineData("DELETE", Message, null, 204, """{}""", "the answer has a body")]
    [InlineData("PUT", "/gateway", null, 204, null, "no such operation")]
    [InlineData("POST", "/users/@me/channels", """{"recipient_id":7}""", 200, """{"id":"1","type":1,"flags":0,"recipients":[]}""", "7 is no")]
    [InlineData("POST", "/users/@me/channels", """{"recipient_id":"7","unknown":1}""", 200, """{"id":"1","type":1,"flags":0,"recipients":[]}""", "")]
    [InlineData("PUT", "/channels/1/permissions/2", """{"type":1,"deny":"2048"}""", 204, null, "")]
    [InlineData("PUT", "/channels/1/permissions/2", """{"type":1,"deny":"much"}""", 204, null, "is no")]
    public void A_disagreement_is_found(string method, string path, string? body, int status, string? answer, string words)
    {
        var agreement = new Agreement();

        agreement.Hear(new AnsweredRequest(method, path, Parse(body), status, Parse(answer)));

        Assert.Contains(words, string.Join('\n', agreement.Problems));
        Assert.Equal(words.Length == 0, agreement.Problems.Count == 0);
    }

    private static JsonNode? Parse(string? json) => json is null ? null : JsonNode.Parse(json);
}

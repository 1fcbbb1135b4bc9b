using System.Text;
using System.Text.Json.Nodes;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Tests.Server;

namespace ChatVideoBot.Discord.Tests.Rest;

public sealed class UploadTests
{
    private static readonly byte[] Clip = [0, 1, 13, 10, 45, 45, 255];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_go_as_multipart_with_a_list_of_attachments()
    {
        var parts = await SendAsync(rest => rest.CreateMessageAsync(1, new()
        {
            Content = "done",
            Files =
            [
                new("a red balloon \"ü\".mp4", Clip) { ContentType = "video/mp4", Description = "A balloon, ü" },
                new("b.png", new byte[] { 1 }) { IsSpoiler = true },
            ],
        }, Cancel));

        Assert.Equal(["payload_json", "files[0]", "files[1]"], parts.Select(part => part.Name));
        Assert.Equal([null, "a_red_balloon____.mp4", "b.png"], parts.Select(part => part.FileName));
        Assert.Equal(["application/json", "video/mp4", "application/octet-stream"], parts.Select(part => part.ContentType));
        Assert.Equal(Clip, parts[1].Content);
        var json = JsonNode.Parse(parts[0].Content)!;
        Assert.Equal("done", json["content"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            [{"id":"0","filename":"a_red_balloon____.mp4","description":"A balloon, ü"},{"id":"1","filename":"b.png","is_spoiler":true}]
            """), json["attachments"]));
    }

    [Fact]
    public async Task An_edit_lists_what_stays_before_what_comes()
    {
        var parts = await SendAsync(rest => rest.EditMessageAsync(1, 2, new()
        {
            Attachments = [AttachmentRequest.Keep(new() { Id = 900 })],
            Files = [new("new.mp4", Clip)],
        }, Cancel));

        Assert.Equal("""[{"id":"900"},{"id":"0","filename":"new.mp4"}]""", JsonNode.Parse(parts[0].Content)!["attachments"]!.ToJsonString());
    }

    [Fact]
    public async Task An_answer_to_an_interaction_can_carry_files()
    {
        var parts = await SendAsync(rest => rest.CreateInteractionResponseAsync(
            new() { Id = 1, Token = "t" }, InteractionResponse.Message(new InteractionCallbackData { Files = [new("x.png", Clip)] }), Cancel));

        Assert.Equal("""{"type":4,"data":{"allowed_mentions":{"parse":[]},"attachments":[{"id":"0","filename":"x.png"}]}}""", Encoding.UTF8.GetString(parts[0].Content));
        Assert.Equal("files[0]", parts[1].Name);
    }

    [Fact]
    public async Task A_repeated_upload_sends_the_files_again()
    {
        await using var server = await FakeDiscord.StartAsync();
        var asked = 0;
        server.Answer = _ => Interlocked.Increment(ref asked) == 1 ? new(503) : new(200, "{}");
        using var rest = RestTests.NewClient(server.Api);

        await rest.CreateMessageAsync(1, new() { Nonce = "n", Files = [new("x.mp4", new byte[300_000])] }, Cancel);

        Assert.All(server.Requests, request => Assert.Equal(300_000, RawMultipart.Parse(request)[1].Content.Length));
        Assert.Equal(2, server.Requests.Count);
    }

    private static async Task<IReadOnlyList<RawMultipart.Part>> SendAsync(Func<Discord.Rest.DiscordRest, Task> send)
    {
        await using var server = await FakeDiscord.StartAsync();
        using var rest = RestTests.NewClient(server.Api);
        await send(rest);
        return RawMultipart.Parse(server.Requests.Single());
    }
}

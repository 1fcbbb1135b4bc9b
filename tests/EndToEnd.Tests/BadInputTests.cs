using System.Text.Json.Nodes;
using ChatVideoBot.Tests;

namespace ChatVideoBot.EndToEnd.Tests;

/// <summary>Each mistake gets one clear sentence where the user looks, and nothing is queued for it.</summary>
public sealed class BadInputTests(Everything everything) : IAsyncLifetime
{
    private static readonly byte[] Text = "Dear diary,\n"u8.ToArray();

    private SandboxPerson _member = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _member = await SandboxPerson.SitDownAsync(everything.Page, "member", Cancel);
        await _member.WaitForCommandsAsync(Cancel);
    }

    public ValueTask DisposeAsync()
    {
        _member.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public Task An_empty_prompt() => IsAnsweredAsync(new() { ["prompt"] = "   " }, "prompt: it is empty");

    [Fact]
    public Task A_prompt_of_two_thousand_characters() =>
        IsAnsweredAsync(new() { ["prompt"] = new string('a', 2000) }, "prompt: 2,000 characters are more than 1,500; shorten it by 500.");

    [Fact]
    public Task Zero_seconds() => IsAnsweredAsync(new() { ["prompt"] = "zero", ["seconds"] = 0 }, "seconds: 0 is too short; the shortest clip is 0.5 s.");

    [Fact]
    public Task Six_hundred_seconds() => IsAnsweredAsync(new() { ["prompt"] = "long", ["seconds"] = 600 }, "seconds: 600 is too long");

    [Fact]
    public Task An_aspect_that_is_none() => IsAnsweredAsync(new() { ["prompt"] = "wide", ["aspect"] = "very wide" }, "aspect: \"very wide\" is not a ratio");

    [Fact]
    public Task A_picture_of_no_bytes() => IsAnsweredAsync(new() { ["prompt"] = "empty file", ["image"] = Array.Empty<byte>() }, "is empty (0 bytes)");

    [Fact]
    public Task A_text_file_named_png() => IsAnsweredAsync(new() { ["prompt"] = "text file", ["image"] = Text }, "is not a picture");

    [Fact]
    public async Task A_picture_of_forty_thousand_pixels_a_side()
    {
        var png = await GoldenPictureAsync();
        (png[16], png[17], png[18], png[19], png[20], png[21], png[22], png[23]) = (0, 0, 0x9C, 0x40, 0, 0, 0x9C, 0x40);
        await IsAnsweredAsync(new() { ["prompt"] = "huge file", ["image"] = png }, "40,000 × 40,000");
    }

    [Fact]
    public async Task A_picture_whose_data_is_damaged()
    {
        var png = await GoldenPictureAsync();
        for (var at = 60; at < png.Length - 12; at++) png[at] = 0xAA;
        var id = await _member.UseAsync("general", "imagine", new Dictionary<string, object> { ["prompt"] = "damaged file", ["image"] = png }, Cancel);
        var first = await _member.WaitForMessageAsync("general", message => Asks(message, id) || Town.Text(message).Contains("⚠️ The file cannot be used"), Patience());
        if (Asks(first, id)) await _member.PressAsync("general", first["id"]!.GetValue<string>(), $"consent:yes:{id}", Cancel); // once for each person, in whichever test is first
        await AnswerAsync("The file cannot be used");

        static bool Asks(JsonNode message, string id) => message.ToJsonString().Contains($"consent:yes:{id}");
    }

    [Fact]
    public async Task A_message_without_a_picture_cannot_be_animated()
    {
        var said = await _member.SayAsync("general", "just words", Cancel);
        await _member.UseOnMessageAsync("general", "Animate this", said["id"]!.GetValue<string>(), Cancel);
        await AnswerAsync("There is no picture in this message");
    }

    private static Task<byte[]> GoldenPictureAsync() =>
        File.ReadAllBytesAsync(Path.Combine(Repository.Root, "models", "pocket", "golden", "image", "image.png"), Cancel);

    private async Task IsAnsweredAsync(Dictionary<string, object> options, string sentence)
    {
        await _member.UseAsync("general", "imagine", options, Cancel);
        var answer = await AnswerAsync(sentence);
        Assert.Empty(answer["attachments"]!.AsArray());
        Assert.DoesNotContain("   at ", answer["content"]!.GetValue<string>()); // no stack trace reaches chat
    }

    private Task<JsonNode> AnswerAsync(string sentence) =>
        _member.WaitForMessageAsync("general", message => Town.Text(message).Contains("⚠️") && Town.Text(message).Contains(sentence), Patience());

    private static CancellationToken Patience()
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(180));
        return patience.Token;
    }
}

using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatVideoBot.EndToEnd.Tests.Page;

/// <summary>Files on their way in, and files that stand in messages.</summary>
public sealed class FilesTests(Browser browser)
{
    private const string Transfer = """
        ([name, type]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array([137, 80, 78, 71])], name, { type }));
          return transfer;
        }
        """;

    /// <summary>Drops a small file on an element.</summary>
    internal static async Task DropAsync(ILocator target, string name, string type)
    {
        var transfer = await target.Page.EvaluateHandleAsync(Transfer, new[] { name, type });
        foreach (var step in (string[])["dragenter", "dragover", "drop"]) await target.DispatchEventAsync(step, new { dataTransfer = transfer });
    }

    [Fact]
    public async Task A_picture_that_is_dropped_waits_over_the_box_and_can_be_taken_out_again()
    {
        await using var stage = await Stage.SetAsync(browser);
        var transfer = await stage.Page.EvaluateHandleAsync(Transfer, new[] { "a.png", "image/png" });
        await stage.Page.Locator("#scroller").DispatchEventAsync("dragenter", new { dataTransfer = transfer });
        await Expect(stage.Page.Locator("#drop")).ToContainTextAsync("into #general");
        await stage.Page.Locator("#scroller").DispatchEventAsync("drop", new { dataTransfer = transfer });
        await Expect(stage.Page.Locator("#drop")).ToBeHiddenAsync();
        await Expect(stage.Id("upload")).ToContainTextAsync("a.png");
        await stage.Page.GetByLabel("Remove a.png").ClickAsync();
        await Expect(stage.Id("upload")).ToHaveCountAsync(0);
    }

    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task A_picture_that_is_pasted_goes_out_with_the_words(int widthPixels)
    {
        await using var stage = await Stage.SetAsync(browser, widthPixels);
        await PasteAsync(stage, "pasted.png");
        await Expect(stage.Id("upload")).ToBeVisibleAsync();
        await stage.Chat.TypeAsync("with words");
        await Expect(stage.Chat.Messages("with words")).ToBeVisibleAsync();
        await Expect(stage.Chat.Messages("with words").Locator(".attachments")).ToBeVisibleAsync();
        await Expect(stage.Id("upload")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_file_that_is_pasted_into_a_command_fills_its_option()
    {
        await using var stage = await Stage.SetAsync(browser);
        await stage.Chat.TypeAsync("/imagine");
        await stage.Page.Keyboard.TypeAsync("a red ball");
        await PasteAsync(stage, "start.png");
        await Expect(stage.Id("option-image")).ToContainTextAsync("start.png");
        await Expect(stage.Chat.Composer).ToBeFocusedAsync();
        await stage.PressAsync("Enter");
        var data = (await stage.Bot.InteractionAsync())["data"]!;
        Assert.Equal("start.png", data["resolved"]!["attachments"]!.AsObject().Single().Value!["filename"]!.ToString());
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_refused_with_its_size_before_it_is_sent()
    {
        await using var stage = await Stage.SetAsync(browser, before: page => page.RouteAsync("**/sandbox/state*", async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = (await answer.TextAsync()).Replace("\"attachment_size_limit\":26214400", "\"attachment_size_limit\":2", StringComparison.Ordinal) });
        }));
        await PasteAsync(stage, "large.png");
        await Expect(stage.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "large.png is 4 bytes; this server takes files up to 2 bytes." })).ToBeVisibleAsync();
        await Expect(stage.Id("upload")).ToHaveCountAsync(0);
    }

    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task A_clip_shows_its_first_picture_and_plays_with_controls_and_other_files_are_cards(int widthPixels)
    {
        await using var stage = await Stage.SetAsync(browser, widthPixels);
        var id = await stage.Bot.SayAsync("""{"attachments":[{"id":0,"description":"A test clip"},{"id":1}]}""", ("clip.mp4", await Scenes.ClipAsync()), ("notes.txt", "Dear diary"u8.ToArray()));
        var video = stage.Message(id).Locator("video");
        await Expect(video).ToHaveAttributeAsync("aria-label", "A test clip");
        await Expect(video).ToHaveAttributeAsync("controls", "");
        Assert.True(await video.EvaluateAsync<bool>("video => new Promise(done => video.readyState >= 2 ? done(true) : video.addEventListener('loadeddata', () => done(true)))"));
        await stage.Message(id).Locator(".play").ClickAsync();
        await Expect(stage.Message(id).Locator(".play")).ToBeHiddenAsync();
        Assert.True(await video.EvaluateAsync<bool>("video => new Promise(done => video.addEventListener('timeupdate', () => video.currentTime > 0 && done(true)))"));
        await Expect(stage.Message(id).Locator(".file-card")).ToContainTextAsync("10 bytes");
        await Expect(stage.Message(id).GetByText("notes.txt")).ToHaveAttributeAsync("download", "notes.txt");
    }

    private static async Task PasteAsync(Stage stage, string name)
    {
        var transfer = await stage.Page.EvaluateHandleAsync(Transfer, new[] { name, "image/png" });
        await stage.Page.EvaluateAsync("transfer => document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }))", transfer);
    }
}

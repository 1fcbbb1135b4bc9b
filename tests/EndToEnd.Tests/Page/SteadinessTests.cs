using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatVideoBot.EndToEnd.Tests.Page;

/// <summary>What one reads or is about to press stays where it is while messages come and change.</summary>
public sealed class SteadinessTests(Browser browser)
{
    private const string WatchShifts = """
        () => {
          window.shifts = 0;
          window.sum = list => { for (const shift of list) window.shifts += shift.value; };
          window.watch = new PerformanceObserver(list => window.sum(list.getEntries()));
          window.watch.observe({ type: 'layout-shift' });
        }
        """;

    /// <summary>The sum, after two frames were painted and measured.</summary>
    private const string Shifts = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => { window.sum(window.watch.takeRecords()); done(window.shifts); })))";

    private static string Progress(int percent) =>
        "{\"content\":\"**a red ball**\\n" + new string('▰', percent / 10) + new string('▱', 10 - percent / 10) + $" {percent} %\\n-# 480 × 288 · seed 7\",\"attachments\":[{{\"id\":0}}],"
        + "\"components\":[{\"type\":1,\"components\":[{\"type\":2,\"style\":4,\"label\":\"Cancel\",\"custom_id\":\"cancel\"}]}]}";

    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task A_progress_message_that_changes_itself_moves_no_neighbour(int widthPixels)
    {
        await using var stage = await Stage.SetAsync(browser, widthPixels);
        var before = await stage.Bot.SayAsync("""{"content":"before"}""");
        var card = await stage.Bot.SayAsync(Progress(0), ("preview.png", await Scenes.PictureAsync()));
        var after = await stage.Bot.SayAsync("""{"content":"after"}""");
        await Expect(stage.Message(after)).ToBeVisibleAsync();
        await stage.Message(card).Locator("img").EvaluateAsync("image => image.decode()");
        await stage.Page.EvaluateAsync(WatchShifts);
        var stood = await PlacesAsync();
        for (var percent = 7; percent <= 100; percent += 31)
        {
            await stage.Bot.EditAsync(card, Progress(percent), ("preview.png", await Scenes.PictureAsync()));
            await Expect(stage.Message(card)).ToContainTextAsync($" {percent} %");
            Assert.Equal(stood, await PlacesAsync());
        }
        await Expect(stage.Message(card)).ToContainTextAsync("(edited)");
        var shifts = await stage.Page.EvaluateAsync<double>(Shifts);
        Assert.True(shifts < 0.001, $"CLS {shifts}");

        async Task<(float, float, float)> PlacesAsync() => ((await stage.Message(before).BoundingBoxAsync())!.Y, (await stage.Message(card).BoundingBoxAsync())!.Height, (await stage.Message(after).BoundingBoxAsync())!.Y);
    }

    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task At_the_end_one_stays_at_the_end_and_further_up_one_stays_there(int widthPixels)
    {
        await using var stage = await Stage.SetAsync(browser, widthPixels);
        var ids = new List<string>();
        for (var n = 0; n < 30; n++) ids.Add(await stage.Bot.SayAsync("{\"content\":\"line " + n + "\\nsecond line\"}"));
        await Expect(stage.Message(ids[^1])).ToBeInViewportAsync();
        Assert.True(await AtEndAsync());
        await stage.Bot.EditAsync(ids[^1], """{"content":"grown\n\n\n\n\n\nmuch"}""");
        await Expect(stage.Message(ids[^1])).ToContainTextAsync("much");
        Assert.True(await AtEndAsync());

        await stage.Page.Locator("#scroller").EvaluateAsync("s => s.scrollBy(0, -400)");
        await Expect(stage.Message(ids[^1])).Not.ToBeInViewportAsync();
        var anchor = stage.Page.Locator("#messages .message").Filter(new() { HasText = "line 20" });
        var stood = (await anchor.BoundingBoxAsync())!.Y;
        await stage.Bot.SayAsync("""{"content":"news"}""");
        await Expect(stage.Id("to-end")).ToHaveTextAsync("1 new message");
        await stage.Bot.SayAsync("""{"content":"more news"}""");
        await Expect(stage.Id("to-end")).ToHaveTextAsync("2 new messages");
        await stage.Bot.EditAsync(ids[2], """{"content":"far above\n\n\n\n\nit grows"}"""); // out of sight, above
        await Expect(stage.Message(ids[2])).ToContainTextAsync("it grows");
        Assert.Equal(stood, (await anchor.BoundingBoxAsync())!.Y, 1.0);
        await stage.Id("to-end").ClickAsync();
        await Expect(stage.Chat.Messages("more news")).ToBeInViewportAsync();
        await Expect(stage.Id("to-end")).ToBeHiddenAsync();
        Assert.True(await AtEndAsync());

        Task<bool> AtEndAsync() => stage.Page.Locator("#scroller").EvaluateAsync<bool>("s => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(s.scrollHeight - s.scrollTop - s.clientHeight < 2))))");
    }

    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task Pictures_and_clips_have_their_room_before_they_arrive(int widthPixels)
    {
        var gate = new TaskCompletionSource();
        await using var stage = await Stage.SetAsync(browser, widthPixels, before: page => page.RouteAsync("**/attachments/**", async route =>
        {
            await gate.Task;
            await route.ContinueAsync();
        }));
        var picture = await stage.Bot.SayAsync("""{"content":"picture","attachments":[{"id":0}]}""", ("a.png", await Scenes.PictureAsync()));
        var clip = await stage.Bot.SayAsync("""{"content":"clip","attachments":[{"id":0}]}""", ("a.mp4", await Scenes.ClipAsync()));
        var end = await stage.Bot.SayAsync("""{"content":"end"}""");
        await Expect(stage.Message(end)).ToBeVisibleAsync();
        await stage.Page.EvaluateAsync(WatchShifts);
        var heights = await HeightsAsync();
        Assert.True(heights.Item1 > 100 && heights.Item2 > 100);
        gate.SetResult();
        await Expect(stage.Message(clip).GetByText("2.0 s")).ToBeVisibleAsync();
        await stage.Message(picture).Locator("img").EvaluateAsync("image => image.decode()");
        Assert.Equal(heights, await HeightsAsync());
        Assert.Equal(0, await stage.Page.EvaluateAsync<double>(Shifts));
        await ChatPage.PlayAsync(stage.Message(clip).Locator("video"));
        Assert.Equal(heights, await HeightsAsync());

        async Task<(float, float)> HeightsAsync() => ((await stage.Message(picture).BoundingBoxAsync())!.Height, (await stage.Message(clip).BoundingBoxAsync())!.Height);
    }

    [Fact]
    public async Task A_clip_that_plays_goes_on_while_its_message_is_edited()
    {
        await using var stage = await Stage.SetAsync(browser);
        var id = await stage.Bot.SayAsync("""{"content":"clip"}""", ("a.mp4", await Scenes.ClipAsync()));
        await ChatPage.PlayAsync(stage.Message(id).Locator("video"));
        await stage.Message(id).Locator("video").EvaluateAsync("video => video.mark = 1");
        await stage.Bot.ReactAsync(id, "🔥");
        await Expect(stage.Message(id)).ToContainTextAsync("🔥");
        Assert.Equal(1, await stage.Message(id).Locator("video").EvaluateAsync<int>("video => video.mark"));
        Assert.False(await stage.Message(id).Locator("video").EvaluateAsync<bool>("video => video.paused"));
    }

    [Fact]
    public async Task The_composer_stays_above_the_keyboard_of_a_phone()
    {
        await using var stage = await Stage.SetAsync(browser, Stage.Narrow);
        for (var n = 0; n < 12; n++) await stage.Bot.SayAsync("{\"content\":\"line " + n + "\"}");
        await stage.Chat.Composer.TapAsync();
        await stage.Page.SetViewportSizeAsync(Stage.Narrow, 380); // Chromium makes the page smaller
        await Expect(stage.Chat.Composer).ToBeInViewportAsync();
        await Expect(stage.Chat.Messages("line 11")).ToBeInViewportAsync();
        await stage.Page.SetViewportSizeAsync(Stage.Narrow, 780);
        await stage.Page.WaitForFunctionAsync("() => visualViewport.height > 700");
        await stage.Page.EvaluateAsync("""
            async () => { // Safari only tells
              const frame = () => new Promise(requestAnimationFrame);
              await frame(); // with it the true viewport tells that it grew
              await frame();
              const { keepAboveKeyboard } = await import('/js/keyboard.js');
              window.fake = Object.assign(new EventTarget(), { height: 400, scale: 1 });
              keepAboveKeyboard(window.fake);
              window.fake.dispatchEvent(new Event('resize'));
            }
            """);
        Assert.True((await stage.Chat.Composer.BoundingBoxAsync())!.Y < 400);
        await Expect(stage.Chat.Messages("line 11")).ToBeInViewportAsync();
        await stage.Page.EvaluateAsync("() => { window.fake.height = innerHeight; window.fake.dispatchEvent(new Event('resize')); }");
        Assert.True((await stage.Chat.Composer.BoundingBoxAsync())!.Y > 600, await stage.Page.EvaluateAsync<string>("() => `${innerHeight} ${visualViewport.height} ${document.getElementById('app').style.height} ${document.getElementById('app').offsetHeight}`"));
    }
}

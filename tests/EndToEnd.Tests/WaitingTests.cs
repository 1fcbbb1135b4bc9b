using System.Text.RegularExpressions;
using ChatVideoBot.EndToEnd.Tests.Talk;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatVideoBot.EndToEnd.Tests;

/// <summary>Everything once more, with a worker that takes far more steps than it needs: whoever waits is met waiting, on any machine.</summary>
public sealed class SlowPlace : IAsyncLifetime
{
    internal Everything Place { get; } = new() { Settings = new() { ["Inference__Steps"] = "60" } };

    public Uri Page => Place.Page;

    public ValueTask InitializeAsync() => Place.InitializeAsync();

    public ValueTask DisposeAsync() => Place.DisposeAsync();
}

/// <summary>What a person sees and can do between the order and the clip.</summary>
public sealed partial class WaitingTests(SlowPlace slow, Browser browser) : IClassFixture<SlowPlace>
{
    [Fact]
    public async Task A_person_imagines_a_clip_sees_place_percent_and_preview_and_the_clip_plays()
    {
        var chat = new ChatPage(await browser.OpenAsync(slow.Page));
        await chat.WaitForBotAsync();
        await chat.ShootAsync("01-first-minute");

        await chat.TypeAsync("/imagine a red ball bouncing in the desert seconds:24 seed:7");
        var card = chat.Messages("a red ball bouncing in the desert");
        await Expect(card.Filter(new() { HasTextRegex = Percent() })).ToBeVisibleAsync(); // it is the one at work
        await chat.TypeAsync("/imagine a blue star spinning in the snow");

        await Expect(chat.Messages("a blue star spinning in the snow").Filter(new() { HasTextRegex = InLine() })).ToBeVisibleAsync();
        await Expect(card.Filter(new() { HasTextRegex = Percent() }).GetByRole(AriaRole.Img).Last).ToBeVisibleAsync();
        await chat.ShootAsync("02-place-percent-preview");

        var clip = chat.Clip("a red ball bouncing in the desert");
        await Expect(clip).ToBeVisibleAsync();
        await Expect(clip).ToContainTextAsync("seed 7");
        await ChatPage.PlayAsync(clip.Locator("video"));
        await Expect(chat.Clip("a blue star spinning in the snow")).ToBeVisibleAsync();
        await ChatPage.PlayAsync(chat.Clip("a blue star spinning in the snow").Locator("video"));
        await chat.ShootAsync("03-clips");
    }

    [Fact]
    public async Task A_person_cancels_a_clip_and_no_clip_comes()
    {
        var chat = new ChatPage(await browser.OpenAsync(slow.Page));
        await chat.WaitForBotAsync();

        await chat.TypeAsync("/imagine a yellow heart at night seconds:8");
        var card = chat.Messages("a yellow heart at night").Last;
        await card.GetByText("Cancel", new() { Exact = true }).ClickAsync();

        await Expect(chat.Messages("a yellow heart at night").Filter(new() { HasText = "Cancelled." })).ToBeVisibleAsync();
        await chat.ShootAsync("05-cancelled");
        await chat.TypeAsync("/imagine a green square falling");
        await Expect(chat.Clip("a green square falling")).ToBeVisibleAsync(); // the worker went on with the next
        Assert.Equal(0, await chat.Clip("a yellow heart at night").CountAsync());
    }

    [Fact]
    public async Task A_clip_in_line_is_seen_and_cancelled_in_Queue()
    {
        var milo = await Guest.OpenAsync(browser, slow.Place, "moderator");
        const string Words = "a slow cloud";
        await milo.Chat.TypeAsync($"/imagine {Words} above the sea seconds:60");
        var (sea, hills) = (milo.Chat.Messages($"{Words} above the sea").First, milo.Chat.Messages($"{Words} above the hills").First);
        await Expect(sea).ToContainTextAsync(Percent()); // it is the one at work
        await milo.Chat.TypeAsync($"/imagine {Words} above the hills seconds:60");
        await Expect(hills).ToContainTextAsync(InLine());
        await milo.ShootAsync("card-waiting", hills);
        await milo.Chat.TypeAsync("/queue");
        var line = milo.Whisper("The line:");
        await Expect(line).ToContainTextAsync("The line: ");
        await milo.ShootAsync("queue", line);
        await CancelAsync("hills");
        await Expect(hills).ToContainTextAsync("Cancelled.");
        await Expect(sea).ToContainTextAsync(Percent());
        await milo.ShootAsync("card-running", sea);
        await CancelAsync("sea");
        await Expect(sea).ToContainTextAsync("Cancelled.");
        await milo.ShootAsync("card-cancelled", sea);
        await milo.CloseAsync();

        async Task CancelAsync(string which)
        {
            await line.Locator("[data-testid^='select-']").ClickAsync();
            await milo.Page.Locator("[data-testid^='choice-']").Filter(new() { HasText = which }).ClickAsync();
        }
    }

    [GeneratedRegex("[Ii]n line")]
    private static partial Regex InLine();

    [GeneratedRegex(@"\d+ %")]
    private static partial Regex Percent();
}

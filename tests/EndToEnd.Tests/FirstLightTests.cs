using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatVideoBot.EndToEnd.Tests;

/// <summary>A person, a browser and everything that ./run starts.</summary>
public sealed partial class FirstLightTests(Everything everything, Browser browser)
{
    [Fact]
    public async Task A_person_imagines_a_clip_sees_place_percent_and_preview_and_the_clip_plays()
    {
        var chat = new ChatPage(await browser.OpenAsync(everything.Page));
        await chat.WaitForBotAsync();
        await chat.ShootAsync("01-first-minute");

        await chat.TypeAsync("/imagine a red ball bouncing in the desert seconds:16 seed:7");
        await chat.TypeAsync("/imagine a blue star spinning in the snow");

        await Expect(chat.Messages("a blue star spinning in the snow").Filter(new() { HasTextRegex = InLine() })).ToBeVisibleAsync();
        var card = chat.Messages("a red ball bouncing in the desert");
        await Expect(card.Filter(new() { HasTextRegex = Percent() })).ToBeVisibleAsync();
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
    public async Task A_person_drops_a_picture_and_animates_it()
    {
        var chat = new ChatPage(await browser.OpenAsync(everything.Page));
        await chat.WaitForBotAsync();

        await chat.Page.GetByTestId("upload-file").SetInputFilesAsync(Path.Combine(Repository.Root, "models", "pocket", "golden", "image", "image.png"));
        await chat.TypeAsync("a pink star moving in a circle in space");
        var picture = chat.Messages("a pink star moving in a circle in space").Last;
        await Expect(picture.Locator("img").Last).ToBeVisibleAsync();
        await chat.PickAppAsync(picture, "animate-this");
        var question = chat.Page.Locator("[data-ephemeral='true']").Filter(new() { HasText = "Does this show real people?" }).Last; // others are asked theirs
        await question.Locator("[data-testid^='button-consent:yes:']").ClickAsync();

        var clip = chat.Clip("a pink star moving in a circle in space");
        await Expect(clip).ToBeVisibleAsync();
        await ChatPage.PlayAsync(clip.Locator("video"));
        await chat.ShootAsync("04-animated");
    }

    [Fact]
    public async Task A_person_fills_in_options_and_Enter_takes_the_one_that_is_marked()
    {
        var chat = new ChatPage(await browser.OpenAsync(everything.Page));
        await chat.WaitForBotAsync();

        await chat.TypeAsync("/imagine");
        await chat.Page.GetByTestId("option-prompt").ClickAsync();
        await chat.Page.Keyboard.TypeAsync("a wide red ball in the desert");
        await chat.Page.GetByTestId("add-option-aspect").ClickAsync();
        await chat.Page.Keyboard.TypeAsync("16");
        await Expect(chat.Page.GetByTestId("suggestion-16:9")).ToBeVisibleAsync();
        await chat.Page.Keyboard.PressAsync("Enter"); // takes 16:9
        await Expect(chat.Page.GetByTestId("option-aspect")).ToHaveValueAsync("16:9");
        await chat.Page.Keyboard.PressAsync("Enter"); // sends

        await Expect(chat.Clip("a wide red ball in the desert")).ToContainTextAsync("480 × 288");
    }

    [Fact]
    public async Task A_person_cancels_a_clip_and_no_clip_comes()
    {
        var chat = new ChatPage(await browser.OpenAsync(everything.Page));
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

    [GeneratedRegex(@"in line")]
    private static partial Regex InLine();

    [GeneratedRegex(@"\d+ %")]
    private static partial Regex Percent();
}

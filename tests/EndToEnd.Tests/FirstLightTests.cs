using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatVideoBot.EndToEnd.Tests;

/// <summary>A person, a browser and everything that ./run starts.</summary>
public sealed class FirstLightTests(Everything everything, Browser browser)
{
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
}

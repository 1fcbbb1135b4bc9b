using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ChatVideoBot.EndToEnd.Tests;

/// <summary>The sandbox's page as a person uses it: typing, dropping, right-clicking, looking.</summary>
internal sealed class ChatPage(IPage page)
{
    public IPage Page => page;

    public ILocator Composer => page.GetByTestId("composer");

    /// <summary>Waits until the bot is online and its commands are there.</summary>
    public async Task WaitForBotAsync()
    {
        await Composer.ClickAsync();
        await Composer.PressSequentiallyAsync("/");
        await Assertions.Expect(page.GetByTestId("command-imagine")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Composer.FillAsync("");
    }

    /// <summary>Types a line and presses Enter.</summary>
    public async Task TypeAsync(string line)
    {
        await Composer.ClickAsync();
        await page.Keyboard.TypeAsync(line);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Messages that hold this text, in order.</summary>
    public ILocator Messages(string text) => page.Locator("[data-testid^='message-']").Filter(new() { HasText = text });

    public ILocator Messages(Regex text) => page.Locator("[data-testid^='message-']").Filter(new() { HasTextRegex = text });

    /// <summary>The message that carries a clip made from these words.</summary>
    public ILocator Clip(string prompt) => Messages(prompt).Filter(new() { Has = page.Locator("video") }).Last;

    /// <summary>Plays a video and waits until it has moved on.</summary>
    public static async Task PlayAsync(ILocator video)
    {
        var moved = await video.EvaluateAsync<bool>("""
            video => new Promise((done, fail) => {
              video.muted = true;
              video.addEventListener('error', () => fail(new Error('video error ' + video.error?.code + ' ' + video.error?.message)));
              video.addEventListener('timeupdate', () => { if (video.currentTime > 0.4) done(true); });
              video.play().catch(fail);
            })
            """);
        Assert.True(moved);
    }

    /// <summary>Right-clicks a message and picks Apps, then the command.</summary>
    public async Task PickAppAsync(ILocator message, string slug)
    {
        await message.ClickAsync(new() { Button = MouseButton.Right });
        var item = page.GetByTestId($"menu-{slug}");
        if (!await item.IsVisibleAsync()) await page.GetByTestId("menu-apps").HoverAsync();
        await item.ClickAsync();
    }

    public Task ShootAsync(string name) => page.ScreenshotAsync(new() { Path = Path.Combine(Everything.Artifacts, name + ".png") });
}

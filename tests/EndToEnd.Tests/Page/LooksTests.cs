using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatVideoBot.EndToEnd.Tests.Page;

/// <summary>Every state once in both widths and both themes: pictures to look at, and what can be measured of them.</summary>
public sealed class LooksTests(Browser browser)
{
    private static readonly string Audit = File.ReadAllText(Path.Combine(Repository.Root, "tests", "EndToEnd.Tests", "Page", "audit.js"));

    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task Every_state(int widthPixels)
    {
        await using var stage = await Stage.SetAsync(browser, widthPixels);
        var (bot, page) = (stage.Bot, stage.Page);
        var found = new List<string>();
        Task ShootAsync(string name) => LookAsync(stage, name, found);

        await Expect(stage.Id("hint")).ToBeVisibleAsync();
        await ShootAsync("01-empty");

        await stage.Chat.Composer.ClickAsync();
        await page.Keyboard.TypeAsync("/im");
        await Expect(stage.Id("command-imagine")).ToBeVisibleAsync();
        await ShootAsync("02-commands");
        await stage.PressAsync("Tab");
        await page.Keyboard.TypeAsync("a red ball");
        await stage.Id("add-option-style").ClickAsync();
        await Expect(stage.Id("suggestion-clay")).ToBeVisibleAsync();
        await ShootAsync("03-options");
        await stage.PressAsync("Enter", "Escape", "Escape", "Escape");
        await Expect(stage.Id("option-prompt")).Not.ToBeAttachedAsync();

        await bot.SayAsync(Scenes.Markdown);
        await Expect(stage.Chat.Messages("The smallest")).ToBeVisibleAsync();
        await ShootAsync("04-markdown");

        var progress = await bot.SayAsync(Scenes.Progress, ("preview.png", await Scenes.PictureAsync()));
        await Expect(stage.Message(progress).Locator("img")).ToBeVisibleAsync();
        await bot.SayAsync("""{"content":"Here it is.","attachments":[{"id":0,"description":"A test clip"}]}""", ("clip.mp4", await Scenes.ClipAsync()));
        await Expect(stage.Chat.Messages("Here it is.").Locator("video")).ToBeVisibleAsync();
        await Expect(stage.Chat.Messages("Here it is.").GetByText("2.0 s")).ToBeVisibleAsync();
        await ShootAsync("05-progress-and-clip");

        var buttons = await bot.SayAsync(Scenes.Buttons);
        await bot.ReactAsync(buttons, "👍");
        await bot.ReactAsync(buttons, "🔥");
        await Expect(stage.Message(buttons).GetByText("🔥")).ToBeVisibleAsync();
        await bot.SayAsync(Scenes.People);
        await Expect(stage.Id("select-channel")).ToBeVisibleAsync();
        await ShootAsync("06-buttons-and-selects");

        await bot.SayAsync(Scenes.Layout, ("wide.png", await Scenes.PictureAsync()), ("tall.png", await Scenes.TallPictureAsync()), ("notes.txt", "Dear diary"u8.ToArray()));
        await Expect(page.GetByText("notes.txt")).ToBeVisibleAsync();
        await ShootAsync("07-layout");
        await bot.SayAsync(Scenes.Embed, ("wide.png", await Scenes.PictureAsync()), ("tall.png", await Scenes.TallPictureAsync()));
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "The queue" })).ToBeVisibleAsync();
        await bot.SayAsync("""{"content":"Four pictures, a secret, a sound and a file","attachments":[{"id":0},{"id":1},{"id":2},{"id":3},{"id":4}]}""",
            ("a.png", await Scenes.PictureAsync()), ("b.png", await Scenes.TallPictureAsync()), ("SPOILER_c.png", await Scenes.PictureAsync()), ("d.png", await Scenes.PictureAsync()),
            ("a-file-with-a-name-that-is-so-long-that-no-card-can-show-the-whole-of-it.zip", [1, 2, 3]));
        await Expect(stage.Chat.Messages("Four pictures").Locator("img")).ToHaveCountAsync(4);
        await ShootAsync("08-embed-and-files");
        await stage.Chat.Messages("The queue").ScrollIntoViewIfNeededAsync();
        await ShootAsync("09-embed");
        await stage.Id("to-end").Or(page.Locator("#to-end")).First.EvaluateAsync("pill => pill.click()");

        await stage.Chat.TypeAsync("/queue");
        var asked = await bot.InteractionAsync();
        await bot.AnswerAsync(asked, """{"type":5,"data":{"flags":64}}""");
        await Expect(page.GetByText("is thinking…")).ToBeVisibleAsync();
        await bot.TypeAsync();
        await Expect(page.GetByText("is typing…")).ToBeVisibleAsync();
        await ShootAsync("10-thinking-and-typing");
        await bot.EditAnswerAsync(asked, """{"content":"Nobody waits."}""");
        await Expect(page.GetByText("Only you can see this")).ToBeVisibleAsync();
        await stage.Chat.TypeAsync("/queue");
        await bot.InteractionAsync();
        stage.Sandbox.Skip(TimeSpan.FromSeconds(4));
        await Expect(page.GetByText("did not respond")).ToBeVisibleAsync();
        await ShootAsync("11-ephemeral-and-failed");

        await stage.Chat.Messages("Here it is.").ClickAsync(new() { Button = MouseButton.Right, Position = new() { X = 100, Y = 10 } });
        await Expect(stage.Id("menu-reply")).ToBeVisibleAsync();
        await ShootAsync("12-menu");
        await stage.Id("menu-reply").ClickAsync();
        await Expect(page.GetByText("Replying to")).ToBeVisibleAsync();
        await page.GetByTestId("upload-file").SetInputFilesAsync(new FilePayload { Name = "a rather long name of a picture.png", MimeType = "image/png", Buffer = await Scenes.PictureAsync() });
        await Expect(stage.Id("upload")).ToBeVisibleAsync();
        await ShootAsync("13-reply-and-upload");
        await page.Keyboard.TypeAsync("Look at this <b>picture</b>");
        await stage.PressAsync("Enter");
        await Expect(stage.Chat.Messages("Look at this").Locator("img")).ToBeVisibleAsync();
        await stage.Message(buttons).ScrollIntoViewIfNeededAsync();
        await stage.Id("select-tags").ClickAsync();
        await Expect(stage.Id("choice-green")).ToBeVisibleAsync();
        await stage.Id("choice-green").ClickAsync();
        await ShootAsync("14-select");
        await stage.PressAsync("Escape");

        await stage.Id("button-again").First.ClickAsync();
        await bot.InteractionAsync(); // the select
        await ShootAsync("15-busy-button");
        await stage.Chat.TypeAsync("/form");
        for (var asks = await bot.InteractionAsync(); ; asks = await bot.InteractionAsync())
        {
            if (asks["data"]!["name"]?.ToString() != "form") continue;
            await bot.AnswerAsync(asks, Scenes.Form);
            break;
        }
        await Expect(stage.Id("modal")).ToBeVisibleAsync();
        await ShootAsync("16-form");
        await stage.Id("modal-submit").ClickAsync();
        await ShootAsync("17-form-wrong");
        await stage.Id("modal-cancel").ClickAsync();
        await stage.Chat.TypeAsync("/form");
        await bot.AnswerAsync(await bot.InteractionAsync(), Scenes.SecondForm);
        await Expect(stage.Id("modal-read")).ToBeVisibleAsync();
        await ShootAsync("18-second-form");
        await stage.Id("modal-where").ScrollIntoViewIfNeededAsync();
        await ShootAsync("19-second-form-end");
        await stage.PressAsync("Escape");

        await stage.Id("toggle-faults").ClickAsync();
        await Expect(stage.Id("fault-429-user")).ToBeVisibleAsync();
        await stage.Id("fault-do-503").ClickAsync();
        await Expect(stage.Id("faults-done")).ToContainTextAsync("503");
        await ShootAsync("20-faults");
        await stage.Id("faults-close").ClickAsync();
        if (widthPixels == Stage.Narrow)
        {
            await stage.Id("open-side").ClickAsync();
            await Expect(stage.Id("channel-mods")).ToBeInViewportAsync();
            await ShootAsync("21-channels");
            await stage.Id("close-side").ClickAsync();
            await stage.Id("toggle-members").ClickAsync();
            await Expect(stage.Id("bot-status")).ToBeInViewportAsync();
            await ShootAsync("22-members");
        }
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    /// <summary>A look that must find nothing.</summary>
    internal static async Task ShootAsync(Stage stage, string name)
    {
        var found = new List<string>();
        await LookAsync(stage, name, found);
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    /// <summary>A picture and the measures in both themes: the page follows the system's.</summary>
    private static async Task LookAsync(Stage stage, string name, List<string> found)
    {
        var width = stage.Page.ViewportSize!.Width;
        foreach (var theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await stage.Page.EmulateMediaAsync(new() { ColorScheme = theme });
            await stage.Chat.ShootAsync($"page-{name}-{width}-{theme}".ToLowerInvariant());
            found.AddRange(from problem in await stage.Page.EvaluateAsync<string[]>(Audit, width == Stage.Narrow) select $"{name} {theme}: {problem}");
        }
    }

    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task No_bot_and_no_server(int widthPixels)
    {
        await using var stage = await Stage.SetAsync(browser, widthPixels, withBot: false);
        await Expect(stage.Id("bot-offline")).ToBeVisibleAsync();
        await stage.Chat.TypeAsync("/imagine a cat");
        await Expect(stage.Id("composer-problem")).ToBeVisibleAsync();
        var found = new List<string>();
        await LookAsync(stage, "30-no-bot", found);
        await stage.Sandbox.DisposeAsync();
        await Expect(stage.Id("connection")).ToBeVisibleAsync();
        await LookAsync(stage, "31-no-server", found);
        Assert.True(found.Count == 0, string.Join('\n', found));
    }
}

using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatVideoBot.EndToEnd.Tests.Talk;

/// <summary>One of the sandbox's people at the page, who talks with the real bot.</summary>
internal sealed class Guest(ChatPage chat)
{
    private static readonly string Audit = File.ReadAllText(Path.Combine(Repository.Root, "tests", "EndToEnd.Tests", "Page", "audit.js"));
    private static readonly (int Width, int Height)[] Sizes = [(390, 780), (1280, 800)];

    public static string PicturePath { get; } = Path.Combine(Repository.Root, "models", "pocket", "golden", "image", "image.png");

    public ChatPage Chat => chat;

    public IPage Page => chat.Page;

    /// <param name="name">"owner", "moderator" or "member".</param>
    public static async Task<Guest> OpenAsync(Browser browser, Everything everything, string name)
    {
        var person = await SandboxPerson.SitDownAsync(everything.Page, name, TestContext.Current.CancellationToken);
        var (width, height) = Sizes[^1];
        var page = await browser.OpenAsync(new($"{everything.Page}?user={person.Id}"), new BrowserNewContextOptions
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = ColorScheme.Dark,
            ReducedMotion = ReducedMotion.Reduce, // nothing moves while it is looked at
            AcceptDownloads = true,
        });
        person.Dispose();
        var guest = new Guest(new(page));
        await guest.Chat.WaitForBotAsync();
        return guest;
    }

    public ILocator Id(string testId) => Page.GetByTestId(testId);

    /// <summary>Messages with a clip made from these words, oldest first.</summary>
    public ILocator Clips(string prompt) => Chat.Messages(prompt).Filter(new() { Has = Page.Locator("video") });

    /// <summary>The newest that the bot said to this person alone; what it said in other tests stands above.</summary>
    public ILocator Whisper(string text) => Page.Locator("[data-testid^='message-'][data-ephemeral='true']").Filter(new() { HasText = text }).Last;

    /// <summary>Types a command and waits for its first clip.</summary>
    public async Task<ILocator> AskAsync(string line, string prompt)
    {
        await Chat.TypeAsync(line);
        await Expect(Clips(prompt)).ToHaveCountAsync(1);
        return Clips(prompt);
    }

    /// <summary>The button of this kind under a message.</summary>
    public static ILocator Button(ILocator message, string kind) => message.Locator($"[data-testid^='button-{kind}:']");

    public async Task ReplyAsync(ILocator message, string words)
    {
        await message.ClickAsync(new() { Button = MouseButton.Right, Position = new() { X = 100, Y = 10 } });
        await Id("menu-reply").ClickAsync();
        await Expect(Page.GetByText("Replying to")).ToBeVisibleAsync();
        await Page.Keyboard.TypeAsync(words);
        await Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Opens a command's form.</summary>
    public async Task OpenFormAsync(string command)
    {
        await Chat.TypeAsync(command);
        await Expect(Id("modal")).ToBeVisibleAsync();
    }

    public async Task SubmitAsync()
    {
        await Id("modal-submit").ClickAsync();
        await Expect(Id("modal")).ToBeHiddenAsync();
    }

    public async Task PickAsync(string select, string value)
    {
        await Id($"modal-{select}").ClickAsync();
        await Id($"choice-{value}").ClickAsync();
        await Expect(Id($"choice-{value}")).ToBeHiddenAsync();
    }

    /// <summary>Picks from a select on a message.</summary>
    public async Task PickOnAsync(ILocator message, string select, string value)
    {
        await message.Locator($"[data-key='{select}']").First.ClickAsync();
        await Id($"choice-{value.Replace(' ', '-')}").ClickAsync();
    }

    /// <summary>Waits until the video has been read and shows its first picture.</summary>
    public static async Task SeeAsync(ILocator message) =>
        await message.Locator("video").First.EvaluateAsync("video => video.readyState > 1 || new Promise(done => { video.preload = 'auto'; video.addEventListener('loadeddata', done); video.load(); })");

    /// <summary>A picture in both widths and both themes, to look at; what can be measured of it must be right.</summary>
    /// <param name="seen">What is brought into view; null leaves the page as it stands.</param>
    public async Task ShootAsync(string name, ILocator? seen = null)
    {
        var found = new List<string>();
        foreach (var (width, height) in Sizes)
        {
            await Page.SetViewportSizeAsync(width, height);
            if (seen is not null) await seen.EvaluateAsync("one => one.scrollIntoView({ block: 'end' })");
            foreach (var theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                await Page.EmulateMediaAsync(new() { ColorScheme = theme });
                await Chat.ShootAsync($"talk-{name}-{width}-{theme}".ToLowerInvariant());
                found.AddRange(from problem in await Page.EvaluateAsync<string[]>(Audit, false) select $"{name} {width} {theme}: {problem}");
            }
        }
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    public Task CloseAsync() => Page.Context.CloseAsync();
}

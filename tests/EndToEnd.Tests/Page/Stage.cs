using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox;
using Microsoft.Playwright;

namespace ChatVideoBot.EndToEnd.Tests.Page;

/// <summary>A sandbox of one test's own, a scripted bot in it and a person's window on it; no model, no Redis, no worker.</summary>
internal sealed class Stage : IAsyncDisposable
{
    public const int Wide = 1280, Narrow = 390;

    private static readonly string Commands = File.ReadAllText(Path.Combine(Repository.Root, "tests", "EndToEnd.Tests", "Page", "commands.json"));

    private readonly List<IPage> _pages = [];
    private readonly Browser _browser;

    private Stage(Browser browser, SandboxServer sandbox) => (_browser, Sandbox) = (browser, sandbox);

    public SandboxServer Sandbox { get; }
    public ScriptedBot Bot { get; private set; } = null!;

    /// <summary>The owner's window, the first that was opened.</summary>
    public ChatPage Chat { get; private set; } = null!;
    public IPage Page => Chat.Page;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="widthPixels"><see cref="Wide"/> has a mouse, <see cref="Narrow"/> is a phone with a finger.</param>
    public static async Task<Stage> SetAsync(Browser browser, int widthPixels = Wide, ColorScheme theme = ColorScheme.Dark, bool withBot = true, Func<IPage, Task>? before = null)
    {
        var stage = new Stage(browser, await SandboxServer.StartAsync(new() { RateLimits = false, HeartbeatInterval = TimeSpan.FromMinutes(10) }, Cancel));
        try
        {
            if (withBot) stage.Bot = await ScriptedBot.ConnectAsync(stage.Sandbox, JsonNode.Parse(Commands)!);
            stage.Chat = await stage.OpenAsync(stage.Sandbox.Page, widthPixels, theme, before);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public async Task<ChatPage> OpenAsync(Uri address, int widthPixels, ColorScheme theme = ColorScheme.Dark, Func<IPage, Task>? before = null)
    {
        var page = await _browser.OpenAsync(address, new BrowserNewContextOptions
        {
            ViewportSize = new() { Width = widthPixels, Height = widthPixels == Narrow ? 780 : 800 },
            HasTouch = widthPixels == Narrow,
            IsMobile = widthPixels == Narrow,
            ColorScheme = theme,
            ReducedMotion = ReducedMotion.Reduce, // nothing moves while it is measured
            Permissions = ["clipboard-read", "clipboard-write"],
        }, before);
        page.SetDefaultTimeout(60_000);
        _pages.Add(page);
        await page.Locator("[data-testid^='channel-']").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.GetByTestId("messages").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        return new ChatPage(page);
    }

    public ILocator Message(string id) => Page.GetByTestId($"message-{id}");

    public ILocator Id(string testId) => Page.GetByTestId(testId);

    public Task PressAsync(params string[] keys) => PressAsync(Page, keys);

    public static async Task PressAsync(IPage page, params string[] keys)
    {
        foreach (var key in keys) await page.Keyboard.PressAsync(key);
    }

    /// <summary>The test id of what has the focus, or its label, or its tag.</summary>
    public Task<string> FocusAsync() => Page.EvaluateAsync<string>("() => { const e = document.activeElement; return e.dataset.testid ?? e.getAttribute('aria-label') ?? e.tagName; }");

    public async ValueTask DisposeAsync()
    {
        foreach (var page in _pages) await page.Context.CloseAsync();
        if (Bot is not null) await Bot.DisposeAsync();
        await Sandbox.DisposeAsync();
    }
}

using ChatVideoBot.EndToEnd.Tests;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Browser))]

namespace ChatVideoBot.EndToEnd.Tests;

/// <summary>Debian's Chromium, driven by Playwright.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>A new window that nobody used before.</summary>
    public Task<IPage> OpenAsync(Uri address, int widthPixels = 1280, int heightPixels = 800) =>
        OpenAsync(address, new BrowserNewContextOptions { ViewportSize = new() { Width = widthPixels, Height = heightPixels } });

    /// <param name="before">What is set up in the empty window before the page is opened in it.</param>
    public async Task<IPage> OpenAsync(Uri address, BrowserNewContextOptions options, Func<IPage, Task>? before = null)
    {
        var context = await _browser!.NewContextAsync(options);
        context.SetDefaultTimeout(120_000);
        Assertions.SetDefaultExpectTimeout(120_000);
        var page = await context.NewPageAsync();
        if (before is not null) await before(page);
        await page.GotoAsync(address.ToString());
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

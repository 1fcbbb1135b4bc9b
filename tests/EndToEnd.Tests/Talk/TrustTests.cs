using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatVideoBot.EndToEnd.Tests.Talk;

/// <summary>
/// Clips that a moderator looks at, and people who may not ask, in a real browser; in a place of their own, whose worker finds fault with anything:
/// the network that looks at frames is the true one, its threshold is as low as can be.
/// </summary>
public sealed class TrustTests(Browser browser) : IAsyncLifetime
{
    private readonly Everything _place = new() { Settings = new() { ["Inference__Check__Hentai"] = "0.05", ["Inference__Check__Porn"] = "0.05", ["Inference__Check__Sexy"] = "0.05" } };
    private Guest _mia = null!, _milo = null!;

    public async ValueTask InitializeAsync()
    {
        await _place.InitializeAsync();
        _mia = await Guest.OpenAsync(browser, _place, "member");
        _milo = await Guest.OpenAsync(browser, _place, "moderator");
    }

    public async ValueTask DisposeAsync()
    {
        if (_mia is not null) await _mia.CloseAsync();
        if (_milo is not null) await _milo.CloseAsync();
        await _place.DisposeAsync();
    }

    [Fact]
    public async Task A_flagged_clip_is_shown_to_a_moderator_behind_a_spoiler_and_posted_or_refused_as_they_say()
    {
        await _milo.Chat.TypeAsync("/mod settings");
        var panel = _milo.Whisper("Settings of this server");
        await _milo.PickOnAsync(panel, "mod:settings:pick", "flagged");
        await _milo.PickOnAsync(panel, "mod:settings:set:flagged", "hold");
        await _mia.Chat.TypeAsync("/imagine a pink circle on the beach seconds:2 seed:5");
        var card = _mia.Chat.Messages("a pink circle on the beach").First;
        await Expect(card).ToContainTextAsync("a moderator looks at it before it is posted");
        await _mia.ShootAsync("card-made", card);

        var one = await ReviewAsync("Clip to look at");
        await Expect(one.Locator(".covered")).ToBeVisibleAsync();
        await _milo.ShootAsync("mod-review-flagged", one);
        await one.Locator("[data-testid^='button-mod:review:yes']").ClickAsync();
        await Expect(_milo.Whisper("✅ Approved.")).ToBeVisibleAsync();
        await Expect(_mia.Clips("a pink circle on the beach")).ToHaveCountAsync(1);
        await Expect(card).Not.ToContainTextAsync("a moderator looks at it");
        await _mia.ShootAsync("clip-approved", _mia.Clips("a pink circle on the beach"));

        await _mia.Chat.TypeAsync("/imagine one pink circle on a beach seconds:2 seed:5");
        await Expect(_mia.Chat.Messages("one pink circle on a beach").First).ToContainTextAsync("a moderator looks at it");
        one = await ReviewAsync("Clip to look at");
        await one.Locator("[data-testid^='button-mod:review:no']").ClickAsync();
        await _milo.Id("modal-why").FillAsync("not here");
        await _milo.SubmitAsync();
        await Expect(_mia.Chat.Messages("one pink circle on a beach").First).ToContainTextAsync("A moderator looked at the clip and refused it. The moderators' reason: not here");
        await Expect(_mia.Clips("one pink circle on a beach")).ToHaveCountAsync(0);
        await _mia.ShootAsync("card-refused-by-moderator", _mia.Chat.Messages("one pink circle on a beach").First);
    }

    [Fact]
    public async Task A_reported_clip_is_deleted_by_a_moderator_and_who_made_it_is_barred()
    {
        await _milo.Chat.TypeAsync("/mod settings");
        var panel = _milo.Whisper("Settings of this server");
        await _milo.PickOnAsync(panel, "mod:settings:pick", "flagged");
        await _milo.PickOnAsync(panel, "mod:settings:set:flagged", "post");
        var clip = await _mia.AskAsync("/imagine a green ball on the beach seconds:0.5", "a green ball on the beach");
        var olivia = await Guest.OpenAsync(browser, _place, "owner");
        await Guest.Button(olivia.Clips("a green ball on the beach"), "report").ClickAsync();
        await olivia.ShootAsync("form-report");
        await olivia.PickAsync("why", "other");
        await olivia.SubmitAsync();
        await olivia.CloseAsync();

        var one = await ReviewAsync("Report");
        await _milo.ShootAsync("mod-review-reported", one);
        await one.Locator("[data-testid^='button-mod:review:no']").ClickAsync();
        await _milo.SubmitAsync();
        await Expect(clip).ToHaveCountAsync(0);

        await _milo.Chat.TypeAsync("/mod ban");
        await _milo.Page.Keyboard.TypeAsync("mia");
        await _milo.Page.Keyboard.PressAsync("Tab"); // takes the one that is offered
        await _milo.Id("add-option-for").ClickAsync();
        await _milo.Page.Keyboard.TypeAsync("1h");
        await _milo.Page.Keyboard.PressAsync("Tab");
        await _milo.Id("add-option-reason").ClickAsync();
        await _milo.Page.Keyboard.TypeAsync("too many balls");
        await _milo.ShootAsync("mod-ban-form");
        await _milo.Page.Keyboard.PressAsync("Enter");
        var barred = _milo.Whisper("may not use the bot in this server");
        await Expect(barred).ToBeVisibleAsync();
        await _milo.ShootAsync("mod-ban", barred);

        await _mia.Chat.TypeAsync("/imagine a white ball on the beach");
        var refusal = _mia.Whisper("too many balls");
        await Expect(refusal).ToBeVisibleAsync();
        await _mia.ShootAsync("refused-barred", refusal);
        await _milo.Chat.TypeAsync("/mod bans");
        await _milo.ShootAsync("mod-bans-one", _milo.Whisper("too many balls"));
    }

    /// <summary>The first case that waits, opened.</summary>
    private async Task<ILocator> ReviewAsync(string kind)
    {
        await _milo.Chat.TypeAsync("/mod review");
        var list = _milo.Whisper("Waiting for a moderator: 1");
        await Expect(list).ToContainTextAsync(kind);
        await list.Locator("[data-key='mod:review:show']").First.ClickAsync();
        await _milo.Page.Locator("[data-testid^='choice-']").First.ClickAsync();
        return _milo.Page.Locator("[data-testid^='message-'][data-ephemeral='true']").Filter(new() { Has = _milo.Page.Locator("[data-testid^='button-mod:review:no']") }).Last;
    }
}

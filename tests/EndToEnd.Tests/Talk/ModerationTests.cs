using static Microsoft.Playwright.Assertions;

namespace ChatVideoBot.EndToEnd.Tests.Talk;

/// <summary>What moderators and the owner do in a real browser, and what members see of it; in a place of their own, for what they set holds for all.</summary>
public sealed class ModerationTests(Browser browser) : IAsyncLifetime
{
    private readonly Everything _place = new();
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
    public async Task A_clip_is_held_approved_and_posted()
    {
        await _milo.Chat.TypeAsync("/mod settings");
        var panel = _milo.Whisper("Settings of this server");
        await _milo.ShootAsync("mod-settings", panel);
        await _milo.PickOnAsync(panel, "mod:settings:pick", "hold");
        await _milo.PickOnAsync(panel, "mod:settings:set:hold", "yes");
        await Expect(panel).ToContainTextAsync("Every clip waits for a moderator first: yes");

        await _mia.Chat.TypeAsync("/imagine a red ball on the grass seconds:0.5");
        var card = _mia.Chat.Messages("a red ball on the grass").First;
        await Expect(card).ToContainTextAsync("A moderator is looking at it.");
        await _mia.ShootAsync("card-held", card);

        await _milo.Chat.TypeAsync("/mod review");
        var review = _milo.Whisper("Waiting for a moderator: 1");
        await _milo.ShootAsync("mod-review", review);
        await review.Locator("[data-key='mod:review:show']").First.ClickAsync();
        await _milo.Page.Locator("[data-testid^='choice-']").First.ClickAsync();
        var one = _milo.Whisper("asks for “a red ball on the grass”");
        await _milo.ShootAsync("mod-review-one", one);
        await one.Locator("[data-testid^='button-mod:review:yes']").ClickAsync();
        await Expect(_milo.Whisper("✅ Approved.")).ToBeVisibleAsync();
        await Expect(_mia.Clips("a red ball on the grass")).ToHaveCountAsync(1);

        await _milo.Chat.TypeAsync("/mod log");
        var log = _milo.Whisper("What was done: 2");
        await _milo.ShootAsync("mod-log", log);
    }

    [Fact]
    public async Task Words_are_tried_saved_and_refuse_with_a_way_to_a_moderator()
    {
        await _milo.Chat.TypeAsync("/mod words");
        var panel = _milo.Whisper("Words of this server");
        await _milo.PickOnAsync(panel, "mod:words:edit", "refuse 0");
        await _milo.Id("modal-text").FillAsync("frog");
        await _milo.Id("modal-try").FillAsync("a fr0g in the pond");
        await _milo.ShootAsync("mod-words-form");
        await _milo.SubmitAsync();
        var tried = _milo.Whisper("Found in: a fr0g in the pond");
        await _milo.ShootAsync("mod-words-tried", tried);
        await tried.Locator("[data-testid^='button-mod:words:save']").ClickAsync();
        await Expect(_milo.Whisper("Saved: 1 added, 0 taken out.")).ToBeVisibleAsync();
        await _milo.ShootAsync("mod-words", _milo.Whisper("Words of this server"));

        await _mia.Chat.TypeAsync("/imagine a f r o g in the rain seconds:0.5");
        var refusal = _mia.Whisper("which this server does not allow");
        await Expect(refusal).ToBeVisibleAsync();
        await _mia.ShootAsync("refused-words", refusal);
        await refusal.Locator("[data-testid^='button-appeal:']").ClickAsync();
        await Expect(_mia.Chat.Messages("a f r o g in the rain").First).ToContainTextAsync("A moderator is looking at it.");
    }

    [Fact]
    public async Task The_line_limits_bans_and_status_are_in_moderators_hands()
    {
        await _milo.Chat.TypeAsync("/mod queue");
        var line = _milo.Whisper("The line of this server");
        await line.Locator("[data-testid^='button-mod:queue:mode:paused']").ClickAsync();
        await Expect(line).ToContainTextAsync("The line of this server is paused");
        await _mia.Chat.TypeAsync("/imagine a slow moon above the sea seconds:0.5");
        await Expect(line).ToContainTextAsync("a slow moon above the sea");
        await _milo.ShootAsync("mod-queue", line);
        await _mia.ShootAsync("card-paused", _mia.Chat.Messages("a slow moon above the sea").First);
        await line.Locator("[data-testid^='button-mod:queue:mode:open']").ClickAsync();
        await Expect(_mia.Clips("a slow moon above the sea")).ToHaveCountAsync(1);

        await _milo.Chat.TypeAsync("/mod limits");
        var limits = _milo.Whisper("Limits of this server");
        await _milo.PickOnAsync(limits, "mod:limits:pick", "everyone");
        await _milo.Id("modal-jobs").FillAsync("3 / 1");
        await _milo.Id("modal-seconds").FillAsync("1");
        await _milo.ShootAsync("mod-limits-form");
        await _milo.SubmitAsync();
        await Expect(_milo.Whisper("waiting / at once: 3 / 1")).ToBeVisibleAsync();
        await _milo.ShootAsync("mod-limits", _milo.Whisper("waiting / at once: 3 / 1"));
        await _mia.Chat.TypeAsync("/imagine too long a clip seconds:2");
        await Expect(_mia.Whisper("the longest is 1 s")).ToBeVisibleAsync();

        await _milo.Chat.TypeAsync("/mod status");
        await _milo.ShootAsync("mod-status", _milo.Whisper("The whole line"));
        var olivia = await Guest.OpenAsync(browser, _place, "owner");
        await olivia.Chat.TypeAsync("/mod status");
        var status = olivia.Whisper("The whole line");
        await Expect(status.Locator("[data-testid^='button-mod:status:mode:paused']")).ToBeVisibleAsync();
        await olivia.ShootAsync("mod-status-owner", status);
        await olivia.CloseAsync();

        await _milo.Chat.TypeAsync("/mod bans");
        await _milo.ShootAsync("mod-bans", _milo.Whisper("Nobody is barred."));
    }
}

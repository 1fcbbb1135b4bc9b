using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatVideoBot.EndToEnd.Tests.Talk;

/// <summary>What a person asks about and beside clips: settings, privacy, help and the past; and what is answered to mistakes.</summary>
public sealed class PersonTests(Everything everything, Browser browser) : IAsyncLifetime
{
    private Guest _milo = null!;

    public async ValueTask InitializeAsync() => _milo = await Guest.OpenAsync(browser, everything, "moderator");

    public async ValueTask DisposeAsync() => await _milo.CloseAsync();

    [Fact]
    public async Task What_the_settings_say_holds_for_the_next_clip_until_they_are_reset()
    {
        await _milo.OpenFormAsync("/settings");
        await _milo.Id("modal-seconds").FillAsync("0.5");
        await _milo.Id("modal-aspect").FillAsync("9:16");
        await _milo.Id("modal-style").FillAsync("anime");
        await _milo.ShootAsync("form-settings");
        await _milo.SubmitAsync();
        var saved = _milo.Whisper("Saved.");
        await Expect(saved).ToContainTextAsync("Width to height: 9:16");
        await _milo.ShootAsync("settings", saved);

        var clip = await _milo.AskAsync("/imagine a white ball in the forest", "a white ball in the forest");
        foreach (var fact in (string[])["0.6 s ·", "288 × 480", "aspect 9:16", "anime"]) await Expect(clip).ToContainTextAsync(fact);

        await saved.GetByText("Reset").ClickAsync();
        await Expect(_milo.Whisper("All is as it was at first.")).ToContainTextAsync("Width to height: as usual");
        clip = await _milo.AskAsync("/imagine a white star in the forest seconds:0.5", "a white star in the forest");
        await Expect(clip).Not.ToContainTextAsync("anime");
    }

    [Fact]
    public async Task Privacy_gives_everything_as_a_file_and_forgets_it()
    {
        const string Words = "an orange square in the fog";
        var clip = await _milo.AskAsync($"/imagine {Words} seconds:0.5", Words);
        await _milo.Chat.TypeAsync("/privacy");
        var about = _milo.Whisper("What is kept about you");
        await _milo.ShootAsync("privacy", about);
        await about.GetByText("Export").ClickAsync();
        var export = _milo.Whisper("This is everything that is kept about you.");
        await Expect(export).ToContainTextAsync("my-data.json");
        await _milo.ShootAsync("privacy-export", export);
        var address = await export.Locator("a[href*='my-data.json']").First.GetAttributeAsync("href");
        var file = await (await _milo.Page.APIRequest.GetAsync(new Uri(everything.Page, address).ToString())).TextAsync();
        Assert.Contains(Words, file);

        await about.GetByText("Forget me").ClickAsync();
        var sure = _milo.Whisper("Forget all of it?");
        await Expect(sure).ToBeVisibleAsync();
        await _milo.ShootAsync("privacy-sure", sure);
        await sure.GetByText("Yes, forget me").ClickAsync();
        await Expect(_milo.Whisper("Done. Your settings are forgotten")).ToBeVisibleAsync();
        await _milo.ShootAsync("privacy-forgotten", _milo.Whisper("Done. Your settings"));
        await _milo.Chat.TypeAsync("/history");
        await Expect(_milo.Whisper("You have no clips yet.")).ToBeVisibleAsync();
        await Guest.Button(clip, "again").ClickAsync();
        await Expect(_milo.Whisper("Nothing is known of this clip any more")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Help_shows_three_clips_that_play_and_tells_more_about_a_topic()
    {
        await _milo.Chat.TypeAsync("/help");
        var help = _milo.Whisper("I make short video clips from words and pictures.");
        await Expect(help.Locator("video")).ToHaveCountAsync(3);
        for (var i = 0; i < 3; i++) await ChatPage.PlayAsync(help.Locator("video").Nth(i));
        await _milo.ShootAsync("help", help);
        await help.Locator("[data-testid^='select-']").ClickAsync();
        await _milo.Page.Locator("[data-testid^='choice-changing']").ClickAsync();
        var topic = _milo.Whisper("Reply to it: “at night” changes it");
        await Expect(topic).ToBeVisibleAsync();
        await Expect(topic.Locator("video")).ToHaveCountAsync(0); // the text would stand above them, out of sight
        await _milo.ShootAsync("help-topic", topic);
    }

    [Fact]
    public async Task History_turns_its_pages_and_Show_brings_a_clip_back()
    {
        const string Words = "a tiny heart number";
        await _milo.Chat.TypeAsync($"/imagine {Words} {{one, two, three, four, five, six}} -s 0.5 -seed 3");
        var question = _milo.Chat.Messages("This makes 6 clips.");
        await _milo.ShootAsync("confirm", question);
        await question.GetByText("Make 6 clips").ClickAsync();
        await _milo.Chat.TypeAsync($"/imagine {Words} {{one, two, three, four, five}} -s 0.5 -seed 4");
        await Expect(_milo.Clips(Words)).ToHaveCountAsync(11, new() { Timeout = 300_000 }); // a slow machine makes them one by one

        await _milo.Chat.TypeAsync("/history");
        var list = _milo.Whisper("Your clips");
        await Expect(list).ToContainTextAsync("Page 1 of 2");
        await _milo.ShootAsync("history", list);
        await list.GetByText("▶").ClickAsync();
        await Expect(list).ToContainTextAsync("Page 2 of 2");
        await Expect(list).ToContainTextAsync($"{Words} one");
        await list.GetByText("◀").ClickAsync();
        await Expect(list).ToContainTextAsync("Page 1 of 2");

        await _milo.Chat.TypeAsync("/show");
        await _milo.Id("option-id").ClickAsync();
        await _milo.Page.Keyboard.TypeAsync($"{Words} four");
        await Expect(_milo.Page.Locator("[data-testid^='suggestion-']").First).ToContainTextAsync($"{Words} four · 0.6 s · seed 4");
        await _milo.ShootAsync("show-offer");
        await _milo.Page.Locator("[data-testid^='suggestion-']").First.ClickAsync();
        await _milo.Page.Keyboard.PressAsync("Enter");
        await Expect(_milo.Clips($"{Words} four")).ToHaveCountAsync(3);
        await Expect(Guest.Button(_milo.Clips($"{Words} four").Last, "vary")).ToBeVisibleAsync();
        await _milo.ShootAsync("show", _milo.Whisper("Here it is"));
    }

    [Fact]
    public async Task A_mistake_is_answered_in_one_sentence_and_nothing_is_queued()
    {
        foreach (var (said, answer) in (IEnumerable<(string, string)>)
        [
            ("/imagine a lost cat seconds:600", "seconds: 600 is too long; the longest clip is"),
            ("/imagine a lost cat -ar 99:1", "aspect: 99:1 is wider than 4:1, which is the widest."),
            ("/imagine a lost cat -mtion 2", "-mtion: I know no such flag; the nearest is -motion."),
            ("/imagine a lost {cat, dog", "prompt: a brace is open or closed too often; write {red, blue}"),
            ("/edit a lost cat", "clip: send the video that is to be changed, or name one of yours with id."),
        ])
        {
            await _milo.Chat.TypeAsync(said);
            await Expect(_milo.Whisper(answer)).ToBeVisibleAsync();
        }
        await _milo.ShootAsync("mistakes", _milo.Whisper("clip: send the video"));
        await _milo.Chat.TypeAsync("/queue");
        await Expect(_milo.Whisper("You have nothing in line.")).ToBeVisibleAsync();
        await _milo.ShootAsync("queue-empty", _milo.Whisper("You have nothing in line."));
        await Expect(_milo.Chat.Messages("a lost cat")).ToHaveCountAsync(0);
    }
}

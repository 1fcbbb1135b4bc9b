using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatVideoBot.EndToEnd.Tests.Talk;

/// <summary>From the first words to the seventh button under the clip.</summary>
public sealed class ClipTests(Everything everything, Browser browser) : IAsyncLifetime
{
    private Guest _mia = null!;

    public async ValueTask InitializeAsync() => _mia = await Guest.OpenAsync(browser, everything, "member");

    public async ValueTask DisposeAsync() => await _mia.CloseAsync();

    [Fact]
    public async Task Flags_in_the_words_and_options_beside_them_are_told_with_the_clip()
    {
        const string Words = "a red ball bouncing on the beach";
        await _mia.Chat.TypeAsync($"/imagine prompt:{Words} -ar 16:9 -motion 2 -camera zoom in --no text seconds:0.5 seed:42 style:anime");
        await Expect(_mia.Chat.Messages(Words).First).ToBeVisibleAsync();
        var clip = _mia.Clips(Words);
        await Expect(clip).ToHaveCountAsync(1);
        foreach (var fact in (string[])["0.6 s ·", "480 × 288", "seed 42", "aspect 16:9", "motion 2", "camera: zoom in", "style: anime", "without: text"])
            await Expect(clip).ToContainTextAsync(fact);
        await Expect(clip).Not.ToContainTextAsync("-ar");
        await Guest.SeeAsync(clip);
        await _mia.ShootAsync("clip-settings", clip);
    }

    [Fact]
    public async Task Each_button_under_a_clip_does_what_it_says()
    {
        const string Words = "a blue star spinning in space", Changed = "a blue star spinning in a cave";
        var clip = await _mia.AskAsync($"/imagine {Words} seconds:0.5 seed:5", Words);
        foreach (var (kind, label) in (IEnumerable<(string, string)>)[("again", "Again"), ("remix", "Remix"), ("extend", "Extend"), ("upscale", "Upscale"), ("vary", "Vary"), ("report", "Report"), ("delete", "Delete")])
            await Expect(Guest.Button(clip, kind)).ToContainTextAsync(label);
        var first = _mia.Clips(Words).First;

        await Guest.Button(first, "again").ClickAsync();
        await Expect(_mia.Clips(Words)).ToHaveCountAsync(2);
        await Expect(_mia.Clips(Words).Last).Not.ToContainTextAsync("seed 5 ·");

        await Guest.Button(first, "vary").ClickAsync();
        await Expect(_mia.Clips(Words)).ToHaveCountAsync(3);

        await Guest.Button(first, "upscale").ClickAsync();
        await Expect(_mia.Clips(Words).Filter(new() { HasText = "512 × 512" })).ToHaveCountAsync(1);

        await Guest.Button(first, "extend").ClickAsync();
        await Expect(_mia.Clips(Words).Filter(new() { HasText = "2.6 s ·" })).ToHaveCountAsync(1);
        await ChatPage.PlayAsync(_mia.Clips(Words).Filter(new() { HasText = "2.6 s ·" }).Locator("video"));

        await Guest.Button(first, "remix").ClickAsync();
        await Expect(_mia.Id("modal-prompt")).ToHaveValueAsync(Words);
        await _mia.Id("modal-prompt").FillAsync(Changed);
        await _mia.ShootAsync("form-remix");
        await _mia.PickAsync("strength", "scratch");
        await _mia.Id("modal-seed").FillAsync("99");
        await _mia.SubmitAsync();
        await Expect(_mia.Clips(Changed)).ToHaveCountAsync(1);
        await Expect(_mia.Clips(Changed)).ToContainTextAsync("seed 99");

        await Guest.Button(first, "report").ClickAsync();
        await _mia.PickAsync("why", "violence");
        await _mia.Id("modal-words").FillAsync("it spins too fast");
        await _mia.ShootAsync("form-report");
        await _mia.SubmitAsync();
        await Expect(_mia.Whisper("The moderators are told")).ToBeVisibleAsync();
        await _mia.ShootAsync("report-thanks", _mia.Whisper("The moderators are told"));

        await Guest.Button(_mia.Clips(Changed), "delete").ClickAsync();
        await Expect(_mia.Clips(Changed)).ToHaveCountAsync(0);
        await _mia.Chat.TypeAsync("/history");
        await Expect(_mia.Whisper("Your clips")).ToContainTextAsync(Words);
        await Expect(_mia.Whisper("Your clips")).Not.ToContainTextAsync(Changed);
    }

    [Fact]
    public async Task A_reply_makes_a_clip_longer_and_another_changes_it()
    {
        const string Words = "a green square falling on the grass";
        var clip = await _mia.AskAsync($"/imagine {Words} seconds:0.5", Words);
        await _mia.ReplyAsync(clip, "1 s longer");
        var longer = _mia.Clips(Words).Filter(new() { HasText = "1.6 s ·" });
        await Expect(longer).ToHaveCountAsync(1);
        await _mia.ReplyAsync(longer, "at night");
        await Expect(_mia.Clips("at night")).ToHaveCountAsync(1);
        await _mia.ShootAsync("reply", _mia.Clips("at night"));
    }

    [Fact]
    public async Task A_mention_with_a_picture_brings_it_to_life()
    {
        await _mia.Id("upload-file").SetInputFilesAsync(Guest.PicturePath);
        await _mia.Chat.TypeAsync("@ChatVideoBot the star flies away -s 0.5");
        var question = _mia.Chat.Messages("Does this show real people?").Last;
        await Expect(question).ToBeVisibleAsync();
        await _mia.ShootAsync("consent", question);
        await Guest.Button(question, "consent:yes").ClickAsync();
        var clip = _mia.Clips("the star flies away");
        await Expect(clip).ToHaveCountAsync(1);
        await Expect(clip).ToContainTextAsync("0.6 s ·");
        await _mia.ShootAsync("mention", clip);
    }

    [Fact]
    public async Task A_storyboards_bad_line_is_named_and_what_was_typed_comes_back()
    {
        const string First = "a red heart in the snow", Shots = $"0.5s: {First}\nmelt 0.5s: a red heart in the sea";
        await _mia.OpenFormAsync("/storyboard");
        await _mia.ShootAsync("form-storyboard");
        await _mia.Id("modal-shots").FillAsync(Shots);
        await _mia.Id("modal-style").FillAsync("watercolour");
        await _mia.SubmitAsync();
        var refusal = _mia.Whisper("Line 2: “melt” is no transition");
        await Expect(refusal).ToContainTextAsync("cut, dissolve, continue");
        await _mia.ShootAsync("storyboard-refused", refusal);

        await refusal.GetByText("Open the form again").ClickAsync();
        await Expect(_mia.Id("modal-shots")).ToHaveValueAsync(Shots);
        await Expect(_mia.Id("modal-style")).ToHaveValueAsync("watercolour");
        await _mia.Id("modal-shots").FillAsync(Shots.Replace("melt", "dissolve", StringComparison.Ordinal));
        await _mia.SubmitAsync();
        var clip = _mia.Clips($"watercolour, {First}, a red heart in the sea");
        await Expect(clip).ToHaveCountAsync(1);
        await Expect(clip).ToContainTextAsync("1 s");
        await _mia.ShootAsync("storyboard", clip);
    }

    [Fact]
    public async Task An_edit_changes_what_is_behind_a_clip_that_is_picked_by_its_words()
    {
        const string Words = "a yellow ball rolling in the desert", Changed = "a yellow ball rolling in the city";
        await _mia.AskAsync($"/imagine {Words} seconds:0.5", Words);
        await _mia.Chat.TypeAsync("/edit");
        await _mia.Id("option-prompt").ClickAsync();
        await _mia.Page.Keyboard.TypeAsync(Changed);
        await _mia.Id("add-option-id").ClickAsync();
        await _mia.Page.Keyboard.TypeAsync("rolling in the desert");
        var offer = _mia.Page.Locator("[data-testid^='suggestion-']").Filter(new() { HasText = Words });
        await Expect(offer).ToBeVisibleAsync();
        await _mia.ShootAsync("edit-offer");
        await offer.ClickAsync();
        await _mia.Id("add-option-background").ClickAsync();
        await _mia.Page.Keyboard.TypeAsync("true");
        await _mia.Page.Keyboard.PressAsync("Enter");
        await _mia.Page.Keyboard.PressAsync("Enter");
        await Expect(_mia.Clips(Changed)).ToHaveCountAsync(1);
        await _mia.ShootAsync("edit", _mia.Clips(Changed));
    }

    [Fact]
    public async Task A_private_clip_comes_as_a_direct_message_and_nobody_else_sees_its_words()
    {
        const string Words = "a pink triangle under the sea";
        var olivia = await Guest.OpenAsync(browser, everything, "owner");
        await _mia.Chat.TypeAsync($"/imagine {Words} -s 0.5 -private");
        var card = _mia.Whisper("The clip is in your direct messages");
        await Expect(card).ToBeVisibleAsync();
        await _mia.ShootAsync("private-card", card);
        await _mia.Id("channel-ChatVideoBot").ClickAsync();
        var clip = _mia.Clips(Words);
        await Expect(clip).ToHaveCountAsync(1);
        await Guest.SeeAsync(clip);
        await _mia.ShootAsync("private-clip", clip);

        await olivia.Chat.TypeAsync("/queue show:everyone");
        await Expect(olivia.Whisper("The line")).ToBeVisibleAsync();
        Assert.Equal(0, await olivia.Chat.Messages(Words).CountAsync());
        await olivia.CloseAsync();
    }
}

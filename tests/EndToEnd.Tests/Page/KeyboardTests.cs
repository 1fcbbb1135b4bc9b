using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatVideoBot.EndToEnd.Tests.Page;

/// <summary>Everything can be done without a mouse, and one always sees where one is.</summary>
public sealed class KeyboardTests(Browser browser)
{
    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task The_slash_picker_is_walked_with_arrows_and_left_with_Escape(int widthPixels)
    {
        await using var stage = await Stage.SetAsync(browser, widthPixels);
        await stage.Chat.Composer.FocusAsync();
        await stage.Page.Keyboard.TypeAsync("/");
        var marked = stage.Page.Locator("#popup [aria-selected='true']");
        await Expect(marked).ToHaveAttributeAsync("data-testid", "command-form");
        await stage.PressAsync("ArrowDown", "ArrowDown");
        await Expect(marked).ToHaveAttributeAsync("data-testid", "command-queue");
        await stage.PressAsync("ArrowUp");
        await Expect(marked).ToHaveAttributeAsync("data-testid", "command-imagine");
        Assert.Equal(await marked.GetAttributeAsync("id"), await stage.Chat.Composer.GetAttributeAsync("aria-activedescendant"));

        await stage.PressAsync("Escape");
        await Expect(stage.Page.Locator("#popup")).ToBeHiddenAsync();
        await Expect(stage.Chat.Composer).ToHaveValueAsync("/");
        await stage.Page.Keyboard.TypeAsync("im");
        await stage.PressAsync("Tab");
        await Expect(stage.Id("option-prompt")).ToBeFocusedAsync();
        await stage.PressAsync("Escape", "Escape");
        await Expect(stage.Id("option-prompt")).Not.ToBeAttachedAsync();
        await Expect(stage.Chat.Composer).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Options_are_filled_in_one_after_the_other_and_Enter_sends()
    {
        await using var stage = await Stage.SetAsync(browser);
        await stage.Chat.Composer.FocusAsync();
        await stage.Page.Keyboard.TypeAsync("/im");
        await stage.PressAsync("Enter");
        await stage.Page.Keyboard.TypeAsync("a red ball");
        await stage.PressAsync("Tab"); // behind the chips
        await Expect(stage.Chat.Composer).ToBeFocusedAsync();
        await stage.PressAsync("ArrowDown", "Enter"); // the first option that is missing
        await Expect(stage.Id("option-seconds")).ToBeFocusedAsync();
        await stage.Page.Keyboard.TypeAsync("4");
        await stage.PressAsync("Tab");
        await stage.Page.Keyboard.TypeAsync("style:"); // by its name
        await Expect(stage.Id("option-style")).ToBeFocusedAsync();
        await stage.PressAsync("ArrowDown", "Enter");
        await Expect(stage.Id("option-style")).ToHaveValueAsync("Clay");
        await Expect(stage.Chat.Composer).ToBeFocusedAsync();
        await stage.PressAsync("Enter");

        var options = (await stage.Bot.InteractionAsync())["data"]!["options"]!.AsArray();
        Assert.Equal(["prompt=a red ball", "seconds=4", "style=clay"], options.Select(o => $"{o!["name"]}={o["value"]}"));
    }

    [Fact]
    public async Task A_second_Enter_while_the_first_is_on_its_way_sends_nothing()
    {
        await using var stage = await Stage.SetAsync(browser);
        await stage.Chat.TypeAsync("/imagine");
        await Expect(stage.Id("option-prompt")).ToBeFocusedAsync();
        await stage.Page.Keyboard.TypeAsync("a red ball");
        await stage.Page.EvaluateAsync("""
            () => { // before the next frame, as on a slow machine
              const press = () => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
              press();
              press();
            }
            """);
        await stage.Bot.AnswerAsync(Prompted("a red ball", await stage.Bot.InteractionAsync()), """{"type":4,"data":{"content":"yes"}}""");
        await Expect(stage.Id("option-prompt")).Not.ToBeAttachedAsync();
        await stage.Chat.TypeAsync("/imagine prompt:a blue ball");
        Prompted("a blue ball", await stage.Bot.InteractionAsync());

        static JsonNode Prompted(string prompt, JsonNode interaction)
        {
            Assert.Equal(prompt, interaction["data"]!["options"]![0]!["value"]!.ToString());
            return interaction;
        }
    }

    [Fact]
    public async Task What_is_missing_or_wrong_gets_the_focus_and_a_sentence_and_nothing_is_sent()
    {
        await using var stage = await Stage.SetAsync(browser);
        await stage.Chat.TypeAsync("/settings limit");
        await Expect(stage.Id("option-who")).ToBeFocusedAsync();
        await stage.PressAsync("Tab"); // takes the first that is offered
        await Expect(stage.Id("option-jobs")).ToBeFocusedAsync();
        await stage.Page.Keyboard.TypeAsync("12");
        await stage.PressAsync("Enter");
        await Expect(stage.Page.GetByText("At most 9.")).ToBeVisibleAsync();
        await Expect(stage.Id("option-jobs")).ToBeFocusedAsync();
        await stage.PressAsync("Backspace", "Enter");

        var data = (await stage.Bot.InteractionAsync())["data"]!;
        Assert.Equal("limit", data["options"]![0]!["name"]!.ToString());
        Assert.Equal([stage.Sandbox.OwnerId, "1"], data["options"]![0]!["options"]!.AsArray().Select(o => o!["value"]!.ToString()));
    }

    [Fact]
    public async Task The_bot_completes_an_option_and_Tab_takes_it()
    {
        await using var stage = await Stage.SetAsync(browser);
        await stage.Chat.TypeAsync("/imagine");
        await stage.Page.Keyboard.TypeAsync("a red ball");
        await stage.PressAsync("Tab");
        await stage.Page.Keyboard.TypeAsync("aspect:");
        Assert.Equal("", await AnswerAsync());
        await Expect(stage.Id("suggestion-1:1")).ToBeVisibleAsync();
        await stage.Page.Keyboard.TypeAsync("16");
        while (await AnswerAsync() is var typed && typed != "16")
            Assert.Equal("1", typed); // a page that is slow asks once for both keys
        await Expect(stage.Id("suggestion-1:1")).ToBeHiddenAsync();
        await stage.PressAsync("Tab");
        await Expect(stage.Id("option-aspect")).ToHaveValueAsync("16:9, wide");
        await stage.PressAsync("Enter");
        Assert.Equal("16:9", (await stage.Bot.InteractionAsync())["data"]!["options"]![1]!["value"]!.ToString());

        async Task<string> AnswerAsync()
        {
            var asked = await stage.Bot.InteractionAsync();
            var typed = asked["data"]!["options"]!.AsArray().Single(o => o!["focused"]?.GetValue<bool>() == true)!["value"]!.ToString();
            var choices = typed == "" ? """[{"name":"1:1, square","value":"1:1"},{"name":"16:9, wide","value":"16:9"}]""" : """[{"name":"16:9, wide","value":"16:9"}]""";
            await stage.Bot.AnswerAsync(asked, "{\"type\":8,\"data\":{\"choices\":" + choices + "}}");
            return typed;
        }
    }

    [Fact]
    public async Task Arrow_up_in_an_empty_box_brings_the_last_command_back_and_changes_no_message()
    {
        await using var stage = await Stage.SetAsync(browser);
        await stage.Chat.TypeAsync("just words");
        await Expect(stage.Chat.Messages("just words")).ToBeVisibleAsync();
        await stage.PressAsync("ArrowUp");
        await Expect(stage.Chat.Composer).ToHaveValueAsync("");
        await stage.Chat.TypeAsync("/imagine a red ball seconds:4");
        await stage.Bot.AnswerAsync(await stage.Bot.InteractionAsync(), """{"type":4,"data":{"content":"taken"}}""");
        await Expect(stage.Chat.Composer).ToHaveValueAsync("");
        await stage.Page.Keyboard.TypeAsync("half a sentence");
        await stage.PressAsync("ArrowUp");
        await Expect(stage.Chat.Composer).ToHaveValueAsync("half a sentence");
        await stage.Chat.Composer.FillAsync("");
        await stage.PressAsync("ArrowUp");
        await Expect(stage.Chat.Composer).ToHaveValueAsync("/imagine a red ball seconds:4");
        await Expect(stage.Chat.Messages("just words")).Not.ToContainTextAsync("edited");
    }

    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task Messages_are_one_Tab_stop_walked_with_arrows_whose_menu_opens_and_gives_the_focus_back(int widthPixels)
    {
        await using var stage = await Stage.SetAsync(browser, widthPixels);
        var first = await stage.Bot.SayAsync("""{"content":"first"}""");
        var second = await stage.Bot.SayAsync("""{"content":"second"}""");
        var last = await stage.Bot.SayAsync("""{"content":"third"}""");
        await Expect(stage.Message(last)).ToBeVisibleAsync();
        await Expect(stage.Page.Locator("#messages [tabindex='0']")).ToHaveCountAsync(1);
        await stage.Message(last).FocusAsync();
        await stage.PressAsync("ArrowUp");
        await Expect(stage.Message(second)).ToBeFocusedAsync();
        await stage.PressAsync("Home");
        await Expect(stage.Message(first)).ToBeFocusedAsync();
        await stage.PressAsync("Tab");
        await Expect(stage.Message(first).GetByLabel("Reply", new() { Exact = true })).ToBeFocusedAsync(new() { Timeout = 60_000 });
        await stage.PressAsync("Tab");
        await Expect(stage.Id($"more-{first}")).ToBeFocusedAsync();
        await stage.PressAsync("Enter");
        await Expect(stage.Id("menu-animate-this")).ToBeFocusedAsync();
        await stage.PressAsync("ArrowUp", "ArrowLeft");
        await Expect(stage.Id("react-😂")).ToBeFocusedAsync();
        await stage.PressAsync("Escape");
        await Expect(stage.Id($"more-{first}")).ToBeFocusedAsync();
        await stage.PressAsync("Shift+F10", "r"); // "Report this clip", then "Reply"
        await stage.PressAsync("r", "Enter");
        await Expect(stage.Id("cancel-reply")).ToBeVisibleAsync();
        await Expect(stage.Chat.Composer).ToBeFocusedAsync();
        await stage.PressAsync("Escape");
        await Expect(stage.Id("cancel-reply")).ToBeHiddenAsync();
        await stage.Message(first).FocusAsync();
        await stage.PressAsync("Escape");
        await Expect(stage.Chat.Composer).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Buttons_and_selects_are_pressed_and_chosen_with_keys()
    {
        await using var stage = await Stage.SetAsync(browser);
        await stage.Bot.SayAsync(Scenes.Buttons);
        await stage.Id("button-again").FocusAsync();
        await stage.PressAsync("Space");
        var pressed = await stage.Bot.InteractionAsync();
        Assert.Equal("again", pressed["data"]!["custom_id"]!.ToString());
        await Expect(stage.Id("button-again")).ToBeFocusedAsync(); // it is busy and yet not lost
        await stage.Bot.AnswerAsync(pressed, """{"type":6}""");
        await Expect(stage.Id("button-again")).Not.ToHaveAttributeAsync("aria-busy", "true");

        await stage.Id("select-model").FocusAsync();
        await stage.PressAsync("Enter", "l");
        await Expect(stage.Id("choice-ltx")).ToBeFocusedAsync();
        await stage.PressAsync("Enter");
        pressed = await stage.Bot.InteractionAsync();
        Assert.Equal("ltx", pressed["data"]!["values"]![0]!.ToString());
        await Expect(stage.Id("select-model")).ToBeFocusedAsync();
        await stage.Bot.AnswerAsync(pressed, """{"type":6}""");

        await Expect(stage.Id("select-tags")).Not.ToHaveAttributeAsync("aria-disabled", "true");
        await stage.Id("select-tags").FocusAsync();
        await stage.PressAsync("Enter", "Enter", "ArrowDown", "ArrowDown", "Enter", "Escape"); // red and blue
        Assert.Equal("""["red","blue"]""", (await stage.Bot.InteractionAsync())["data"]!["values"]!.ToJsonString());
    }

    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task A_form_keeps_the_focus_and_gives_it_back_and_Escape_closes_what_is_on_top(int widthPixels)
    {
        await using var stage = await Stage.SetAsync(browser, widthPixels);
        await stage.Bot.SayAsync(Scenes.Buttons);
        await stage.Id("button-remix").FocusAsync();
        await stage.PressAsync("Enter");
        await stage.Bot.AnswerAsync(await stage.Bot.InteractionAsync(), Scenes.Form);
        await Expect(stage.Id("modal-prompt")).ToBeFocusedAsync();
        for (var n = 0; n < 12; n++)
        {
            await stage.PressAsync(n < 7 ? "Tab" : "Shift+Tab");
            Assert.True(await stage.Page.EvaluateAsync<bool>("() => document.activeElement === document.body || document.activeElement.closest('dialog') !== null"));
        }
        await stage.Id("modal-model").FocusAsync();
        await stage.PressAsync("Enter");
        await Expect(stage.Id("choice-pocket")).ToBeFocusedAsync();
        await stage.PressAsync("Escape");
        await Expect(stage.Id("choice-pocket")).ToBeHiddenAsync();
        await Expect(stage.Id("modal")).ToBeVisibleAsync();
        await Expect(stage.Id("modal-model")).ToBeFocusedAsync();
        await stage.PressAsync("Escape");
        await Expect(stage.Id("modal")).ToBeHiddenAsync();
        await Expect(stage.Id("button-remix")).ToBeFocusedAsync();
    }

    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task Wherever_Tab_leads_the_focus_is_seen(int widthPixels)
    {
        await using var stage = await Stage.SetAsync(browser, widthPixels);
        await stage.Bot.SayAsync(Scenes.Buttons);
        await Expect(stage.Id("button-again")).ToBeVisibleAsync();
        await stage.Page.EvaluateAsync("() => document.activeElement.blur()");
        var unseen = new List<string>();
        var stops = new HashSet<string>();
        for (var n = 0; n < 45; n++)
        {
            await stage.PressAsync("Tab");
            var seen = await stage.Page.EvaluateAsync<string[]>("""
                () => {
                  const at = document.activeElement;
                  const marked = e => { const s = getComputedStyle(e); return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'; };
                  const frame = at.closest('.chip, label, .attach, .composer-form');
                  return [at.dataset.testid ?? at.getAttribute('aria-label') ?? (at.id || at.textContent.slice(0, 30)), at === document.body || marked(at) || (frame !== null && marked(frame)) ? 'seen' : 'unseen'];
                }
                """);
            stops.Add(seen[0]);
            if (seen[1] == "unseen") unseen.Add(seen[0]);
        }
        Assert.Empty(unseen);
        Assert.Contains("composer", stops);
        Assert.Contains("button-again", stops);
        Assert.Contains("theme", stops);
    }
}

using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatVideoBot.EndToEnd.Tests.Page;

/// <summary>Messages and what one does with them, with a mouse and with a finger.</summary>
public sealed class ConversationTests(Browser browser)
{
    [Theory, InlineData("right-click", Stage.Wide), InlineData("more", Stage.Wide), InlineData("tap and more", Stage.Narrow), InlineData("long press", Stage.Narrow)]
    public async Task The_menu_of_a_message_opens(string way, int widthPixels)
    {
        await using var stage = await Stage.SetAsync(browser, widthPixels);
        var id = await stage.Bot.SayAsync("""{"content":"look at me"}""");
        var message = stage.Message(id);
        await Expect(message).ToBeVisibleAsync();
        switch (way)
        {
            case "right-click":
                await message.ClickAsync(new() { Button = MouseButton.Right });
                break;
            case "more":
                await message.HoverAsync();
                await stage.Id($"more-{id}").ClickAsync();
                break;
            case "tap and more":
                await message.GetByText("look at me").TapAsync();
                await stage.Id($"more-{id}").TapAsync();
                break;
            default:
                await message.GetByText("look at me").EvaluateAsync("e => e.dispatchEvent(new PointerEvent('pointerdown', { pointerType: 'touch', bubbles: true, clientX: 80, clientY: 300 }))");
                break;
        }
        await Expect(stage.Id("menu-animate-this")).ToBeVisibleAsync();
        await stage.Id("menu-animate-this").ClickAsync();
        var asked = await stage.Bot.InteractionAsync();
        Assert.Equal(id, asked["data"]!["target_id"]!.ToString());
    }

    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task A_reply_stands_under_what_it_answers_and_leads_back_to_it(int widthPixels)
    {
        await using var stage = await Stage.SetAsync(browser, widthPixels);
        var id = await stage.Bot.SayAsync("""{"content":"a question with **bold** words"}""");
        await stage.Message(id).ClickAsync(new() { Button = MouseButton.Right });
        await stage.Id("menu-reply").ClickAsync();
        await Expect(stage.Page.Locator("#reply-bar")).ToContainTextAsync("Replying to ChatVideoBot");
        await stage.Page.Keyboard.TypeAsync("an answer");
        await stage.PressAsync("Enter");
        var answer = stage.Chat.Messages("an answer");
        await Expect(answer.Locator(".line")).ToContainTextAsync("a question with bold words");
        await answer.Locator(".line-words").ClickAsync();
        await Expect(stage.Message(id)).ToBeFocusedAsync();
        await stage.Bot.DeleteAsync(id);
        await Expect(stage.Message(id)).ToBeHiddenAsync();
    }

    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task Reactions_are_added_counted_and_taken_back(int widthPixels)
    {
        await using var stage = await Stage.SetAsync(browser, widthPixels);
        var id = await stage.Bot.SayAsync("""{"content":"react"}""");
        await stage.Bot.ReactAsync(id, "🔥");
        var fire = stage.Message(id).Locator(".reaction", new() { HasText = "🔥" });
        await Expect(fire).ToContainTextAsync("1");
        await Expect(fire).ToHaveAttributeAsync("aria-pressed", "false");
        await fire.ClickAsync();
        await Expect(fire).ToContainTextAsync("2");
        await Expect(fire).ToHaveAttributeAsync("aria-pressed", "true");
        await stage.Message(id).GetByText("react", new() { Exact = true }).ClickAsync(new() { Button = MouseButton.Right });
        await stage.Id("react-⭐").ClickAsync();
        await Expect(stage.Message(id).Locator(".reaction")).ToHaveCountAsync(2);
        await fire.ClickAsync();
        await Expect(fire).ToContainTextAsync("1");
        await stage.Message(id).Locator(".reaction", new() { HasText = "⭐" }).ClickAsync();
        await Expect(stage.Message(id).Locator(".reaction")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Typing_is_shown_until_the_message_comes()
    {
        await using var stage = await Stage.SetAsync(browser);
        await stage.Bot.TypeAsync();
        await Expect(stage.Page.Locator("#typing")).ToHaveTextAsync("ChatVideoBot is typing…");
        await stage.Bot.SayAsync("""{"content":"said"}""");
        await Expect(stage.Page.Locator("#typing")).ToHaveTextAsync("");
    }

    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task Thinking_becomes_an_answer_that_only_one_person_sees_and_may_dismiss(int widthPixels)
    {
        await using var stage = await Stage.SetAsync(browser, widthPixels);
        await stage.Chat.TypeAsync("/queue");
        var asked = await stage.Bot.InteractionAsync();
        await Expect(stage.Chat.Messages("Sending command…").Or(stage.Page.Locator("[data-local='sending']")).First).ToBeVisibleAsync();
        await stage.Bot.AnswerAsync(asked, """{"type":5,"data":{"flags":64}}""");
        var answer = stage.Page.Locator("[data-ephemeral='true']");
        await Expect(answer).ToContainTextAsync("ChatVideoBot is thinking…");
        await Expect(stage.Page.Locator("[data-local='sending']")).ToHaveCountAsync(0);
        await stage.Bot.EditAnswerAsync(asked, """{"content":"Nobody waits."}""");
        await Expect(answer).ToContainTextAsync("Nobody waits.");
        await Expect(answer).ToContainTextAsync("Only you can see this");
        await Expect(answer).Not.ToContainTextAsync("(edited)");
        await answer.GetByText("Dismiss message").ClickAsync();
        await Expect(answer).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_command_that_nobody_answers_fails_where_it_was_typed()
    {
        await using var stage = await Stage.SetAsync(browser);
        await stage.Chat.TypeAsync("/queue");
        await stage.Bot.InteractionAsync();
        stage.Sandbox.Skip(TimeSpan.FromSeconds(4));
        var failed = stage.Page.Locator("[data-local='failed']");
        await Expect(failed).ToContainTextAsync("The application did not respond");
        await failed.GetByText("Dismiss message").ClickAsync();
        await Expect(failed).ToHaveCountAsync(0);

        await stage.Bot.SayAsync(Scenes.Buttons);
        await stage.Id("button-again").ClickAsync();
        await stage.Bot.InteractionAsync();
        stage.Sandbox.Skip(TimeSpan.FromSeconds(4));
        await Expect(stage.Page.GetByText("This interaction failed")).ToBeVisibleAsync();
        await Expect(stage.Id("button-again")).ToBeEnabledAsync();
    }

    [Fact]
    public async Task An_edited_message_says_so_on_its_last_line_and_a_spoiler_that_was_opened_stays_open()
    {
        await using var stage = await Stage.SetAsync(browser);
        var id = await stage.Bot.SayAsync("""{"content":"one ||secret||"}""");
        var message = stage.Message(id);
        await Expect(message).Not.ToContainTextAsync("(edited)");
        var before = await message.BoundingBoxAsync();
        await message.Locator(".spoiler").ClickAsync();
        await Expect(message.Locator(".spoiler")).ToHaveAttributeAsync("data-revealed", "");
        await stage.Bot.EditAsync(id, """{"content":"two ||secret||"}""");
        await Expect(message).ToContainTextAsync("two");
        await Expect(message).ToContainTextAsync("(edited)");
        await Expect(message.Locator(".spoiler")).ToHaveAttributeAsync("data-revealed", "");
        Assert.Equal(before!.Height, (await message.BoundingBoxAsync())!.Height);
    }

    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task A_hidden_picture_is_shown_by_a_press_and_only_then_enlarged(int widthPixels)
    {
        await using var stage = await Stage.SetAsync(browser, widthPixels);
        var id = await stage.Bot.SayAsync("""{"content":"||words||","attachments":[{"id":0,"description":"A landscape"}]}""", ("SPOILER_a.png", await Scenes.PictureAsync()));
        var cover = stage.Message(id).Locator(".covered");
        await Expect(cover).ToContainTextAsync("Spoiler");
        await cover.ClickAsync();
        await Expect(cover).ToHaveAttributeAsync("data-revealed", "");
        await Expect(stage.Page.Locator("dialog")).ToHaveCountAsync(0);
        await cover.Locator("button").ClickAsync();
        await Expect(stage.Page.Locator("dialog img")).ToHaveAttributeAsync("alt", "A landscape");
        await stage.PressAsync("Escape");
        await Expect(stage.Page.Locator("dialog")).ToHaveCountAsync(0);
        await stage.Message(id).Locator(".spoiler").FocusAsync();
        await stage.PressAsync("Enter");
        await Expect(stage.Message(id).Locator(".spoiler")).ToHaveAttributeAsync("data-revealed", "");
    }

    [Fact]
    public async Task The_bot_is_reached_in_a_direct_message_where_its_server_commands_are_not_offered()
    {
        await using var stage = await Stage.SetAsync(browser);
        await stage.Id("channel-ChatVideoBot").ClickAsync();
        await Expect(stage.Page.GetByText("This is the start of your conversation.")).ToBeVisibleAsync();
        await stage.Chat.TypeAsync("hello bot");
        await Expect(stage.Chat.Messages("hello bot")).ToBeVisibleAsync();
        await stage.Id("channel-general").ClickAsync();
        await Expect(stage.Chat.Messages("hello bot")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Deleting_asks_first_and_gives_the_focus_back()
    {
        await using var stage = await Stage.SetAsync(browser);
        await stage.Chat.TypeAsync("to be deleted");
        var message = stage.Chat.Messages("to be deleted");
        await message.ClickAsync(new() { Button = MouseButton.Right });
        await stage.Id("menu-delete").ClickAsync();
        await Expect(stage.Id("confirm-delete")).ToBeFocusedAsync();
        await stage.PressAsync("Escape");
        await Expect(message).ToBeVisibleAsync();
        await message.ClickAsync(new() { Button = MouseButton.Right });
        await stage.Id("menu-delete").ClickAsync();
        await stage.PressAsync("Enter");
        await Expect(message).ToHaveCountAsync(0);
        await Expect(stage.Chat.Composer).ToBeFocusedAsync();
    }
}

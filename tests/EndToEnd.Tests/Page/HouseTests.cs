using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatVideoBot.EndToEnd.Tests.Page;

/// <summary>What stands around the conversation: drawers, themes, guilds, and what a screen reader hears.</summary>
public sealed class HouseTests(Browser browser)
{
    [Fact]
    public async Task The_theme_follows_the_system_until_it_is_switched_and_again_when_it_is_switched_back()
    {
        await using var stage = await Stage.SetAsync(browser, theme: ColorScheme.Light);
        var html = stage.Page.Locator("html");
        await Expect(html).ToHaveAttributeAsync("data-theme", "light");
        await stage.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Expect(html).ToHaveAttributeAsync("data-theme", "dark");
        await stage.Id("theme").ClickAsync();
        await Expect(html).ToHaveAttributeAsync("data-theme", "light");
        await stage.Page.ReloadAsync();
        await Expect(html).ToHaveAttributeAsync("data-theme", "light");
        await stage.Id("theme").ClickAsync(); // the system's own
        await stage.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await Expect(html).ToHaveAttributeAsync("data-theme", "light");
    }

    [Fact]
    public async Task On_a_phone_the_side_bar_is_a_drawer_that_keeps_the_focus_and_gives_it_back()
    {
        await using var stage = await Stage.SetAsync(browser, Stage.Narrow);
        await Expect(stage.Id("channel-adults")).ToBeHiddenAsync();
        await stage.Id("open-side").ClickAsync();
        await Expect(stage.Id("channel-adults")).ToBeInViewportAsync();
        Assert.True(await stage.Page.Locator("main").EvaluateAsync<bool>("main => main.inert"));
        await stage.Id("channel-adults").FocusAsync();
        await stage.PressAsync("Escape");
        await Expect(stage.Id("open-side")).ToBeFocusedAsync();
        await stage.Id("open-side").ClickAsync();
        await stage.Id("channel-adults").ClickAsync();
        await Expect(stage.Page.Locator("#channel-name")).ToHaveTextAsync("adults");
        await Expect(stage.Id("open-side")).ToHaveAttributeAsync("aria-expanded", "false");
        Assert.False(await stage.Page.Locator("main").EvaluateAsync<bool>("main => main.inert"));
        await stage.Id("toggle-members").ClickAsync();
        await Expect(stage.Id("bot-status")).ToBeInViewportAsync();
        await stage.Page.Locator("#shade").ClickAsync(new() { Position = new() { X = 10, Y = 400 } });
        await Expect(stage.Id("bot-status")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Landmarks_and_language_are_there_and_every_width_has_one_heading()
    {
        await using var stage = await Stage.SetAsync(browser);
        await Expect(stage.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Expect(stage.Page.GetByRole(AriaRole.Main)).ToHaveCountAsync(1);
        await Expect(stage.Page.GetByRole(AriaRole.Navigation, new() { Name = "Channels" })).ToBeVisibleAsync();
        await Expect(stage.Page.GetByRole(AriaRole.Complementary, new() { Name = "Members" })).ToBeVisibleAsync();
        await Expect(stage.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("general");
        await Expect(stage.Page.GetByRole(AriaRole.Log, new() { Name = "Messages" })).ToHaveAttributeAsync("aria-live", "off");
        await stage.Page.GetByText("Skip to the message box").FocusAsync();
        await Expect(stage.Page.GetByText("Skip to the message box")).ToBeInViewportAsync();
        await stage.PressAsync("Enter");
        await Expect(stage.Chat.Composer).ToBeFocusedAsync();
    }

    [Fact]
    public async Task New_messages_are_read_out_once_and_edits_are_not()
    {
        await using var stage = await Stage.SetAsync(browser);
        await stage.Page.EvaluateAsync("() => { window.heard = []; new MutationObserver(() => window.heard.push(document.getElementById('announcer').textContent)).observe(document.getElementById('announcer'), { childList: true, characterData: true, subtree: true }); }");
        var announcer = stage.Id("announcer");
        var id = await stage.Bot.SayAsync("""{"content":"**a red ball** 0 %"}""");
        await Expect(announcer).ToHaveTextAsync("ChatVideoBot: a red ball 0 %");
        for (var percent = 10; percent < 100; percent += 30) await stage.Bot.EditAsync(id, "{\"content\":\"**a red ball** " + percent + " %\"}");
        await Expect(stage.Message(id)).ToContainTextAsync("70 %");
        await stage.Bot.EditAsync(id, """{"content":"**a red ball**","attachments":[{"id":0}]}""", ("clip.mp4", await Scenes.ClipAsync()));
        await Expect(announcer).ToHaveTextAsync("ChatVideoBot: the clip is there");
        await stage.Chat.TypeAsync("my own words");
        await stage.Chat.TypeAsync("/queue");
        var asked = await stage.Bot.InteractionAsync();
        await stage.Bot.AnswerAsync(asked, """{"type":5,"data":{}}""");
        await Expect(announcer).ToHaveTextAsync("ChatVideoBot is thinking");
        await stage.Bot.EditAnswerAsync(asked, """{"content":"Nobody waits."}""");
        await Expect(announcer).ToHaveTextAsync("ChatVideoBot: Nobody waits.");
        Assert.Equal(4, (await stage.Page.EvaluateAsync<string[]>("() => window.heard")).Length);
    }

    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task Several_guilds_stand_in_a_rail_and_one_guild_has_none(int widthPixels)
    {
        await using (var one = await Stage.SetAsync(browser, widthPixels)) await Expect(one.Page.Locator("#rail")).ToBeHiddenAsync();
        await using var stage = await Stage.SetAsync(browser, widthPixels, before: page => page.RouteAsync("**/sandbox/state*", async route =>
        {
            var answer = await route.FetchAsync();
            var state = JsonNode.Parse(await answer.TextAsync())!;
            state["guilds"] = new JsonArray(state["guild"]!.DeepClone(), JsonNode.Parse("""{"id":"77","name":"Second home"}"""));
            state["channels"]!.AsArray().Add(JsonNode.Parse("""{"id":"78","name":"general","type":0,"nsfw":false,"topic":"Far away.","guild_id":"77"}"""));
            await route.FulfillAsync(new() { Response = answer, Body = state.ToJsonString() });
        }));
        if (widthPixels == Stage.Narrow) await stage.Id("open-side").ClickAsync();
        await Expect(stage.Id("guild-77")).ToHaveTextAsync("SH");
        await Expect(stage.Id("channel-mods")).ToHaveCountAsync(1);
        await LooksTests.ShootAsync(stage, "23-guilds");
        await stage.Id("guild-77").ClickAsync();
        await Expect(stage.Page.Locator("#guild-name")).ToHaveTextAsync("Second home");
        await Expect(stage.Id("channel-mods")).ToHaveCountAsync(0);
        await Expect(stage.Id("guild-77")).ToHaveAttributeAsync("aria-current", "true");
        Assert.Contains("guild=77", stage.Page.Url);
        await stage.Id($"guild-{stage.Sandbox.GuildId}").ClickAsync();
        await Expect(stage.Id("channel-mods")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_message_that_comes_while_the_page_loads_is_not_lost()
    {
        var asked = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        await using var stage = await Stage.SetAsync(browser, before: page => page.RouteAsync("**/messages?*", async route =>
        {
            var answer = await route.FetchAsync(); // written before the message
            asked.TrySetResult();
            await gate.Task;
            await route.FulfillAsync(new() { Response = answer });
        }));
        await asked.Task;
        await Expect(stage.Id("connection")).ToBeHiddenAsync();
        var id = await stage.Bot.SayAsync("""{"content":"in between"}""");
        await Expect(stage.Message(id)).ToBeVisibleAsync();
        gate.SetResult();
        await Expect(stage.Id("hint")).ToBeVisibleAsync(); // the history has come
        await Expect(stage.Message(id)).ToBeVisibleAsync();
    }
}

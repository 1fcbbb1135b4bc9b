using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatVideoBot.EndToEnd.Tests.Page;

/// <summary>What a bot can put into a message or a form arrives on the page, and what is entered there arrives at the bot.</summary>
public sealed class ComponentsTests(Browser browser)
{
    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task Selects_of_people_roles_and_channels(int widthPixels)
    {
        await using var stage = await Stage.SetAsync(browser, widthPixels);
        await stage.Bot.SayAsync(Scenes.People);
        await Expect(stage.Id("select-user")).ToHaveTextAsync("@Mia"); // its default
        await PickAsync("user", stage.Sandbox.ModeratorId);
        await PickAsync("role", "1190000000000000001");
        await PickAsync("channel", stage.Sandbox.AdultsChannelId);
        await stage.Id("select-mentionable").ClickAsync();
        await stage.Id($"choice-{stage.Sandbox.OwnerId}").ClickAsync();
        await stage.Id("choice-1190000000000000001").ClickAsync();
        await stage.Id("select-done").ClickAsync();
        Assert.Equal(2, (await stage.Bot.InteractionAsync())["data"]!["values"]!.AsArray().Count);

        async Task PickAsync(string select, string value)
        {
            await stage.Id($"select-{select}").ClickAsync();
            await stage.Id($"choice-{value}").ClickAsync();
            var picked = await stage.Bot.InteractionAsync();
            Assert.Equal(value, picked["data"]!["values"]![0]!.ToString());
            await stage.Bot.AnswerAsync(picked, """{"type":6}""");
            await Expect(stage.Id($"select-{select}")).Not.ToHaveAttributeAsync("aria-disabled", "true");
        }
    }

    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task A_layout_of_the_second_version(int widthPixels)
    {
        await using var stage = await Stage.SetAsync(browser, widthPixels);
        var id = await stage.Bot.SayAsync(Scenes.Layout, ("wide.png", await Scenes.PictureAsync()), ("tall.png", await Scenes.TallPictureAsync()), ("notes.txt", "Dear diary"u8.ToArray()));
        var message = stage.Message(id);
        await Expect(message.Locator(".container h4")).ToHaveTextAsync("A red ball");
        Assert.Equal("rgb(117, 73, 242)", await message.Locator(".container").EvaluateAsync<string>("e => getComputedStyle(e).borderLeftColor"));
        await Expect(message.Locator(".section .thumbnail img")).ToHaveAttributeAsync("alt", "A tall picture");
        await Expect(message.Locator(".gallery img")).ToHaveCountAsync(3);
        await Expect(message.Locator(".gallery .covered")).ToHaveCountAsync(1);
        await Expect(message.Locator(".file-card")).ToContainTextAsync("notes.txt");
        await Expect(message.Locator("[role='separator']")).ToHaveCountAsync(1);
        await stage.Id("button-keep").ClickAsync();
        Assert.Equal("keep", (await stage.Bot.InteractionAsync())["data"]!["custom_id"]!.ToString());
    }

    [Fact]
    public async Task A_component_of_tomorrow_is_left_out()
    {
        await using var stage = await Stage.SetAsync(browser, before: page => page.RouteAsync("**/messages?*", async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = (await answer.TextAsync()).Replace("\"components\":[", "\"components\":[{\"type\":99,\"id\":9},", StringComparison.Ordinal) });
        }));
        await stage.Bot.SayAsync(Scenes.Buttons);
        await Expect(stage.Id("button-again")).ToBeVisibleAsync();
        await stage.Page.ReloadAsync();
        await Expect(stage.Id("button-again")).ToBeVisibleAsync();
    }

    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task A_form_with_texts_and_selects(int widthPixels)
    {
        await using var stage = await Stage.SetAsync(browser, widthPixels);
        await stage.Chat.TypeAsync("/form");
        await stage.Bot.AnswerAsync(await stage.Bot.InteractionAsync(), Scenes.Form);
        await Expect(stage.Id("modal-prompt")).ToHaveValueAsync("a red ball");
        await stage.Id("modal-prompt").FillAsync("ab");
        await stage.Id("modal-submit").ClickAsync();
        await Expect(stage.Page.GetByText("Must be at least 3 characters")).ToBeVisibleAsync();
        await Expect(stage.Id("modal-prompt")).ToBeFocusedAsync();
        await Expect(stage.Id("modal-prompt")).ToHaveAttributeAsync("aria-invalid", "true");
        await stage.Id("modal-prompt").FillAsync("two\nlines");
        await stage.Id("modal-model").ClickAsync();
        await stage.Id("choice-wan").ClickAsync();
        await Expect(stage.Id("modal-model")).ToHaveTextAsync("Wan");
        await stage.Id("modal-share").ClickAsync();
        await stage.Id($"choice-{stage.Sandbox.MemberId}").ClickAsync();
        await stage.Id("select-done").ClickAsync();
        await stage.Page.Mouse.ClickAsync(2, 2); // beside the form: what was entered is not lost
        await Expect(stage.Id("modal")).ToBeVisibleAsync();
        await stage.Id("modal-submit").ClickAsync();

        var sent = await stage.Bot.InteractionAsync();
        var values = sent["data"]!["components"]!.AsArray().Select(c => c!["component"]).Where(c => c is not null).ToDictionary(c => c!["custom_id"]!.ToString(), c => (c!["value"] ?? c["values"])!.ToJsonString());
        Assert.Equal("\"two\\nlines\"", values["prompt"]);
        Assert.Equal("\"\"", values["seed"]);
        Assert.Equal("[\"wan\"]", values["model"]);
        Assert.Equal($"[\"{stage.Sandbox.MemberId}\"]", values["share"]);
        await stage.Bot.AnswerAsync(sent, """{"type":4,"data":{"content":"Thank you."}}""");
        await Expect(stage.Id("modal")).ToBeHiddenAsync();
        await Expect(stage.Chat.Messages("Thank you.")).ToBeVisibleAsync();
    }

    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task A_form_with_boxes_and_files(int widthPixels)
    {
        await using var stage = await Stage.SetAsync(browser, widthPixels);
        await stage.Chat.TypeAsync("/form");
        await stage.Bot.AnswerAsync(await stage.Bot.InteractionAsync(), Scenes.SecondForm);
        await stage.Id("modal-submit").ClickAsync();
        await Expect(stage.Page.GetByText("Make a selection").First).ToBeVisibleAsync();
        await Expect(stage.Id("modal-why-person")).ToBeFocusedAsync();
        await stage.PressAsync("ArrowDown"); // the second radio
        await Expect(stage.Id("modal-why-violence")).ToBeCheckedAsync();
        await stage.Id("modal-also-hide").CheckAsync();
        await stage.Id("modal-also-tell").CheckAsync();
        await stage.Id("modal-also-ban").CheckAsync();
        await stage.Id("modal-submit").ClickAsync();
        await Expect(stage.Page.GetByText("Choose at most 2")).ToBeVisibleAsync();
        await stage.Id("modal-also-ban").UncheckAsync();
        await stage.Page.GetByText("I have read the rules").ClickAsync();
        await stage.Id("modal-proof").SetInputFilesAsync(new FilePayload { Name = "one.png", MimeType = "image/png", Buffer = await Scenes.PictureAsync() });
        await FilesTests.DropAsync(stage.Page.Locator(".file-field"), "two.txt", "text/plain");
        await Expect(stage.Page.Locator(".chosen-file")).ToHaveCountAsync(2);
        await stage.Id("modal-submit").ClickAsync();

        var sent = await stage.Bot.InteractionAsync();
        var values = sent["data"]!["components"]!.AsArray().ToDictionary(c => c!["component"]!["custom_id"]!.ToString(), c => c!["component"]!);
        Assert.Equal("violence", values["why"]["value"]!.ToString());
        Assert.Equal("""["hide","tell"]""", values["also"]["values"]!.ToJsonString());
        Assert.True(values["read"]["value"]!.GetValue<bool>());
        var names = values["proof"]["values"]!.AsArray().Select(id => sent["data"]!["resolved"]!["attachments"]![id!.ToString()]!["filename"]!.ToString());
        Assert.Equal(["one.png", "two.txt"], names);
    }
}

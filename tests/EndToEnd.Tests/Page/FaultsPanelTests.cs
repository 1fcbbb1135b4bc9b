using System.Net;
using System.Net.Http.Headers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatVideoBot.EndToEnd.Tests.Page;

/// <summary>The panel makes Discord misbehave, and the bot notices.</summary>
public sealed class FaultsPanelTests(Browser browser)
{
    private const string Described = """
        {"faults":[{"name":"rest","type":"object","sentence":"What REST does.","fields":[{"name":"status","type":"integer","sentence":""},{"name":"delay","type":"number","sentence":""}]},
          {"name":"drop","type":"boolean","sentence":"Cuts."},{"name":"reorder_events","type":"integer","sentence":"Overtaken.","min":0,"max":1000},
          {"name":"outage","type":"object","group":"place","sentence":"A guild becomes unavailable.","fields":[{"name":"unavailable","type":"boolean","sentence":"False ends it."}]}]}
        """;

    [Theory, InlineData(Stage.Wide), InlineData(Stage.Narrow)]
    public async Task It_opens_and_closes_with_keys_and_is_not_in_the_way(int widthPixels)
    {
        await using var stage = await Stage.SetAsync(browser, widthPixels);
        await Expect(stage.Id("faults")).ToBeHiddenAsync();
        await stage.Id("toggle-faults").FocusAsync();
        await stage.PressAsync("Enter");
        await Expect(stage.Page.Locator("#faults-title")).ToBeFocusedAsync();
        await Expect(stage.Id("toggle-faults")).ToHaveAttributeAsync("aria-expanded", "true");
        Assert.Equal(widthPixels == Stage.Narrow, await stage.Page.Locator("main").EvaluateAsync<bool>("main => main.inert"));
        await stage.PressAsync("Escape");
        await Expect(stage.Id("faults")).ToBeHiddenAsync();
        await Expect(stage.Id("toggle-faults")).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData("429-user", 429, "user")]
    [InlineData("429-shared", 429, "shared")]
    [InlineData("429-global", 429, "global")]
    [InlineData("429-html", 429, "<")]
    [InlineData("500", 500, "")]
    [InlineData("502-html", 502, "<")]
    [InlineData("503", 503, "")]
    [InlineData("413", 413, "")]
    [InlineData("lost", 500, "")]
    public async Task The_next_answer_of_REST_is_wrong_and_the_one_after_is_right(string fault, int status, string mark)
    {
        await using var stage = await Stage.SetAsync(browser);
        await stage.Id("toggle-faults").ClickAsync();
        await stage.Id($"fault-do-{fault}").ClickAsync();
        await Expect(stage.Id("faults-done").Locator("li")).ToHaveCountAsync(1);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bot", stage.Sandbox.Token);
        var address = $"{stage.Sandbox.Api}/v10/users/@me";
        using var wrong = await http.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)wrong.StatusCode);
        var scope = wrong.Headers.TryGetValues("X-RateLimit-Scope", out var values) ? values.First() : "";
        if (mark == "<") Assert.StartsWith("<", (await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).TrimStart());
        else Assert.Equal(mark, scope);
        using var right = await http.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
    }

    [Theory, InlineData("drop", 0), InlineData("close", 4009)]
    public async Task The_sockets_end(string fault, int code)
    {
        await using var stage = await Stage.SetAsync(browser);
        await stage.Id("toggle-faults").ClickAsync();
        await stage.Page.GetByText("The gateway").ClickAsync();
        if (code > 0) await stage.Id("fault-close-code").SelectOptionAsync($"{code}");
        await stage.Id($"fault-do-{fault}").ClickAsync();
        Assert.Equal(code, await stage.Bot.WaitForEndAsync());
        await Expect(stage.Id("bot-offline")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Every_fault_of_the_panel_is_taken_by_this_server_and_ended_by_one_press()
    {
        await using var stage = await Stage.SetAsync(browser);
        await stage.Id("toggle-faults").ClickAsync();
        await Expect(stage.Id("fault-429-user")).ToBeVisibleAsync();
        await stage.Page.EvaluateAsync("() => document.querySelectorAll('.fault-group').forEach(group => group.open = true)");
        var buttons = await stage.Page.Locator(".fault-do").AllAsync();
        Assert.True(buttons.Count >= 19, $"{buttons.Count} faults");
        var lacking = await stage.Page.EvaluateAsync<int>("() => [...document.querySelectorAll('.fault')].filter(fault => fault.querySelector(':invalid')).length"); // they ask for an id
        Assert.InRange(lacking, 1, 3);
        foreach (var button in buttons) await button.ClickAsync();
        await Expect(stage.Id("faults-done").Locator("li")).ToHaveCountAsync(Math.Min(30, buttons.Count - lacking));
        Assert.Empty(await stage.Id("faults-done").Locator(".is-wrong").AllInnerTextsAsync());
        await Expect(stage.Id("fault-do-stop_acks")).ToHaveAttributeAsync("aria-pressed", "true");
        await stage.Id("fault-clear").ClickAsync();
        await Expect(stage.Id("fault-do-stop_acks")).ToHaveAttributeAsync("aria-pressed", "false");
        await stage.Page.GetByTestId("fault-429-user-times").FillAsync("0"); // the field says what is wrong, nothing is sent
        await stage.Id("fault-do-429-user").ClickAsync();
        await Expect(stage.Id("fault-429-user-times")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_server_that_describes_its_faults_is_offered_what_it_can_and_nothing_else()
    {
        string? sent = null;
        await using var stage = await Stage.SetAsync(browser, before: page => page.RouteAsync("**/sandbox/faults*", async route =>
        {
            if (route.Request.Method == "POST") sent = System.Text.Encoding.UTF8.GetString(route.Request.PostDataBuffer ?? []);
            if (route.Request.Method == "POST" && sent!.Contains("drop", StringComparison.Ordinal)) await route.FulfillAsync(new() { Status = 400, ContentType = "application/json", Body = """{"message":"Invalid Form Body","errors":{"drop":{"_errors":[{"code":"X","message":"Not today."}]}}}""" });
            else await route.FulfillAsync(route.Request.Method == "POST" ? new() { Status = 204 } : new() { ContentType = "application/json", Body = Described });
        }));
        await stage.Id("toggle-faults").ClickAsync();
        await Expect(stage.Id("fault-slow")).ToBeVisibleAsync();
        await Expect(stage.Id("fault-skip_seconds")).ToHaveCountAsync(0);
        await stage.Page.EvaluateAsync("() => document.querySelectorAll('.fault-group').forEach(group => group.open = true)");
        await stage.Id("fault-do-reorder_events").ClickAsync();
        await Expect(stage.Id("faults-done")).ToContainTextAsync("Out of order");
        Assert.Equal("""{"reorder_events":3}""", sent);
        await stage.Id("fault-outage-unavailable").SelectOptionAsync("true");
        await stage.Id("fault-do-outage").ClickAsync();
        await Expect(stage.Id("faults-done")).ToContainTextAsync("Outage");
        Assert.Equal("""{"outage":{"unavailable":true}}""", sent);
        await stage.Id("fault-do-drop").ClickAsync();
        await Expect(stage.Id("faults-done").Locator(".is-wrong")).ToContainTextAsync("drop: Not today.");
    }
}

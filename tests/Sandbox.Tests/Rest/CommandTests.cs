using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Rest;

public sealed class CommandTests
{
    [Theory]
    [InlineData("""{"name":"imagine","description":"d"}""", 201, "")]
    [InlineData("""{"name":"Imagine","description":"d"}""", 400, "name:APPLICATION_COMMAND_INVALID_NAME")]
    [InlineData("""{"name":"two words","description":"d"}""", 400, "name:APPLICATION_COMMAND_INVALID_NAME")]
    [InlineData("""{"name":"imagine"}""", 400, "description:BASE_TYPE_REQUIRED")]
    [InlineData("""{"name":"Animate this","type":3}""", 201, "")]
    [InlineData("""{"name":"Animate this","type":3,"description":"no"}""", 400, "description:APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION")]
    [InlineData("""{"name":"a","description":"d","options":[{"type":3,"name":"o","description":"d"},{"type":3,"name":"r","description":"d","required":true}]}""",
        400, "options.1.required:APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID")]
    [InlineData("""{"name":"a","description":"d","options":[{"type":3,"name":"o","description":"d"},{"type":3,"name":"o","description":"d"}]}""",
        400, "options.1.name:APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS")]
    [InlineData("""{"name":"a","description":"d","options":[{"type":3,"name":"o","description":"d","autocomplete":true,"choices":[{"name":"x","value":"y"}]}]}""",
        400, "options.0.choices:APPLICATION_COMMAND_OPTION_CHOICES_AND_AUTOCOMPLETE")]
    [InlineData("""{"name":"a","description":"d","options":[{"type":4,"name":"o","description":"d","choices":[{"name":"x","value":"y"}]}]}""",
        400, "options.0.choices.0.value:NUMBER_TYPE_COERCE")]
    [InlineData("""{"name":"a","description":"d","options":[{"type":1,"name":"s","description":"d"},{"type":3,"name":"o","description":"d"}]}""",
        400, "options.1.type:APPLICATION_COMMAND_OPTIONS_TYPE_INVALID")]
    [InlineData("""{"name":"a","description":"d","options":[{"type":2,"name":"g","description":"d","options":[{"type":1,"name":"s","description":"d"}]}]}""", 201, "")]
    [InlineData("""{"name":"a","description":"d","name_localizations":{"xx":"b"}}""", 400, "name_localizations.xx:ENUM_TYPE_COERCE")]
    public async Task A_command_is_registered_or_refused_as_the_documents_say(string body, int status, string error)
    {
        await using var box = await Box.StartAsync();

        var reply = await box.BotAsync("POST", Global(box), JsonNode.Parse(body));

        Assert.Equal(status, reply.Status);
        if (error.Split(':') is [var path, var name])
            Assert.Equal([name], reply.ErrorsAt(path));
    }

    [Theory]
    [InlineData("𐌰𐌱", 201)] // letters beyond U+FFFF, which are two chars each
    [InlineData("🎬", 400)]
    [InlineData("चित्र", 201)]
    public async Task A_name_is_of_letters_of_any_language(string name, int status)
    {
        await using var box = await Box.StartAsync();

        Assert.Equal(status, (await box.BotAsync("POST", Global(box), Slash(name))).Status);
    }

    [Fact]
    public async Task A_commands_8000_characters_are_code_points()
    {
        await using var box = await Box.StartAsync();

        var fits = await box.BotAsync("POST", Global(box), Large("🎬", 2)); // 7,506 code points, about twice as many chars
        var large = await box.BotAsync("POST", Global(box), Large("n", 3));

        Assert.Equal(201, fits.Status);
        Assert.Equal(["APPLICATION_COMMAND_TOO_LARGE"], large.ErrorsAt(""));

        static JsonObject Large(string letter, int choices) => new()
        {
            ["name"] = "large",
            ["description"] = "d",
            ["options"] = new JsonArray([.. Enumerable.Range(0, 25).Select(o => new JsonObject
            {
                ["type"] = 3,
                ["name"] = $"o{o:00}",
                ["description"] = Letters(letter, 97),
                ["choices"] = new JsonArray([.. Enumerable.Range(0, choices).Select(c => new JsonObject { ["name"] = Letters(letter, 98) + c, ["value"] = $"{c}" })]),
            })]),
        };
    }

    [Fact]
    public async Task A_put_replaces_the_whole_list_and_keeps_the_ids_of_known_names()
    {
        await using var box = await Box.StartAsync();
        var first = (await box.BotAsync("PUT", Guild(box), new JsonArray(Slash("one"), Slash("two")))).Json.AsArray();

        var second = (await box.BotAsync("PUT", Guild(box), new JsonArray(Slash("two"), Slash("three")))).Json.AsArray();
        var global = (await box.BotAsync("GET", Global(box))).Json.AsArray();

        Assert.Equal(["two", "three"], second.Select(c => c!["name"]!.ToString()));
        Assert.Equal(first[1]!["id"]!.ToString(), second[0]!["id"]!.ToString());
        Assert.Equal(box.Server.GuildId, second[0]!["guild_id"]!.ToString());
        Assert.Empty(global);
        Assert.Equal(200, (await box.BotAsync("POST", Guild(box), Slash("two"))).Status); // overwritten by name
    }

    [Fact]
    public async Task A_put_with_a_double_name_or_too_many_changes_nothing()
    {
        await using var box = await Box.StartAsync();
        await box.BotAsync("POST", Guild(box), Slash("stays"));

        var doubled = await box.BotAsync("PUT", Guild(box), new JsonArray(Slash("a"), Slash("a")));
        var contexts = await box.BotAsync("PUT", Guild(box), new JsonArray([.. Enumerable.Range(0, 16).Select(i => new JsonObject { ["name"] = $"C {i}", ["type"] = 3 })]));
        var slashes = await box.BotAsync("PUT", Guild(box), new JsonArray([.. Enumerable.Range(0, 101).Select(i => Slash($"c{i}"))]));

        Assert.Equal(["APPLICATION_COMMANDS_DUPLICATE_NAME"], doubled.ErrorsAt("1"));
        Assert.Equal((30032, 30032), (contexts.Code, slashes.Code));
        Assert.Equal("stays", (await box.BotAsync("GET", Guild(box))).Json.AsArray().Single()!["name"]!.ToString());
    }

    [Fact]
    public async Task A_put_beyond_the_days_creates_changes_nothing_and_spends_none()
    {
        await using var box = await Box.StartAsync(o => o.RateLimits = false);
        for (var round = 0; round < 19; round++) // 190 of the day's 200, ten names at a time
            Assert.Equal(200, (await box.BotAsync("PUT", Guild(box), new JsonArray([.. Enumerable.Range(0, 10).Select(i => Slash($"r{round}-{i}"))]))).Status);
        var before = (await box.BotAsync("GET", Guild(box))).Json;

        var beyond = await box.BotAsync("PUT", Guild(box), new JsonArray([.. Enumerable.Range(0, 11).Select(i => Slash($"new{i}"))]));
        Assert.Equal((400, 30034), (beyond.Status, beyond.Code));
        Assert.True(JsonNode.DeepEquals(before, (await box.BotAsync("GET", Guild(box))).Json));

        Assert.Equal(200, (await box.BotAsync("PUT", Guild(box), new JsonArray([.. Enumerable.Range(0, 10).Select(i => Slash($"new{i}"))]))).Status);
        Assert.Equal(30034, (await box.BotAsync("POST", Guild(box), Slash("more"))).Code);
        Assert.Equal(201, (await box.BotAsync("POST", Global(box), Slash("elsewhere"))).Status); // each scope counts for itself
        box.Server.Skip(TimeSpan.FromDays(1));
        Assert.Equal(201, (await box.BotAsync("POST", Guild(box), Slash("more"))).Status);
    }

    [Fact]
    public async Task A_create_beyond_the_count_spends_none_of_the_days()
    {
        await using var box = await Box.StartAsync(o => o.RateLimits = false);
        JsonArray Names(string prefix, int count) => [.. Enumerable.Range(0, count).Select(i => Slash($"{prefix}{i}"))];
        Assert.Equal(200, (await box.BotAsync("PUT", Guild(box), Names("a", 100))).Status);
        for (var i = 0; i < 100; i++)
            Assert.Equal(30032, (await box.BotAsync("POST", Guild(box), Slash("one-more"))).Code);

        Assert.Equal(200, (await box.BotAsync("PUT", Guild(box), Names("b", 100))).Status);
    }

    [Fact]
    public async Task A_put_with_an_id_renames_the_command_and_keeps_it()
    {
        await using var box = await Box.StartAsync();
        var first = (await box.BotAsync("PUT", Guild(box), new JsonArray(Slash("one"), Slash("two")))).Json.AsArray();
        var renamed = Slash("two"); // the other one's name: that one goes
        renamed["id"] = first[0]!["id"]!.ToString();

        var second = (await box.BotAsync("PUT", Guild(box), new JsonArray(renamed))).Json.AsArray();

        Assert.Equal((first[0]!["id"]!.ToString(), "two"), (second.Single()!["id"]!.ToString(), second[0]!["name"]!.ToString()));
        Assert.Single((await box.BotAsync("GET", Guild(box))).Json.AsArray());
    }

    [Fact]
    public async Task One_command_is_changed_and_deleted_by_id()
    {
        await using var box = await Box.StartAsync();
        var id = (await box.BotAsync("POST", Global(box), Slash("one"))).Text("id");

        var changed = await box.BotAsync("PATCH", $"{Global(box)}/{id}", new JsonObject { ["description"] = "new" });

        Assert.Equal(("one", "new"), (changed.Text("name"), changed.Text("description")));
        Assert.Equal(204, (await box.BotAsync("DELETE", $"{Global(box)}/{id}")).Status);
        Assert.Equal(10063, (await box.BotAsync("GET", $"{Global(box)}/{id}")).Code);
    }

    private static string Letters(string letter, int count) => string.Concat(Enumerable.Repeat(letter, count));

    private static JsonObject Slash(string name) => new() { ["name"] = name, ["description"] = "d" };

    private static string Global(Box box) => $"/applications/{box.Server.ApplicationId}/commands";

    private static string Guild(Box box) => $"/applications/{box.Server.ApplicationId}/guilds/{box.Server.GuildId}/commands";
}

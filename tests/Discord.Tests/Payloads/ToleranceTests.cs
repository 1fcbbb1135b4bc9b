using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord.Tests.Payloads;

/// <summary>Whatever Discord adds, leaves out or changes in a field must not lose us the rest.</summary>
public sealed class ToleranceTests
{
    public static TheoryData<string> Payloads =>
        ["Message", "Interaction", "InteractionData", "Member", "User", "Attachment", "Embed", "Channel", "Guild", "Application", "ApplicationCommand", "Ready", "GatewayBot", "ResolvedData"];

    private static JsonTypeInfo TypeOf(string name) =>
        DiscordJson.Default.GetTypeInfo(typeof(Snowflake).Assembly.GetTypes().Single(type => type.Name == name && type.IsPublic))!;

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Nothing_is_read_as_empty_and_nothing_is_null_that_must_not_be(string payload)
    {
        var type = TypeOf(payload);
        foreach (var json in new[] { "{}", AllOf(type, null) })
        {
            var value = JsonSerializer.Deserialize(json, type)!;
            var nullability = new System.Reflection.NullabilityInfoContext();
            foreach (var property in value.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0))
            {
                if (nullability.Create(property).ReadState == System.Reflection.NullabilityState.NotNull)
                    Assert.True(property.GetValue(value) is not null, $"{payload}.{property.Name} is null after {json}.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Simple_fields_of_another_kind_read_as_nothing(string payload)
    {
        var type = TypeOf(payload);
        foreach (var odd in new[] { "{\"x\":[1]}", "[1,{}]", "true", "1e300", "-1", "\"odd\"" })
        {
            foreach (var property in type.Properties.Where(property => IsSimple(property.PropertyType)))
                Assert.NotNull(JsonSerializer.Deserialize($$"""{"{{property.Name}}":{{odd}},"unknown":{{odd}}}""", type));
        }
    }

    [Theory]
    [InlineData("""{"type":20,"custom_id":"x","anything":{"a":1}}""")]
    [InlineData("""{"type":"button"}""")]
    [InlineData("""{}""")]
    [InlineData("""{"type":2,"emoji":"not an object"}""")]
    [InlineData("""[1]""")]
    [InlineData("""7""")]
    public void A_component_nobody_knows_is_kept_as_it_came(string component)
    {
        var message = JsonSerializer.Deserialize($$"""
            {"id":"1","content":"still here","components":[{"type":17,"components":[{{component}},{"type":1,"components":[{"type":2,"style":99,"label":"L","custom_id":"c"}]}]}]}
            """, DiscordJson.Default.Message)!;

        Assert.Equal("still here", message.Content);
        var container = Assert.IsType<Container>(message.Components.Single());
        Assert.IsType<UnknownComponent>(container.Components[0]);
        Assert.Equal("c", ComponentTree.Of(message.Components).OfType<Button>().Single().CustomId);
        var written = JsonNode.Parse(JsonSerializer.Serialize(message, DiscordJson.Default.Message))!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(component), written["components"]![0]!["components"]![0]));
    }

    [Fact]
    public void Numbers_Discord_invents_later_are_kept()
    {
        var message = JsonSerializer.Deserialize("""{"id":"1","type":987,"flags":1073741888,"nonce":123,"author":{"id":"1","username":"u","flags":9007199254740993}}""", DiscordJson.Default.Message)!;

        Assert.Equal(987, (int)message.Type);
        Assert.True(message.Flags!.Value.HasFlag(MessageFlags.Ephemeral));
        Assert.Equal("123", message.Nonce);
    }

    [Fact]
    public void A_deeply_nested_thread_of_replies_is_read()
    {
        var json = """{"id":"1"}""";
        for (var i = 0; i < 30; i++)
            json = $$"""{"id":"{{i}}","referenced_message":{{json}}}""";

        Assert.Equal(new Snowflake(29), JsonSerializer.Deserialize(json, DiscordJson.Default.Message)!.Id);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("18446744073709551615")]
    [InlineData("175928847299117063")]
    public void Ids_travel_as_strings(string id)
    {
        var channel = JsonSerializer.Deserialize($$"""{"id":{{id}},"parent_id":"{{id}}"}""", DiscordJson.Default.Channel)!;

        Assert.Equal(channel.Id, channel.ParentId);
        Assert.Contains($"\"id\":\"{id}\"", JsonSerializer.Serialize(channel, DiscordJson.Default.Channel), StringComparison.Ordinal);
        Assert.InRange(channel.Id.CreatedAt.Year, 2015, 2155);
    }

    [Fact]
    public void An_id_knows_its_moment()
    {
        var id = new Snowflake(175928847299117063); // the documentation's example

        Assert.Equal(1462015105796, id.CreatedAt.ToUnixTimeMilliseconds());
        Assert.True(Snowflake.At(id.CreatedAt) <= id);
        Assert.False(Snowflake.TryParse("-1", out _));
        Assert.False(Snowflake.TryParse("1 ", out _));
        Assert.False(Snowflake.TryParse("18446744073709551616", out _));
        Assert.False(Snowflake.TryParse(null, out _));
    }

    [Fact]
    public void What_is_null_is_not_sent()
    {
        var json = JsonSerializer.Serialize(new MessageCreate { Content = "x", Components = [.. ActionRow.Rows(Button.Primary("a", "Again", "🔁"), Button.Link("https://x.example", "L"))] }, DiscordJson.Default.MessageCreate);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            {"content":"x","allowed_mentions":{"parse":[]},"components":[{"type":1,"components":[
              {"type":2,"style":1,"label":"Again","emoji":{"name":"🔁"},"custom_id":"a"},{"type":2,"style":5,"label":"L","url":"https://x.example"}]}]}
            """), JsonNode.Parse(json)), json);
    }

    [Fact]
    public void Buttons_fill_rows_of_five()
    {
        var buttons = Enumerable.Range(0, 7).Select(i => Button.Secondary($"b{i}", "x")).ToArray();

        Assert.Equal([5, 2], ActionRow.Rows(buttons).Select(row => row.Components.Count));
        Assert.Throws<ArgumentException>(() => ActionRow.Rows(Enumerable.Repeat(buttons[0], 26).ToArray()));
    }

    private static string AllOf(JsonTypeInfo type, string? value) =>
        "{" + string.Join(",", type.Properties.Select(property => $"\"{property.Name}\":{value ?? "null"}")) + "}";

    private static bool IsSimple(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is { } plain
        && (plain.IsEnum || plain == typeof(string) || plain == typeof(int) || plain == typeof(long) || plain == typeof(double) || plain == typeof(bool)
            || plain == typeof(DateTimeOffset) || plain == typeof(Snowflake));
}

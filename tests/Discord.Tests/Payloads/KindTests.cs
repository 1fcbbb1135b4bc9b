using System.Text.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Discord.Interactions.Components;

namespace ChatVideoBot.Discord.Tests.Payloads;

/// <summary>Every payload that is read, whole, with the least there can be, with nulls, and with leaves that are something else.</summary>
public sealed class KindTests
{
    private static readonly string[] Odd = ["""{"x":[1]}""", "[1,null]", "true", "1e300", "-1", "\"odd\"", "\"\\ud800\"", "null"];

    private const string Mark = "something else";

    public static TheoryData<string> Names => new(Kinds.Names);

    public static TheoryData<string, Fullness> NamesAndFullness =>
        new(Kinds.Names.SelectMany(name => Enum.GetValues<Fullness>(), (name, fullness) => (name, fullness)));

    [Theory]
    [MemberData(nameof(NamesAndFullness))]
    public void What_is_read_is_what_was_said(string kind, Fullness fullness)
    {
        var said = Kinds.Make(kind, fullness);
        var type = Kinds.TypeOf(kind);

        var read = said.Deserialize(type)!;
        var written = JsonSerializer.SerializeToNode(read, type)!.AsObject();

        AssertSame(said, written, kind);
        var known = read is Component ? DiscordJson.Default.GetTypeInfo(read.GetType())! : type;
        foreach (var property in known.Properties.Where(property => said[property.Name] is not null))
            Assert.True(written.ContainsKey(property.Name), $"{kind}: {property.Name} was not read.");
        Assert.IsNotType<UnknownComponent>(read);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_specimens_are_as_Discord_specifies_them(string kind)
    {
        if (Kinds.SchemaOf(kind) is { } schema)
        {
            Assert.Empty(Specification.Read().Problems(schema, Kinds.Make(kind, Fullness.All)));
            Assert.Empty(Specification.Read().Problems(schema, Kinds.Make(kind, Fullness.Required)));
        }
        Assert.True(Kinds.Make(kind, Fullness.All).Count >= Kinds.Make(kind, Fullness.Required).Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_leaf_of_another_kind_and_unknown_fields_lose_nothing_else(string kind)
    {
        var type = Kinds.TypeOf(kind);
        var whole = Kinds.Make(kind, Fullness.All);
        var tried = 0;
        foreach (var leaf in Leaves(whole, 2).ToList())
        {
            var parent = leaf.Parent!;
            var (key, index) = parent is JsonObject ? (leaf.GetPropertyName(), 0) : ("", leaf.GetElementIndex());
            Replace(parent, key, index, Mark);
            var text = whole.ToJsonString();
            Replace(parent, key, index, leaf);
            foreach (var odd in parent == whole ? Odd : Odd.Where((_, i) => (i + tried) % 4 == 0)) // inside, each leaf a few of them in turn
            {
                var read = JsonSerializer.Deserialize($$"""{"brand_new":{{odd}},{{text.Replace($"\"{Mark}\"", odd, StringComparison.Ordinal)[1..]}}""", type)!;
                if (parent != whole && read.GetType().GetProperty("Id")?.GetValue(read) is Snowflake id)
                    Assert.Equal(whole["id"]!.GetValue<string>(), id.ToString());
                tried++;
            }
        }
        Assert.True(tried > 8, $"{kind}: {tried}");
    }

    private static void Replace(JsonNode parent, string key, int index, JsonNode? value)
    {
        if (parent is JsonObject fields)
            fields[key] = value;
        else
            parent.AsArray()[index] = value;
    }

    private static IEnumerable<JsonNode> Leaves(JsonNode? node, int depth) => node switch
    {
        JsonObject fields when depth > 0 => fields.SelectMany(field => Leaves(field.Value, depth - 1)),
        JsonArray items when depth > 0 => items.SelectMany(item => Leaves(item, depth - 1)),
        JsonValue leaf => [leaf],
        _ => [],
    };

    /// <summary>All that was written was said, or is what stands for nothing.</summary>
    private static void AssertSame(JsonNode? said, JsonNode? written, string path)
    {
        switch (said, written)
        {
            case (JsonObject a, JsonObject b):
                foreach (var (name, value) in b)
                    AssertSame(a[name], value, $"{path}.{name}");
                break;
            case (JsonArray a, JsonArray b):
                Assert.True(a.Count == b.Count, $"{path}: {a.Count} became {b.Count}.");
                for (var i = 0; i < a.Count; i++)
                    AssertSame(a[i], b[i], $"{path}[{i}]");
                break;
            case (null, var nothing):
                Assert.True(nothing?.ToJsonString() is null or "0" or "false" or "\"\"" or "[]" or "\"0\"" or "\"0001-01-01T00:00:00\\u002B00:00\"", $"{path}: {nothing?.ToJsonString()} out of nothing.");
                break;
            default:
                var same = JsonNode.DeepEquals(said, written) || said!.ToString() == written?.ToString() // a nonce may be a number
                    || (DateTimeOffset.TryParse(said!.ToString(), out var x) && DateTimeOffset.TryParse(written?.ToString(), out var y) && x == y)
                    || (said.GetValueKind() == JsonValueKind.Number && written?.GetValueKind() == JsonValueKind.Number && double.Parse(said.ToJsonString()) == double.Parse(written.ToJsonString()));
                Assert.True(same, $"{path}: {said!.ToJsonString()} became {written?.ToJsonString() ?? "null"}.");
                break;
        }
    }
}

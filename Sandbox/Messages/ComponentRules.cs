using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Rest;

namespace ChatVideoBot.Sandbox.Messages;

/// <summary>
/// Checks a tree of components and numbers it (docs: components/reference): which stands where. What each holds: ComponentRules.Fields.cs.
/// </summary>
internal sealed partial class ComponentRules
{
    private const int MostInAll = 40;
    private static readonly ComponentType[] Selects =
        [ComponentType.StringSelect, ComponentType.UserSelect, ComponentType.RoleSelect, ComponentType.MentionableSelect, ComponentType.ChannelSelect];
    private static readonly ComponentType[] TopOfV2 =
        [ComponentType.ActionRow, ComponentType.Section, ComponentType.TextDisplay, ComponentType.MediaGallery, ComponentType.File,
        ComponentType.Separator, ComponentType.Container];
    private static readonly ComponentType[] InLabel =
        [ComponentType.TextInput, .. Selects, ComponentType.FileUpload, ComponentType.RadioGroup, ComponentType.CheckboxGroup, ComponentType.Checkbox];

    private readonly ComponentPlace _place;
    private readonly HashSet<string> _customIds = [];
    private readonly HashSet<long> _ids = [];
    private readonly List<JsonObject> _all = [];
    private int _characters;

    private ComponentRules(ComponentPlace place) => _place = place;

    /// <summary>The names of files that the tree shows by <c>attachment://</c>, with where they stand.</summary>
    public List<(string Path, string Name)> ShownFiles { get; } = [];

    /// <summary>The tree without nulls and with an <c>id</c> on every component; errors go into the form.</summary>
    public static JsonArray Read(Form owner, ComponentPlace place, out ComponentRules rules)
    {
        rules = new ComponentRules(place);
        var (least, most) = place switch { ComponentPlace.Legacy => (0, 5), ComponentPlace.V2 => (0, MostInAll), _ => (1, 5) };
        ComponentType[] top = place switch
        {
            ComponentPlace.Legacy => [ComponentType.ActionRow],
            ComponentPlace.V2 => TopOfV2,
            _ => [ComponentType.ActionRow, ComponentType.Label, ComponentType.TextDisplay],
        };
        var tree = rules.ReadMany(owner, "components", top, least, most, required: place == ComponentPlace.Modal);
        if (rules._all.Count > MostInAll)
            owner.Wrong("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", $"The total number of components cannot exceed {MostInAll}");
        if (rules._characters > 4000)
            owner.Wrong("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "Total displayable text size cannot exceed 4000 characters");
        rules.Number();
        return tree;
    }

    private JsonArray ReadMany(Form owner, string name, ComponentType[] allowed, int least, int most, bool required = true)
    {
        var list = new JsonArray();
        foreach (var one in owner.Objects(name, least, most, required))
            list.Add((JsonNode)ReadOne(one, allowed));
        return list;
    }

    /// <param name="labelled">It stands in a Label, which carries its label.</param>
    private JsonObject ReadOne(Form one, ComponentType[] allowed, bool labelled = false)
    {
        var type = (ComponentType)(one.Integer("type", 0, int.MaxValue, required: true) ?? 0);
        var json = WithoutNulls(one.Json);
        one = new Form(json, one.Errors, one.Path); // what is read is what is kept
        json["type"] = (int)type;
        _all.Add(json);
        if (!allowed.Contains(type))
        {
            if (one.Has("type"))
                one.Wrong("type", "UNION_TYPE_CHOICES", $"Value of field \"type\" must be one of ({string.Join(", ", allowed.Select(a => (int)a))}).");
            return json;
        }
        if (Whole(one, "id", 0, int.MaxValue) is > 0 and var id && !_ids.Add(id))
            one.Wrong("id", "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated");

        ReadFields(one, json, type, labelled);
        FillIn(json, type);
        return json;
    }

    // What Discord's answers always name.
    private static void FillIn(JsonObject json, ComponentType type)
    {
        switch (type)
        {
            case ComponentType.Container:
                json.TryAdd("accent_color", null);
                json["spoiler"] ??= false;
                break;
            case ComponentType.File:
                json["spoiler"] ??= false;
                break;
            case ComponentType.Thumbnail:
                FillInMedia(json);
                break;
            case ComponentType.MediaGallery:
                foreach (var item in (json["items"] as JsonArray ?? []).OfType<JsonObject>())
                    FillInMedia(item);
                break;
            case ComponentType.Separator:
                json["spacing"] ??= 1;
                json["divider"] ??= true;
                break;
            case ComponentType.StringSelect or ComponentType.UserSelect or ComponentType.RoleSelect or ComponentType.MentionableSelect
                or ComponentType.ChannelSelect:
                json["min_values"] ??= 1L;
                json["max_values"] ??= 1L;
                break;
        }

        static void FillInMedia(JsonObject shown)
        {
            shown.TryAdd("description", null);
            shown["spoiler"] ??= false;
        }
    }

    // Discord takes "2" for 2, and keeps the number.
    private static long? Whole(Form one, string name, long min, long max, bool required = false)
    {
        if (one.Integer(name, min, max, required) is not { } number)
            return null;
        one.Json[name] = number;
        return number;
    }

    private void Number()
    {
        long next = 1;
        foreach (var json in _all)
        {
            if (json["id"] is JsonValue value && value.TryGetValue(out long id) && id != 0)
                continue;
            while (!_ids.Add(next))
                next++;
            json["id"] = next;
        }
    }

    // Inner nulls too: "emoji": null of an option is an option without one. Of lists only the objects are gone through.
    private static JsonObject WithoutNulls(JsonObject json)
    {
        var copy = new JsonObject();
        foreach (var (name, value) in json)
        {
            if (value is not null)
                copy[name] = Copy(value);
        }
        return copy;

        static JsonNode? Copy(JsonNode? node) => node switch
        {
            JsonObject one => WithoutNulls(one),
            JsonArray list => new JsonArray([.. list.Select(Copy)]),
            _ => node?.DeepClone(),
        };
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Rest;

namespace ChatVideoBot.Sandbox.Commands;

// A command's options, their bounds and choices.
internal static partial class CommandForm
{
    private const long MostInteger = (1L << 53) - 1;
    private static readonly int[] ChannelTypes = [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16];

    /// <param name="depth">0 in the command, 1 in a group or a subcommand of it, 2 in a group's subcommand.</param>
    private static JsonArray ReadOptions(Form owner, int depth, ref int characters)
    {
        var all = new JsonArray();
        var names = new HashSet<string>();
        var optionalSeen = false;
        bool? nested = null;
        foreach (var option in owner.Objects("options", 0, 25))
        {
            var type = (int)(option.Integer("type", 1, 11, required: true) ?? 0);
            var json = new JsonObject { ["type"] = type };
            ReadName(option, json, slash: true, ref characters);
            ReadDescription(option, json, 1, ref characters);
            if (json["name"] is { } name && !names.Add(name.ToString()))
                option.Wrong("name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists in the parent options");
            var isNested = type is 1 or 2;
            if (type != 0 && (nested ??= isNested) != isNested)
                option.Wrong("type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
                    "Sub-command and sub-command group option types are mutually exclusive to all other types");
            if ((type == 2 && depth > 0) || (type == 1 && depth > 1))
                option.Wrong("type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
                    "Sub-command groups and sub-commands cannot be nested any deeper");

            if (isNested)
            {
                if (option.Has("options") || type == 2)
                    json["options"] = ReadOptions(option, type == 2 ? 1 : 2, ref characters);
                if (type == 2 && json["options"] is JsonArray subs && subs.Any(s => s?["type"]?.GetValue<int>() != 1))
                    option.Wrong("options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "A group holds sub-commands only");
            }
            else
            {
                var required = option.Bool("required") ?? false;
                if (required && optionalSeen)
                    option.Wrong("required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                        "Required options must be placed before non-required options");
                optionalSeen |= !required;
                if (required)
                    json["required"] = true;
                ReadValueRules(option, json, type, ref characters);
            }
            all.Add((JsonNode)json);
        }
        return all;
    }

    private static void ReadValueRules(Form option, JsonObject json, int type, ref int characters)
    {
        var autocomplete = option.Bool("autocomplete") ?? false;
        if (autocomplete)
        {
            json["autocomplete"] = true;
            if (type is not (3 or 4 or 10))
                option.Wrong("autocomplete", "APPLICATION_COMMAND_OPTION_TYPE_NO_AUTOCOMPLETE", "This option type cannot have autocomplete");
        }
        if (option.Has("choices"))
        {
            var choices = new JsonArray();
            foreach (var choice in option.Objects("choices", 0, 25))
            {
                characters += CodePoints.Count(choice.Text("name", 1, 100, required: true));
                characters += ReadChoiceValue(choice, type);
                var one = (JsonObject)choice.Json.DeepClone();
                one["name_localizations"] ??= null;
                choices.Add((JsonNode)one);
            }
            if (type is not (3 or 4 or 10))
                option.Wrong("choices", "APPLICATION_COMMAND_OPTION_TYPE_NO_CHOICES", "This option type cannot have choices");
            if (autocomplete && choices.Count > 0)
                option.Wrong("choices", "APPLICATION_COMMAND_OPTION_CHOICES_AND_AUTOCOMPLETE", "Choices cannot be set together with autocomplete");
            if (choices.Count > 0)
                json["choices"] = choices;
        }
        foreach (var bound in (string[])["min_value", "max_value"])
        {
            if (!option.Has(bound))
                continue;
            if (type is not (4 or 10) || option.Json[bound]!.GetValueKind() != JsonValueKind.Number)
                option.Wrong(bound, "NUMBER_TYPE_COERCE", "Only options of type INTEGER and NUMBER have bounds, which are numbers");
            else if (Math.Abs(option.Json[bound]!.GetValue<double>()) > MostInteger)
                option.Wrong(bound, "NUMBER_TYPE_MAX", $"Value must lie between -{MostInteger} and {MostInteger}.");
            json[bound] = option.Json[bound]!.DeepClone();
        }
        foreach (var (bound, least) in ((string, int)[])[("min_length", 0), ("max_length", 1)])
        {
            if (option.Integer(bound, least, 6000) is not { } length)
                continue;
            if (type != 3)
                option.Wrong(bound, "APPLICATION_COMMAND_OPTION_TYPE_NO_LENGTH", "Only options of type STRING have lengths");
            json[bound] = length;
        }
        foreach (var list in (string[])["channel_types", "file_types"])
        {
            if (option.List(list, 0, list == "file_types" ? 10 : 25) is { } values)
            {
                json[list] = values.DeepClone();
                CheckList(option, list, values);
            }
        }
    }

    private static void CheckList(Form option, string list, JsonArray values)
    {
        foreach (var (i, value) in values.Index())
        {
            var legal = list == "channel_types"
                ? value is JsonValue number && number.TryGetValue(out int type) && ChannelTypes.Contains(type)
                : value is JsonValue text && text.TryGetValue(out string? name) && (name is "image" or "video" or "audio" || name.StartsWith('.'));
            if (!legal)
                option.Errors.Add($"{option.At(list)}.{i}", "BASE_TYPE_CHOICES", list == "channel_types"
                    ? $"Value must be one of ({string.Join(", ", ChannelTypes)})." : "Value must be 'image', 'video', 'audio' or an extension such as '.png'.");
        }
    }

    private static int ReadChoiceValue(Form choice, int type)
    {
        if (choice.Json["value"] is not { } value)
        {
            choice.Required("value");
            return 0;
        }
        var kind = value.GetValueKind();
        if (type == 3)
            return CodePoints.Count(choice.Text("value", 1, 100));
        if (kind != JsonValueKind.Number || (type == 4 && !long.TryParse(value.ToJsonString(), out _)))
            choice.Wrong("value", "NUMBER_TYPE_COERCE", $"Value \"{value}\" is not {(type == 4 ? "int" : "float")}.");
        return value.ToJsonString().Length;
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Commands;
using ChatVideoBot.Sandbox.Files;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Messages;
using ChatVideoBot.Sandbox.Page;

namespace ChatVideoBot.Sandbox.Interactions;

/// <summary>Checks what a person entered against a command, a select or a form, and collects the <c>resolved</c> objects.</summary>
internal sealed class OptionResolver(House house, AttachmentStore files, MessageWriter writer, ChatChannel channel, IReadOnlyList<UploadedFile> uploads)
{
    public JsonObject Resolved { get; } = [];

    /// <summary>The options as the bot gets them, and the command's full name with its subcommands.</summary>
    public (JsonArray Options, string Name) Options(Command command, JsonArray given, bool autocomplete)
    {
        var name = command.Name;
        return (Level(command.Body["options"] as JsonArray ?? [], given, autocomplete, ref name), name);
    }

    private JsonArray Level(JsonArray defined, JsonArray given, bool autocomplete, ref string name)
    {
        var sent = new JsonArray();
        if (defined.Any(o => o?["type"]?.GetValue<int>() is 1 or 2))
        {
            var chosen = given.OfType<JsonObject>().FirstOrDefault() ?? throw new PageError(400, "A subcommand is missing.");
            var sub = Definition(defined, chosen);
            name += $" {sub["name"]}";
            var inner = Level(sub["options"] as JsonArray ?? [], chosen["options"] as JsonArray ?? [], autocomplete, ref name);
            sent.Add((JsonNode)new JsonObject { ["name"] = sub["name"]!.DeepClone(), ["type"] = sub["type"]!.DeepClone(), ["options"] = inner });
            return sent;
        }
        foreach (var option in given.OfType<JsonObject>())
        {
            var definition = Definition(defined, option);
            var focused = autocomplete && option["focused"]?.GetValueKind() == JsonValueKind.True;
            var one = new JsonObject
            {
                ["name"] = definition["name"]!.DeepClone(),
                ["type"] = definition["type"]!.DeepClone(),
                ["value"] = autocomplete ? option["value"]?.DeepClone() ?? "" : Value(definition, option["value"]),
            };
            if (focused)
                one["focused"] = true;
            sent.Add((JsonNode)one);
        }
        if (!autocomplete && defined.FirstOrDefault(d => d?["required"]?.GetValue<bool>() is true
            && !sent.Any(s => s!["name"]!.ToString() == d["name"]!.ToString())) is { } missing)
            throw new PageError(400, $"The option {missing["name"]} is required.");
        return sent;
    }

    private static JsonObject Definition(JsonArray defined, JsonObject option) =>
        defined.OfType<JsonObject>().FirstOrDefault(d => d["name"]?.ToString() == option["name"]?.ToString())
        ?? throw new PageError(400, $"The command has no option {option["name"]}.");

    private JsonNode Value(JsonObject definition, JsonNode? value)
    {
        var name = definition["name"]!.ToString();
        var text = value?.ToString() ?? throw new PageError(400, $"The option {name} has no value.");
        switch (definition["type"]!.GetValue<int>())
        {
            case 3:
                if (definition["min_length"]?.GetValue<long>() is { } least && text.Length < least)
                    throw new PageError(400, $"{name} must have at least {least} characters.");
                if (text.Length > (definition["max_length"]?.GetValue<long>() ?? 6000))
                    throw new PageError(400, $"{name} must have at most {definition["max_length"] ?? 6000} characters.");
                CheckChoice(definition, text);
                return text;
            case 4:
                if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) || Math.Abs(whole) >= 1L << 53)
                    throw new PageError(400, $"{name} must be a whole number.");
                CheckRange(definition, whole);
                CheckChoice(definition, text);
                return whole;
            case 10:
                if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
                    throw new PageError(400, $"{name} must be a number.");
                CheckRange(definition, number);
                CheckChoice(definition, text);
                return number;
            case 5:
                return bool.TryParse(text, out var flag) ? flag : throw new PageError(400, $"{name} must be true or false.");
            case 6:
                return User(text) ?? throw new PageError(400, $"{name} must be a user.");
            case 7:
                return Channel(text) ?? throw new PageError(400, $"{name} must be a channel.");
            case 8:
                return Role(text) ?? throw new PageError(400, $"{name} must be a role.");
            case 9:
                return User(text) ?? Role(text) ?? throw new PageError(400, $"{name} must be a user or a role.");
            case 11:
                return Upload(text) ?? throw new PageError(400, $"{name} must be one of the files sent along.");
            default:
                throw new PageError(400, $"{name} is of a type the sandbox does not know.");
        }
    }

    private static void CheckRange(JsonObject definition, double number)
    {
        if (definition["min_value"] is { } min && number < double.Parse(min.ToJsonString(), CultureInfo.InvariantCulture))
            throw new PageError(400, $"{definition["name"]} must be at least {min}.");
        if (definition["max_value"] is { } max && number > double.Parse(max.ToJsonString(), CultureInfo.InvariantCulture))
            throw new PageError(400, $"{definition["name"]} must be at most {max}.");
    }

    private static void CheckChoice(JsonObject definition, string text)
    {
        if (definition["choices"] is JsonArray { Count: > 0 } choices && !choices.Any(c => c?["value"]?.ToString() == text))
            throw new PageError(400, $"{definition["name"]} must be one of the choices.");
    }

    /// <summary>The target of a user or message command.</summary>
    public ulong Target(int commandType, string? id, User viewer)
    {
        if (commandType == 2)
            return User(id) is not null && Snowflakes.TryParse(id, out var user) ? user : throw new PageError(400, "target_id must be a user.");
        if (!Snowflakes.TryParse(id, out var target) || channel.Find(target) is not { } message
            || (message.EphemeralFor is { } only && only != viewer.Id))
            throw new PageError(400, "target_id must be a message of this channel.");
        Put("messages", id!, writer.Write(message, house.Bot.Id)); // with its content, whatever the intents
        return target;
    }

    public JsonArray SelectValues(JsonObject select, JsonArray values)
    {
        var least = select["min_values"]?.GetValue<long>() ?? 1;
        var most = select["max_values"]?.GetValue<long>() ?? 1;
        if (select["required"]?.GetValueKind() == JsonValueKind.False)
            least = 0;
        if (values.Count < least || values.Count > most)
            throw new PageError(400, $"Choose {(least == most ? least : $"{least} to {most}")}.");
        var sent = new JsonArray();
        foreach (var value in values.Select(v => v?.ToString()))
        {
            var found = (ComponentType)select["type"]!.GetValue<int>() switch
            {
                ComponentType.UserSelect => User(value),
                ComponentType.RoleSelect => Role(value),
                ComponentType.MentionableSelect => User(value) ?? Role(value),
                ComponentType.ChannelSelect => Channel(value),
                ComponentType.FileUpload => Upload(value),
                _ => (select["options"] as JsonArray ?? []).Any(o => o?["value"]?.ToString() == value) ? value : null,
            };
            sent.Add(found ?? throw new PageError(400, $"{value} cannot be chosen."));
        }
        return sent;
    }

    /// <summary>The form's components with what was entered, in the shape of a submission.</summary>
    public JsonArray ModalComponents(JsonArray defined, JsonArray given)
    {
        var entered = ComponentTree.All(given).Where(c => c["custom_id"] is not null)
            .GroupBy(c => c["custom_id"]!.ToString()).ToDictionary(g => g.Key, g => g.First());
        return new JsonArray([.. defined.OfType<JsonObject>().Select(top =>
        {
            var sent = new JsonObject { ["type"] = top["type"]!.DeepClone(), ["id"] = top["id"]?.DeepClone() };
            if (top["component"] is JsonObject inner)
                sent["component"] = Entered(inner, entered);
            else if (top["components"] is JsonArray row)
                sent["components"] = new JsonArray([.. row.OfType<JsonObject>().Select(c => (JsonNode)Entered(c, entered))]);
            return (JsonNode)sent;
        })]);
    }

    private JsonObject Entered(JsonObject definition, Dictionary<string, JsonObject> entered)
    {
        var customId = definition["custom_id"]!.ToString();
        entered.TryGetValue(customId, out var input);
        var type = (ComponentType)definition["type"]!.GetValue<int>();
        var sent = new JsonObject { ["type"] = (int)type, ["id"] = definition["id"]?.DeepClone(), ["custom_id"] = customId };
        switch (type)
        {
            case ComponentType.TextInput:
                var text = input?["value"]?.ToString() ?? "";
                var least = definition["min_length"]?.GetValue<long>() ?? 0;
                var required = definition["required"]?.GetValueKind() != JsonValueKind.False;
                if (required && text.Length == 0)
                    throw new PageError(400, "A field of the form is required.");
                if (text.Length > 0 && text.Length < least)
                    throw new PageError(400, $"A field of the form needs at least {least} characters.");
                if (text.Length > (definition["max_length"]?.GetValue<long>() ?? 4000))
                    throw new PageError(400, $"A field of the form takes at most {definition["max_length"] ?? 4000} characters.");
                sent["value"] = text;
                break;
            case ComponentType.Checkbox:
                sent["value"] = input?["value"]?.ToString() is "true";
                break;
            case ComponentType.RadioGroup:
                sent["value"] = input?["value"]?.DeepClone() ?? (input?["values"] as JsonArray)?.FirstOrDefault()?.DeepClone();
                break;
            default:
                sent["values"] = SelectValues(definition, input?["values"] as JsonArray ?? []);
                break;
        }
        return sent;
    }

    private string? User(string? id)
    {
        if (!Snowflakes.TryParse(id, out var parsed) || house.FindMember(parsed) is not { } member)
            return null;
        Put("users", id!, member.User.ToJson());
        if (channel.IsDm)
            return id;
        var partial = member.ToJson(withUser: false);
        partial.Remove("deaf");
        partial.Remove("mute");
        partial["permissions"] = ((ulong)house.PermissionsOf(parsed, channel)).ToString();
        Put("members", id!, partial);
        return id;
    }

    private string? Role(string? id)
    {
        if (house.Roles.FirstOrDefault(r => r.Id.ToString() == id) is not { } role)
            return null;
        Put("roles", id!, role.ToJson());
        return id;
    }

    private string? Channel(string? id)
    {
        if (house.Channels.FirstOrDefault(c => !c.IsDm && c.Id.ToString() == id) is not { } found)
            return null;
        var json = found.ToJson();
        json.Remove("permission_overwrites");
        json["app_permissions"] = ((ulong)house.PermissionsOf(house.Bot.Id, found)).ToString();
        json["permissions"] = ((ulong)house.PermissionsOf(house.Owner.Id, found)).ToString();
        Put("channels", id!, json);
        return id;
    }

    private string? Upload(string? number)
    {
        if (uploads.FirstOrDefault(f => f.Number.ToString(CultureInfo.InvariantCulture) == number) is not { } upload)
            return null;
        var file = files.Add(channel.Id, upload, ephemeral: true);
        Put("attachments", file.Id.ToString(), files.ToJson(file));
        return file.Id.ToString();
    }

    private void Put(string kind, string id, JsonObject json) => ((JsonObject)(Resolved[kind] ??= new JsonObject()))[id] = json;
}

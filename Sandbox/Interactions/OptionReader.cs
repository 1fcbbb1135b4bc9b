using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Commands;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Messages;
using ChatVideoBot.Sandbox.Page;

namespace ChatVideoBot.Sandbox.Interactions;

/// <summary>Checks the options that a person entered against the command's.</summary>
internal sealed class OptionReader(Application bot, MessageWriter writer, ChatChannel channel, Resolved resolved)
{
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
                if (definition["min_length"]?.GetValue<long>() is { } least && CodePoints.Count(text) < least)
                    throw new PageError(400, $"{name} must have at least {least} characters.");
                if (CodePoints.Count(text) > (definition["max_length"]?.GetValue<long>() ?? 6000))
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
                return resolved.User(text) ?? throw new PageError(400, $"{name} must be a user.");
            case 7:
                return resolved.Channel(text) ?? throw new PageError(400, $"{name} must be a channel.");
            case 8:
                return resolved.Role(text) ?? throw new PageError(400, $"{name} must be a role.");
            case 9:
                return resolved.User(text) ?? resolved.Role(text) ?? throw new PageError(400, $"{name} must be a user or a role.");
            case 11:
                return resolved.Upload(text) ?? throw new PageError(400, $"{name} must be one of the files sent along.");
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
        {
            return resolved.User(id) is not null && Snowflakes.TryParse(id, out var user)
                ? user
                : throw new PageError(400, "target_id must be a user.");
        }
        if (!Snowflakes.TryParse(id, out var target) || channel.Find(target) is not { } message
            || (message.EphemeralFor is { } only && only != viewer.Id))
            throw new PageError(400, "target_id must be a message of this channel.");
        resolved.Put("messages", id!, writer.Write(message, bot.Id, hasIntent: true)); // whole, whatever the intents
        return target;
    }
}

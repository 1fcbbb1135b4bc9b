using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatVideoBot.Discord.Json;

namespace ChatVideoBot.Discord.Interactions;

/// <summary>One option of a command as the user filled it in.</summary>
public sealed record InteractionDataOption
{
    public string Name { get; init => field = value ?? ""; } = "";
    public ApplicationCommandOptionType Type { get; init; }

    /// <summary>A string, number or boolean; ids are strings. While it is typed, a number may come as a part of one, in a string.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>The options of a group or subcommand.</summary>
    public IReadOnlyList<InteractionDataOption> Options { get; init => field = value ?? []; } = [];

    /// <summary>True on the one option being typed, in an autocomplete.</summary>
    public bool? Focused { get; init; }

    [JsonIgnore]
    public bool IsSubcommand => Type is ApplicationCommandOptionType.SubCommand or ApplicationCommandOptionType.SubCommandGroup;

    /// <summary>The text, or a number or boolean as text; null for anything else.</summary>
    public string? AsString() => Value switch
    {
        { ValueKind: JsonValueKind.String or JsonValueKind.Number } text => Field.Text(text),
        { ValueKind: JsonValueKind.True } => "true",
        { ValueKind: JsonValueKind.False } => "false",
        _ => null,
    };

    /// <summary>The whole number, also from a string; null when it is none.</summary>
    public long? AsLong() => long.TryParse(AsString(), CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The number, also from a string; null when it is none.</summary>
    public double? AsDouble() =>
        double.TryParse(AsString(), CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    public bool? AsBool() => bool.TryParse(AsString(), out var yes) ? yes : null;

    /// <summary>The id of a user, channel, role or attachment; null when it is none.</summary>
    public Snowflake? AsSnowflake() => Snowflake.TryParse(AsString(), out var id) ? id : null;
}

using System.Text.Json;
using System.Text.Json.Serialization;
using ChatVideoBot.Discord.Json;

namespace ChatVideoBot.Discord.Interactions.Components;

/// <summary>A part of a message or form: something to press, fill in or look at.</summary>
/// <remarks>
/// Discord docs, components/reference.mdx. Kinds it does not list exist; they are read as <see cref="UnknownComponent"/>.
/// </remarks>
[JsonConverter(typeof(ComponentConverter))]
public abstract record Component
{
    [JsonPropertyOrder(-1)]
    public abstract ComponentType Type { get; }

    /// <summary>Numbers the component within its message; null or 0 leaves it to Discord.</summary>
    public int? Id { get; init; }

    /// <summary>What the bot called it, where it can be pressed or filled in.</summary>
    public string? CustomId { get; init; }
}

/// <summary>A component of a kind this client does not know, kept as it came.</summary>
public sealed record UnknownComponent(JsonElement Json) : Component
{
    public override ComponentType Type =>
        Field.Of(Json, "type") is { ValueKind: JsonValueKind.Number } type && type.TryGetInt32(out var number) ? (ComponentType)number : default;
}

public enum ComponentType
{
    ActionRow = 1,
    Button = 2,
    StringSelect = 3,
    TextInput = 4,
    UserSelect = 5,
    RoleSelect = 6,
    MentionableSelect = 7,
    ChannelSelect = 8,
    Section = 9,
    TextDisplay = 10,
    Thumbnail = 11,
    MediaGallery = 12,
    File = 13,
    Separator = 14,
    Container = 17,
    Label = 18,
    FileUpload = 19,
    RadioGroup = 21,
    CheckboxGroup = 22,
    Checkbox = 23,
}

using System.Text.Json;
using System.Text.Json.Serialization;
using ChatVideoBot.Discord.Interactions.Components;

namespace ChatVideoBot.Discord.Json;

/// <summary>
/// Picks a component's type by its number. An unknown one, or one that cannot be read, is kept as JSON instead of losing the message.
/// </summary>
internal sealed class ComponentConverter : JsonConverter<Component>
{
    public override Component? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var json = JsonElement.ParseValue(ref reader);
        var unknown = new UnknownComponent(json);
        if (TypeOf(unknown.Type) is not { } known)
            return unknown;
        try
        {
            return (Component?)json.Deserialize(options.GetTypeInfo(known));
        }
        catch (JsonException)
        {
            return unknown;
        }
    }

    public override void Write(Utf8JsonWriter writer, Component value, JsonSerializerOptions options)
    {
        if (value is UnknownComponent unknown)
            unknown.Json.WriteTo(writer);
        else
            JsonSerializer.Serialize(writer, value, options.GetTypeInfo(value.GetType()));
    }

    private static Type? TypeOf(ComponentType type) => type switch
    {
        ComponentType.ActionRow => typeof(ActionRow),
        ComponentType.Button => typeof(Button),
        ComponentType.StringSelect => typeof(StringSelect),
        ComponentType.TextInput => typeof(TextInput),
        ComponentType.UserSelect => typeof(UserSelect),
        ComponentType.RoleSelect => typeof(RoleSelect),
        ComponentType.MentionableSelect => typeof(MentionableSelect),
        ComponentType.ChannelSelect => typeof(ChannelSelect),
        ComponentType.Section => typeof(Section),
        ComponentType.TextDisplay => typeof(TextDisplay),
        ComponentType.Thumbnail => typeof(Thumbnail),
        ComponentType.MediaGallery => typeof(MediaGallery),
        ComponentType.File => typeof(FileComponent),
        ComponentType.Separator => typeof(Separator),
        ComponentType.Container => typeof(Container),
        ComponentType.Label => typeof(Label),
        ComponentType.FileUpload => typeof(FileUploadField),
        ComponentType.RadioGroup => typeof(RadioGroup),
        ComponentType.CheckboxGroup => typeof(CheckboxGroup),
        ComponentType.Checkbox => typeof(Checkbox),
        _ => null,
    };
}

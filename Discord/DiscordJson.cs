using System.Text.Json;
using System.Text.Json.Serialization;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Json;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;

namespace ChatVideoBot.Discord;

/// <summary>Reads and writes Discord's JSON: snake_case, nulls left out, whatever it does not know passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 128,
    Converters = [
        typeof(TolerantInt32Converter), typeof(TolerantInt64Converter), typeof(TolerantDoubleConverter), typeof(TolerantBooleanConverter),
        typeof(TolerantDateConverter), typeof(TolerantStringConverter), typeof(TolerantEnumConverter),
        typeof(TolerantListConverter),
    ])]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(IReadOnlyList<Message>))]
[JsonSerializable(typeof(MessageCreate))]
[JsonSerializable(typeof(MessageEdit))]
[JsonSerializable(typeof(Member))]
[JsonSerializable(typeof(Application))]
[JsonSerializable(typeof(Channel))]
[JsonSerializable(typeof(Guild))]
[JsonSerializable(typeof(AutoModerationRule))]
[JsonSerializable(typeof(AutoModerationAction))]
[JsonSerializable(typeof(AutoModerationPreset))]
[JsonSerializable(typeof(IReadOnlyList<AutoModerationRule>))]
[JsonSerializable(typeof(IReadOnlyList<Guild>))]
[JsonSerializable(typeof(IReadOnlyList<Role>))]
[JsonSerializable(typeof(IReadOnlyList<Channel>))]
[JsonSerializable(typeof(Interaction))]
[JsonSerializable(typeof(InteractionResponse))]
[JsonSerializable(typeof(InteractionCallbackResult))]
[JsonSerializable(typeof(IReadOnlyList<ApplicationCommand>))]
[JsonSerializable(typeof(IReadOnlyList<Component>))]
[JsonSerializable(typeof(ActionRow))]
[JsonSerializable(typeof(Button))]
[JsonSerializable(typeof(StringSelect))]
[JsonSerializable(typeof(TextInput))]
[JsonSerializable(typeof(UserSelect))]
[JsonSerializable(typeof(RoleSelect))]
[JsonSerializable(typeof(MentionableSelect))]
[JsonSerializable(typeof(ChannelSelect))]
[JsonSerializable(typeof(Section))]
[JsonSerializable(typeof(TextDisplay))]
[JsonSerializable(typeof(Thumbnail))]
[JsonSerializable(typeof(MediaGallery))]
[JsonSerializable(typeof(FileComponent))]
[JsonSerializable(typeof(Separator))]
[JsonSerializable(typeof(Container))]
[JsonSerializable(typeof(Label))]
[JsonSerializable(typeof(FileUploadField))]
[JsonSerializable(typeof(RadioGroup))]
[JsonSerializable(typeof(CheckboxGroup))]
[JsonSerializable(typeof(Checkbox))]
[JsonSerializable(typeof(GatewayBot))]
[JsonSerializable(typeof(DmCreate))]
[JsonSerializable(typeof(Ready))]
public sealed partial class DiscordJson : JsonSerializerContext;

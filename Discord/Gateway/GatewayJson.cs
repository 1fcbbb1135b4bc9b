using System.Text.Json;
using System.Text.Json.Serialization;
using ChatVideoBot.Discord.Json;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>Reads what only the gateway says, as tolerantly as <see cref="DiscordJson"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    MaxDepth = 128,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [
        typeof(TolerantInt32Converter), typeof(TolerantInt64Converter), typeof(TolerantDoubleConverter), typeof(TolerantBooleanConverter),
        typeof(TolerantDateConverter), typeof(TolerantStringConverter), typeof(TolerantEnumConverter),
    ])]
[JsonSerializable(typeof(Hello))]
[JsonSerializable(typeof(SessionGrant))]
[JsonSerializable(typeof(DeletedMessage))]
[JsonSerializable(typeof(AddedReaction))]
internal sealed partial class GatewayJson : JsonSerializerContext;

/// <summary>The first thing the server says.</summary>
/// <param name="HeartbeatInterval">Milliseconds.</param>
internal sealed record Hello(double HeartbeatInterval);

/// <summary>The part of READY without which there is no session, for when the rest cannot be read.</summary>
internal sealed record SessionGrant(string? SessionId, string? ResumeGatewayUrl);

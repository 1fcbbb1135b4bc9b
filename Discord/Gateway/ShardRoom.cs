using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>What the shards of this process share.</summary>
internal sealed record ShardRoom(
    DiscordOptions Options, IdentifyGate Gate, EventDispatcher Dispatcher, GatewayHealth Health, TimeProvider Time, ILogger Logger);

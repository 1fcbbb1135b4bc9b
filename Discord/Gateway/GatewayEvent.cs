using System.Text.Json;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>Something Discord told us. Events may come twice, late or out of order, and their handlers run side by side.</summary>
public abstract record GatewayEvent
{
    /// <summary>When it arrived, by <see cref="TimeProvider.GetTimestamp"/>: the three seconds of an interaction count from here.</summary>
    public long Received { get; init; }
}

/// <summary>A new session stands. Comes again after each session that could not be resumed.</summary>
public sealed record ReadyEvent(Ready Ready) : GatewayEvent;

/// <summary>A guild is there: after <see cref="ReadyEvent"/>, back from an outage, or newly joined.</summary>
public sealed record GuildCreateEvent(Guild Guild) : GatewayEvent;

/// <summary>Somebody used a command, button or form. Delivered once, also when Discord replays it.</summary>
public sealed record InteractionCreateEvent(Interaction Interaction) : GatewayEvent;

public sealed record MessageCreateEvent(Message Message) : GatewayEvent;

/// <summary>Any other event, or one that could not be read.</summary>
/// <param name="Name">Discord's name, such as "MESSAGE_DELETE".</param>
/// <param name="Data">Its "d"; stays valid.</param>
public sealed record UnknownEvent(string Name, JsonElement Data) : GatewayEvent;

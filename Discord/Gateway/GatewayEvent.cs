using System.Text.Json;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>Something Discord told us. Events may come twice, late or out of order, and their handlers run side by side.</summary>
public abstract record GatewayEvent
{
    /// <summary>When it arrived, by <see cref="TimeProvider.GetTimestamp"/>: the three seconds of an interaction count from here.</summary>
    public long Received { get; init; }

    /// <summary>The number of the shard it came by.</summary>
    public int Shard { get; init; }
}

/// <summary>A shard's new session stands. Comes once for each shard, and again after each session that could not be resumed.</summary>
public sealed record ReadyEvent(Ready Ready) : GatewayEvent;

/// <summary>A shard is back in its session; what it missed came before this.</summary>
public sealed record ResumedEvent : GatewayEvent;

/// <summary>A guild is there: after <see cref="ReadyEvent"/>, back from an outage, or newly joined.</summary>
public sealed record GuildCreateEvent(Guild Guild) : GatewayEvent;

/// <summary>A guild is gone; only its Id and Unavailable are told.</summary>
public sealed record GuildDeleteEvent(Guild Guild) : GatewayEvent
{
    /// <summary>True when the bot was removed; false when Discord has an outage, after which a <see cref="GuildCreateEvent"/> comes.</summary>
    public bool IsRemoved => Guild.Unavailable != true;
}

/// <summary>Somebody used a command, button or form. Delivered once, also when Discord replays it.</summary>
public sealed record InteractionCreateEvent(Interaction Interaction) : GatewayEvent;

public sealed record MessageCreateEvent(Message Message) : GatewayEvent;

/// <summary>A message changed: somebody edited it, or Discord added what a link in it shows.</summary>
public sealed record MessageUpdateEvent(Message Message) : GatewayEvent;

public sealed record MessageDeleteEvent(DeletedMessage Message) : GatewayEvent;

public sealed record MessageReactionAddEvent(AddedReaction Reaction) : GatewayEvent;

/// <summary>A guild's AutoMod rule was made, changed or removed. Comes with <see cref="GatewayIntents.AutoModerationConfiguration"/>, and where the bot may manage the guild.</summary>
public sealed record AutoModerationRuleEvent(AutoModerationRule Rule, bool IsRemoved) : GatewayEvent;

/// <summary>Any other event, or one that could not be read.</summary>
/// <param name="Name">Discord's name, such as "CHANNEL_UPDATE".</param>
/// <param name="Data">Its "d"; stays valid.</param>
public sealed record UnknownEvent(string Name, JsonElement Data) : GatewayEvent;

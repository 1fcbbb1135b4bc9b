namespace ChatVideoBot.Discord.Gateway;

/// <summary>Does something about events. Every registered handler gets every event it wants.</summary>
/// <remarks>
/// Handlers run beside each other and never on the connection's loop: a slow one delays nobody's heartbeat. One that throws
/// is logged and ends nothing. <see cref="DiscordOptions.HandlerTimeout"/> ends one that hangs.
/// </remarks>
public interface IGatewayEventHandler
{
    /// <summary>Whether it wants events of that name. What nobody wants is not even read. Asked once for each name.</summary>
    /// <param name="name">Discord's name, such as "GUILD_CREATE".</param>
    bool Wants(string name) => true;

    /// <param name="e">What happened.</param>
    /// <param name="cancel">Set when the host stops or the time is up.</param>
    Task HandleAsync(GatewayEvent e, CancellationToken cancel);
}

namespace ChatVideoBot.Sandbox;

/// <summary>How the sandbox's Discord behaves. Every default is Discord's own.</summary>
public sealed class SandboxOptions
{
    /// <summary>The loopback port; 0 takes a free one.</summary>
    public int Port { get; set; }

    /// <summary>The bot's token; by default a new one for each server, in the shape of Discord's.</summary>
    public string? Token { get; set; }

    public string BotName { get; set; } = "ChatVideoBot";
    public string GuildName { get; set; } = "Sandbox";

    /// <summary>What the bot's role may do in the guild: a bit set. The default is the invite link's of the documents.</summary>
    public ulong BotPermissions { get; set; } = (ulong)Guild.Permission.Bot;

    /// <summary>Whether the privileged intents are switched on; an identify that asks for one that is not ends with 4014.</summary>
    public bool AllowPresences { get; set; } = true;
    public bool AllowMembers { get; set; } = true;
    public bool AllowMessageContent { get; set; } = true;

    /// <summary>The most bytes of one file that the bot may send; also told in every interaction.</summary>
    public long AttachmentSizeLimitBytes { get; set; } = 10 << 20;

    /// <summary>The most bytes of one file that a person may upload at the page.</summary>
    public long UploadLimitBytes { get; set; } = 25 << 20;

    /// <summary>The most bytes of all files kept in memory; the oldest are dropped.</summary>
    public long AttachmentStoreBytes { get; set; } = 256L << 20;

    /// <summary>False switches off the limits of each route and the global one; injected 429s still come.</summary>
    public bool RateLimits { get; set; } = true;

    /// <summary>What clients are told to send heartbeats in. A client silent for one and a half of it is closed with 4009.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromMilliseconds(41250);

    /// <summary>How long a session without a connection can be resumed.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Identifies a client has per 24 hours.</summary>
    public int SessionStarts { get; set; } = 1000;

    /// <summary>
    /// The least time between two identifies; a sooner one gets op 9. Discord's is 5 seconds; here a bot may be restarted at once.
    /// </summary>
    public TimeSpan IdentifyInterval { get; set; } = TimeSpan.Zero;

    /// <summary>
    /// The clock of interactions, rate limits, nonces and signatures; <see cref="SandboxServer.Skip"/> moves it on. Sockets keep real time, so that
    /// a test may skip fifteen minutes without ending the bot's connection.
    /// </summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>The clock of heartbeats and of sessions that wait to be resumed.</summary>
    public TimeProvider SocketTime { get; set; } = TimeProvider.System;

    /// <summary>The folder of the page; null finds it beside the program or in the source tree.</summary>
    public string? PageFolder { get; set; }
}

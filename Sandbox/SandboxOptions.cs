namespace ChatVideoBot.Sandbox;

/// <summary>How the sandbox's Discord behaves. Every default is Discord's own.</summary>
public sealed class SandboxOptions
{
    /// <summary>The loopback port; 0 takes a free one.</summary>
    public int Port { get; set; }

    /// <summary>How many applications there are, each with its bot in every guild. More can come while it runs.</summary>
    public int Bots { get; set; } = 1;

    /// <summary>How many guilds there are, each with the same channels and people.</summary>
    public int Guilds { get; set; } = 1;

    /// <summary>Members beside the three, "guest1" and so on.</summary>
    public int Guests { get; set; }

    /// <summary>Each guest is in one guild only: the first in the first, the next in the next, and around again. Else all are in all.</summary>
    public bool GuestsApart { get; set; }

    /// <summary>The first bot's token; by default a new one for each server, in the shape of Discord's.</summary>
    public string? Token { get; set; }

    /// <summary>The names of the first bot and the first guild; further ones are numbered.</summary>
    public string BotName { get; set; } = "ChatVideoBot";
    public string GuildName { get; set; } = "Sandbox";

    /// <summary>What a bot's role may do in each guild: a bit set. The default is the invite link's of the documents.</summary>
    public ulong BotPermissions { get; set; } = (ulong)Guild.Permission.Bot;

    /// <summary>Whether the privileged intents are switched on; an identify that asks for one that is not ends with 4014.</summary>
    public bool AllowPresences { get; set; } = true;
    public bool AllowMembers { get; set; } = true;
    public bool AllowMessageContent { get; set; } = true;

    /// <summary>What the application's owner set in the Developer Portal. An endpoint is only told: interactions go over the gateway here, whatever it says.</summary>
    public bool BotPublic { get; set; } = true;
    public bool BotRequireCodeGrant { get; set; }
    public string? InteractionsEndpointUrl { get; set; }

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

    /// <summary>Requests that end with 401, 403 or 429 (not shared) in ten minutes; beyond it a proxy refuses all with 429 and HTML.</summary>
    public int InvalidRequests { get; set; } = 10_000;

    /// <summary>Identifies a bot has per 24 hours.</summary>
    public int SessionStarts { get; set; } = 1000;

    /// <summary>
    /// The least time between two identifies of one concurrency key (shard id modulo <see cref="MaxConcurrency"/>); a sooner one gets op 9. Discord's is 5 seconds; here a bot may be restarted at once.
    /// </summary>
    public TimeSpan IdentifyInterval { get; set; } = TimeSpan.Zero;

    /// <summary>How many shards may identify at the same time.</summary>
    public int MaxConcurrency { get; set; } = 1;

    /// <summary>How many shards bots are told to use; 0 recommends one for each thousand guilds begun.</summary>
    public int RecommendedShards { get; set; }

    /// <summary>The most guilds of one shard; an identify with more ends with 4011.</summary>
    public int GuildsPerShard { get; set; } = 2500;

    /// <summary>
    /// The clock of interactions, rate limits, nonces and signatures; <see cref="SandboxServer.Skip"/> moves it on. Sockets keep real time, so that
    /// a test may skip fifteen minutes without ending the bot's connection.
    /// </summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>The clock of heartbeats and of sessions that wait to be resumed.</summary>
    public TimeProvider SocketTime { get; set; } = TimeProvider.System;

    /// <summary>Told after each answer of REST, before faults spoil it: what was asked and what was answered.</summary>
    public Action<AnsweredRequest>? Answered { get; set; }

    /// <summary>The folder of the page; null finds it beside the program or in the source tree.</summary>
    public string? PageFolder { get; set; }

    /// <exception cref="SandboxException">A number is out of its range.</exception>
    internal void Check()
    {
        Check(nameof(Bots), Bots, 1, 100);
        Check(nameof(Guilds), Guilds, 1, 10_000);
        Check(nameof(Guests), Guests, 0, GuestsApart ? 1_000_000 : 1_000);
        Check(nameof(MaxConcurrency), MaxConcurrency, 1, 1000);
        Check(nameof(RecommendedShards), RecommendedShards, 0, 10_000);
        Check(nameof(GuildsPerShard), GuildsPerShard, 1, 10_000);

        static void Check(string name, int value, int least, int most)
        {
            if (value < least || value > most)
                throw new SandboxException($"{name} is {value}; give a number from {least} to {most}.");
        }
    }
}

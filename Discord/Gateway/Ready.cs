using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>The answer to an identify.</summary>
public sealed record Ready
{
    public int V { get; init; }
    public User? User { get; init; }

    /// <summary>The guilds the bot is in, by id only; each comes later as a <see cref="GuildCreateEvent"/>.</summary>
    public IReadOnlyList<Guild> Guilds { get; init => field = value ?? []; } = [];
    public string SessionId { get; init => field = value ?? ""; } = "";
    public string? ResumeGatewayUrl { get; init; }

    /// <summary>Id and flags only.</summary>
    public Application? Application { get; init; }
}

namespace ChatVideoBot.Discord.Resources;

/// <summary>A place for messages. In interactions only a part of the fields is there.</summary>
public sealed record Channel
{
    public Snowflake Id { get; init; }
    public ChannelType Type { get; init; }
    public Snowflake? GuildId { get; init; }
    public string? Name { get; init; }
    public string? Topic { get; init; }
    public bool? Nsfw { get; init; }

    /// <summary>A thread's channel or a channel's category.</summary>
    public Snowflake? ParentId { get; init; }
    public Snowflake? LastMessageId { get; init; }
    public int? RateLimitPerUser { get; init; }
    public IReadOnlyList<User>? Recipients { get; init; }

    public IReadOnlyList<PermissionOverwrite>? PermissionOverwrites { get; init; }

    /// <summary>Only in interactions: what the user may do here.</summary>
    public Permissions? Permissions { get; init; }
}

/// <summary>What a role or member may do in one channel beside what roles say.</summary>
public sealed record PermissionOverwrite
{
    /// <summary>A role's or a user's.</summary>
    public Snowflake Id { get; init; }

    /// <summary>0 role, 1 member.</summary>
    public int Type { get; init; }
    public Permissions Allow { get; init; }
    public Permissions Deny { get; init; }
}

public enum ChannelType
{
    GuildText = 0,
    Dm = 1,
    GuildVoice = 2,
    GroupDm = 3,
    GuildCategory = 4,
    GuildAnnouncement = 5,
    AnnouncementThread = 10,
    PublicThread = 11,
    PrivateThread = 12,
    GuildStageVoice = 13,
    GuildDirectory = 14,
    GuildForum = 15,
    GuildMedia = 16,
}

namespace ChatVideoBot.Discord.Resources;

/// <summary>A server. During an outage only Id and Unavailable are there; in interactions only Id, Locale and Features.</summary>
public sealed record Guild
{
    public Snowflake Id { get; init; }
    public bool? Unavailable { get; init; }
    public string? Name { get; init; }
    public string? Icon { get; init; }
    public Snowflake? OwnerId { get; init; }

    /// <summary>0 to 3. From 2 on larger files are taken: 50 MB at 2, 100 MB at 3.</summary>
    public int? PremiumTier { get; init; }
    public string? PreferredLocale { get; init; }
    public string? Locale { get; init; }
    public IReadOnlyList<string>? Features { get; init; }
    public IReadOnlyList<Role>? Roles { get; init; }
    public IReadOnlyList<Channel>? Channels { get; init; }
    public IReadOnlyList<Channel>? Threads { get; init; }
    public int? MemberCount { get; init; }
}

public sealed record Role
{
    public Snowflake Id { get; init; }
    public string Name { get; init => field = value ?? ""; } = "";
    public int Color { get; init; }
    public int Position { get; init; }
    public Permissions Permissions { get; init; }
    public bool Managed { get; init; }
}

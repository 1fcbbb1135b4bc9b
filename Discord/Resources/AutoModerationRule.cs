namespace ChatVideoBot.Discord.Resources;

/// <summary>One of a guild's own AutoMod rules.</summary>
/// <remarks>Discord docs, resources/auto-moderation.mdx. AutoMod does not look at what bots post.</remarks>
public sealed record AutoModerationRule
{
    public Snowflake Id { get; init; }
    public Snowflake GuildId { get; init; }
    public Snowflake CreatorId { get; init; }
    public string Name { get; init => field = value ?? ""; } = "";
    public AutoModerationEvent EventType { get; init; }
    public AutoModerationTrigger TriggerType { get; init; }
    public AutoModerationMetadata TriggerMetadata { get; init => field = value ?? new(); } = new();
    public IReadOnlyList<AutoModerationAction> Actions { get; init => field = value ?? []; } = [];
    public bool Enabled { get; init; }
    public IReadOnlyList<Snowflake> ExemptRoles { get; init => field = value ?? []; } = [];

    /// <summary>Channels, and categories with all that is in them.</summary>
    public IReadOnlyList<Snowflake> ExemptChannels { get; init => field = value ?? []; } = [];
}

/// <summary>What a rule looks for; which fields are there depends on the trigger.</summary>
public sealed record AutoModerationMetadata
{
    /// <summary>Words and phrases, whole unless <c>*</c> stands at an end.</summary>
    public IReadOnlyList<string>? KeywordFilter { get; init; }

    /// <summary>Regular expressions as Rust's regex crate reads them.</summary>
    public IReadOnlyList<string>? RegexPatterns { get; init; }

    /// <summary>Discord's own lists, which it does not publish.</summary>
    public IReadOnlyList<AutoModerationPreset>? Presets { get; init; }

    /// <summary>What does not trigger the rule, written as keywords are.</summary>
    public IReadOnlyList<string>? AllowList { get; init; }

    /// <summary>So many different users and roles may be mentioned at once.</summary>
    public int? MentionTotalLimit { get; init; }
    public bool? MentionRaidProtectionEnabled { get; init; }
}

/// <summary>What a rule does.</summary>
public sealed record AutoModerationAction
{
    public AutoModerationActionType Type { get; init; }
    public AutoModerationActionMetadata? Metadata { get; init; }
}

public sealed record AutoModerationActionMetadata
{
    /// <summary>Where the alert goes.</summary>
    public Snowflake? ChannelId { get; init; }
    public int? DurationSeconds { get; init; }

    /// <summary>What a member is told whose message is blocked.</summary>
    public string? CustomMessage { get; init; }
}

public enum AutoModerationEvent
{
    MessageSend = 1,
    MemberUpdate = 2,
}

public enum AutoModerationTrigger
{
    Keyword = 1,
    Spam = 3,
    KeywordPreset = 4,
    MentionSpam = 5,
    MemberProfile = 6,
}

public enum AutoModerationPreset
{
    Profanity = 1,
    SexualContent = 2,
    Slurs = 3,
}

public enum AutoModerationActionType
{
    BlockMessage = 1,
    SendAlertMessage = 2,
    Timeout = 3,
    BlockMemberInteraction = 4,
}

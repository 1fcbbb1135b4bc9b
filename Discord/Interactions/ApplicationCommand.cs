namespace ChatVideoBot.Discord.Interactions;

/// <summary>A command, as it is registered and as Discord returns it.</summary>
public sealed record ApplicationCommand
{
    /// <summary>Discord's; left out when registering.</summary>
    public Snowflake? Id { get; init; }

    /// <summary>Discord's; left out when registering.</summary>
    public Snowflake? ApplicationId { get; init; }

    /// <summary>Discord's; left out when registering.</summary>
    public Snowflake? GuildId { get; init; }

    /// <summary>Discord's; left out when registering.</summary>
    public Snowflake? Version { get; init; }

    public ApplicationCommandType Type { get; init; } = ApplicationCommandType.ChatInput;

    /// <summary>1 to 32 characters; slash commands in lower case without spaces.</summary>
    public string Name { get; init => field = value ?? ""; } = "";
    public IReadOnlyDictionary<string, string>? NameLocalizations { get; init; }

    /// <summary>1 to 100 characters; none for user and message commands.</summary>
    public string? Description { get; init; }
    public IReadOnlyDictionary<string, string>? DescriptionLocalizations { get; init; }

    /// <summary>At most 25, the required ones first.</summary>
    public IReadOnlyList<ApplicationCommandOption>? Options { get; init; }

    /// <summary>Who sees it at first; null everybody, none administrators only. Guilds can change it: check again in the handler.</summary>
    public Permissions? DefaultMemberPermissions { get; init; }
    public bool? Nsfw { get; init; }

    /// <summary>Where it can be installed (0 guild, 1 user). Only for global commands, and then always worth saying.</summary>
    public IReadOnlyList<ApplicationIntegrationType>? IntegrationTypes { get; init; }

    /// <summary>Where it can be used. Only for global commands, and then always worth saying.</summary>
    public IReadOnlyList<InteractionContextType>? Contexts { get; init; }
}

public enum ApplicationCommandType
{
    ChatInput = 1,
    User = 2,
    Message = 3,
    PrimaryEntryPoint = 4,
}

public enum ApplicationIntegrationType
{
    GuildInstall = 0,
    UserInstall = 1,
}

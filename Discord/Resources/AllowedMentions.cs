namespace ChatVideoBot.Discord.Resources;

/// <summary>Whom a message may ping. Prompts come from users, so that everything we send says "nobody" unless told otherwise.</summary>
/// <remarks>A kind in <see cref="Parse"/> and a list of ids of the same kind exclude each other (400).</remarks>
public sealed record AllowedMentions
{
    /// <summary>Pings nobody.</summary>
    public static readonly AllowedMentions None = new() { Parse = [] };

    /// <summary>Pings these users and nobody else, where the text mentions them.</summary>
    public static AllowedMentions OnlyUsers(params IReadOnlyList<Snowflake> ids) => new() { Parse = [], Users = ids };

    /// <summary>Any of "users", "roles", "everyone".</summary>
    public IReadOnlyList<string>? Parse { get; init; }
    public IReadOnlyList<Snowflake>? Users { get; init; }
    public IReadOnlyList<Snowflake>? Roles { get; init; }
    public bool? RepliedUser { get; init; }
}

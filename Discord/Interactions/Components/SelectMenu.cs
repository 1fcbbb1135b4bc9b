using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord.Interactions.Components;

/// <summary>
/// A list to choose from. In a message <see cref="Component.CustomId"/> comes back with the choice; in a form the choice is in
/// <see cref="Values"/>.
/// </summary>
public abstract record SelectMenu : Component
{
    /// <summary>At most 150 characters.</summary>
    public string? Placeholder { get; init; }

    /// <summary>0 to 25.</summary>
    public int? MinValues { get; init; }

    /// <summary>1 to 25.</summary>
    public int? MaxValues { get; init; }
    public bool? Required { get; init; }
    public bool? Disabled { get; init; }

    /// <summary>What is chosen when it is opened, of users, roles and channels; a <see cref="StringSelect"/> says it in its options.</summary>
    public IReadOnlyList<SelectDefault>? DefaultValues { get; init; }

    /// <summary>Only in a form's answer: what was chosen.</summary>
    public IReadOnlyList<string>? Values { get; init; }
}

/// <summary>A select with at most 25 options of the bot's own.</summary>
public sealed record StringSelect : SelectMenu
{
    public override ComponentType Type => ComponentType.StringSelect;
    public IReadOnlyList<SelectOption>? Options { get; init; }
}

public sealed record UserSelect : SelectMenu
{
    public override ComponentType Type => ComponentType.UserSelect;
}

public sealed record RoleSelect : SelectMenu
{
    public override ComponentType Type => ComponentType.RoleSelect;
}

public sealed record MentionableSelect : SelectMenu
{
    public override ComponentType Type => ComponentType.MentionableSelect;
}

public sealed record ChannelSelect : SelectMenu
{
    public override ComponentType Type => ComponentType.ChannelSelect;
    public IReadOnlyList<ChannelType>? ChannelTypes { get; init; }
}

/// <summary>A user, role or channel that is chosen when a select is opened.</summary>
/// <param name="Type">"user", "role" or "channel".</param>
public sealed record SelectDefault(Snowflake Id, string Type)
{
    public static SelectDefault Channel(Snowflake id) => new(id, "channel");
}

/// <summary>A choice; label, value and description have at most 100 characters each.</summary>
public sealed record SelectOption
{
    public string Label { get; init => field = value ?? ""; } = "";
    public string Value { get; init => field = value ?? ""; } = "";
    public string? Description { get; init; }
    public Emoji? Emoji { get; init; }
    public bool? Default { get; init; }
}

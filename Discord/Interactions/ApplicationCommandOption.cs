using System.Text.Json;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord.Interactions;

public sealed record ApplicationCommandOption
{
    public ApplicationCommandOptionType Type { get; init; }

    /// <summary>1 to 32 characters, lower case, no spaces.</summary>
    public string Name { get; init => field = value ?? ""; } = "";
    public IReadOnlyDictionary<string, string>? NameLocalizations { get; init; }

    /// <summary>1 to 100 characters.</summary>
    public string Description { get; init => field = value ?? ""; } = "";
    public IReadOnlyDictionary<string, string>? DescriptionLocalizations { get; init; }
    public bool? Required { get; init; }

    /// <summary>At most 25; never together with <see cref="Autocomplete"/>.</summary>
    public IReadOnlyList<ApplicationCommandOptionChoice>? Choices { get; init; }

    /// <summary>The options of a subcommand, or the subcommands of a group.</summary>
    public IReadOnlyList<ApplicationCommandOption>? Options { get; init; }
    public IReadOnlyList<ChannelType>? ChannelTypes { get; init; }

    /// <summary>For integers and numbers.</summary>
    public double? MinValue { get; init; }

    /// <summary>For integers and numbers.</summary>
    public double? MaxValue { get; init; }

    /// <summary>For strings, 0 to 6000 characters.</summary>
    public int? MinLength { get; init; }

    /// <summary>For strings, 1 to 6000 characters.</summary>
    public int? MaxLength { get; init; }
    public bool? Autocomplete { get; init; }

    /// <summary>For attachments: "image", "video", "audio" or ".ext". Discord looks at the name only.</summary>
    public IReadOnlyList<string>? FileTypes { get; init; }
}

public enum ApplicationCommandOptionType
{
    SubCommand = 1,
    SubCommandGroup = 2,
    String = 3,
    Integer = 4,
    Boolean = 5,
    User = 6,
    Channel = 7,
    Role = 8,
    Mentionable = 9,
    Number = 10,
    Attachment = 11,
}

/// <summary>One of the values an option can take.</summary>
public sealed record ApplicationCommandOptionChoice
{
    /// <summary>What the user sees, 1 to 100 characters.</summary>
    public string Name { get; init => field = value ?? ""; } = "";
    public IReadOnlyDictionary<string, string>? NameLocalizations { get; init; }

    /// <summary>A string of at most 100 characters, or a number.</summary>
    public JsonElement Value { get; init; }

    public static ApplicationCommandOptionChoice Of(string name, string value) =>
        new() { Name = name, Value = JsonSerializer.SerializeToElement(value, DiscordJson.Default.String) };

    public static ApplicationCommandOptionChoice Of(string name, long value) =>
        new() { Name = name, Value = JsonSerializer.SerializeToElement(value, DiscordJson.Default.Int64) };

    public static ApplicationCommandOptionChoice Of(string name, double value) =>
        new() { Name = name, Value = JsonSerializer.SerializeToElement(value, DiscordJson.Default.Double) };
}

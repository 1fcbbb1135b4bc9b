using System.Text.Json.Serialization;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord.Interactions;

/// <summary>What was used and how: the fields of commands (types 2 and 4), components (3) and forms (5) in one.</summary>
public sealed record InteractionData
{
    /// <summary>The command's id.</summary>
    public Snowflake? Id { get; init; }

    /// <summary>The command's own name, never a translation.</summary>
    public string? Name { get; init; }
    public ApplicationCommandType? Type { get; init; }
    public IReadOnlyList<InteractionDataOption> Options { get; init => field = value ?? []; } = [];
    public ResolvedData? Resolved { get; init; }

    /// <summary>The guild the command was registered in; null for a global one.</summary>
    public Snowflake? GuildId { get; init; }

    /// <summary>The user or message a context command was used on.</summary>
    public Snowflake? TargetId { get; init; }

    /// <summary>What the bot called the component or form.</summary>
    public string? CustomId { get; init; }
    public ComponentType? ComponentType { get; init; }

    /// <summary>A select's choices.</summary>
    public IReadOnlyList<string> Values { get; init => field = value ?? []; } = [];

    /// <summary>A form's answers; <see cref="FormValue"/> finds one.</summary>
    public IReadOnlyList<Component> Components { get; init => field = value ?? []; } = [];

    /// <summary>The option of that name, looked for in the subcommand that was used; null when the user left it out.</summary>
    public InteractionDataOption? Option(string name) => Leaves.FirstOrDefault(option => option.Name == name);

    /// <summary>The option being typed, in an autocomplete.</summary>
    [JsonIgnore]
    public InteractionDataOption? FocusedOption => Leaves.FirstOrDefault(option => option.Focused == true);

    /// <summary>The file given for that option; null when there is none.</summary>
    public Attachment? AttachmentOption(string name) =>
        Option(name)?.AsSnowflake() is { } id ? Resolved?.Attachments?.GetValueOrDefault(id) : null;

    /// <summary>The message a message command was used on; its content and attachments are there without any intent.</summary>
    [JsonIgnore]
    public Message? TargetMessage => TargetId is { } id ? Resolved?.Messages?.GetValueOrDefault(id) : null;

    /// <summary>The command with its group and subcommand, as the user types them: "queue pause".</summary>
    [JsonIgnore]
    public string FullName
    {
        get
        {
            var name = Name ?? "";
            for (var options = Options; options is [{ IsSubcommand: true } inner, ..]; options = inner.Options)
                name += " " + inner.Name;
            return name;
        }
    }

    /// <summary>What was written or picked in a form's field (the first of several); null when there is no such field.</summary>
    public string? FormValue(string customId) => FormValues(customId) is [var first, ..] ? first : null;

    /// <summary>All that was picked in a form's field; empty when there is no such field.</summary>
    public IReadOnlyList<string> FormValues(string customId) =>
        ComponentTree.Of(Components).FirstOrDefault(component => component.CustomId == customId) switch
        {
            TextInput { Value: { } text } => [text],
            SelectMenu { Values: { } values } => values,
            FileUploadField { Values: { } files } => files,
            CheckboxGroup { Values: { } ticked } => ticked,
            RadioGroup { Value: { } picked } => [picked],
            Checkbox { Value: { } ticked } => [ticked ? "true" : "false"],
            _ => [],
        };

    private IEnumerable<InteractionDataOption> Leaves
    {
        get
        {
            var options = Options;
            while (options is [{ IsSubcommand: true } inner, ..])
                options = inner.Options;
            return options;
        }
    }
}

/// <summary>The objects that options and selects name by id.</summary>
public sealed record ResolvedData
{
    public IReadOnlyDictionary<Snowflake, User>? Users { get; init; }

    /// <summary>Without User: it stands in <see cref="Users"/>.</summary>
    public IReadOnlyDictionary<Snowflake, Member>? Members { get; init; }
    public IReadOnlyDictionary<Snowflake, Role>? Roles { get; init; }
    public IReadOnlyDictionary<Snowflake, Channel>? Channels { get; init; }
    public IReadOnlyDictionary<Snowflake, Message>? Messages { get; init; }
    public IReadOnlyDictionary<Snowflake, Attachment>? Attachments { get; init; }
}

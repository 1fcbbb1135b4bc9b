namespace ChatVideoBot.Discord.Interactions.Components;

/// <summary>A row of up to five buttons, or one select.</summary>
public sealed record ActionRow : Component
{
    public override ComponentType Type => ComponentType.ActionRow;
    public IReadOnlyList<Component> Components { get; init => field = value ?? []; } = [];

    public static ActionRow Of(params IReadOnlyList<Component> components) => new() { Components = components };

    /// <summary>Spreads buttons over rows of five.</summary>
    /// <exception cref="ArgumentException">More than 25: a message holds five rows.</exception>
    public static IReadOnlyList<ActionRow> Rows(params IReadOnlyList<Button> buttons) => buttons.Count <= 25
        ? [.. buttons.Chunk(5).Select(row => Of(row))]
        : throw new ArgumentException($"{buttons.Count} buttons: a message holds at most 25.", nameof(buttons));
}

using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord.Interactions.Components;

/// <summary>A button. Its custom id has 1 to 100 characters, its label at most 80.</summary>
public sealed record Button : Component
{
    public override ComponentType Type => ComponentType.Button;
    public ButtonStyle Style { get; init; } = ButtonStyle.Secondary;
    public string? Label { get; init; }
    public Emoji? Emoji { get; init; }

    /// <summary>Only of a link, at most 512 characters; pressing it sends no interaction.</summary>
    public string? Url { get; init; }
    public bool? Disabled { get; init; }

    public static Button Primary(string customId, string label, string? emoji = null) => Of(ButtonStyle.Primary, customId, label, emoji);

    public static Button Secondary(string customId, string label, string? emoji = null) => Of(ButtonStyle.Secondary, customId, label, emoji);

    public static Button Success(string customId, string label, string? emoji = null) => Of(ButtonStyle.Success, customId, label, emoji);

    public static Button Danger(string customId, string label, string? emoji = null) => Of(ButtonStyle.Danger, customId, label, emoji);

    public static Button Link(string url, string label) => new() { Style = ButtonStyle.Link, Url = url, Label = label };

    private static Button Of(ButtonStyle style, string customId, string label, string? emoji) =>
        new() { Style = style, CustomId = customId, Label = label, Emoji = emoji is null ? null : new() { Name = emoji } };
}

public enum ButtonStyle
{
    Primary = 1,
    Secondary = 2,
    Success = 3,
    Danger = 4,
    Link = 5,
    Premium = 6,
}

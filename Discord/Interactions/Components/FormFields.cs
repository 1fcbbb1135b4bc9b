namespace ChatVideoBot.Discord.Interactions.Components;

/// <summary>A form's line: a label (at most 45 characters) around one field.</summary>
public sealed record Label : Component
{
    public override ComponentType Type => ComponentType.Label;

    [System.Text.Json.Serialization.JsonPropertyName("label")]
    public string? Text { get; init; }

    /// <summary>At most 100 characters.</summary>
    public string? Description { get; init; }
    public Component? Component { get; init; }

    public static Label Of(string text, Component field, string? description = null) => new() { Text = text, Component = field, Description = description };
}

/// <summary>A text field, in forms only.</summary>
public sealed record TextInput : Component
{
    public override ComponentType Type => ComponentType.TextInput;

    /// <summary>Null in a form's answer.</summary>
    public TextInputStyle? Style { get; init; }

    /// <summary>Only when it stands in a row, which is deprecated: use <see cref="Components.Label"/>.</summary>
    public string? Label { get; init; }

    /// <summary>0 to 4000.</summary>
    public int? MinLength { get; init; }

    /// <summary>1 to 4000.</summary>
    public int? MaxLength { get; init; }
    public bool? Required { get; init; }

    /// <summary>Sent: what stands in the field at first. Received: what the user wrote.</summary>
    public string? Value { get; init; }

    /// <summary>At most 100 characters.</summary>
    public string? Placeholder { get; init; }

    public static TextInput Of(string customId, TextInputStyle style = TextInputStyle.Short, string? value = null, int? maxLength = null, bool required = true) =>
        new() { CustomId = customId, Style = style, Value = value, MaxLength = maxLength, Required = required };
}

public enum TextInputStyle
{
    Short = 1,
    Paragraph = 2,
}

/// <summary>Asks for 0 to 10 files, in forms only. The files stand in the answer's resolved attachments.</summary>
public sealed record FileUploadField : Component
{
    public override ComponentType Type => ComponentType.FileUpload;
    public int? MinValues { get; init; }
    public int? MaxValues { get; init; }
    public bool? Required { get; init; }

    /// <summary>Only in a form's answer: the ids of the attachments.</summary>
    public IReadOnlyList<string>? Values { get; init; }
}

public sealed record RadioGroup : Component
{
    public override ComponentType Type => ComponentType.RadioGroup;
    public IReadOnlyList<SelectOption>? Options { get; init; }
    public bool? Required { get; init; }
    public string? Value { get; init; }
}

public sealed record CheckboxGroup : Component
{
    public override ComponentType Type => ComponentType.CheckboxGroup;
    public IReadOnlyList<SelectOption>? Options { get; init; }
    public int? MinValues { get; init; }
    public int? MaxValues { get; init; }
    public bool? Required { get; init; }
    public IReadOnlyList<string>? Values { get; init; }
}

public sealed record Checkbox : Component
{
    public override ComponentType Type => ComponentType.Checkbox;
    public bool? Default { get; init; }
    public bool? Value { get; init; }
}

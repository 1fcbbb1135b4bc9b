namespace ChatVideoBot.Queue;

/// <summary>A job's name: 1 to 64 of [A-Za-z0-9_-]. The bot uses the interaction's id: a repeated request is the same job.</summary>
public readonly record struct JobId
{
    /// <exception cref="ArgumentException">The value is empty, too long, or has another character.</exception>
    public JobId(string value) => Value = IsValid(value)
        ? value
        : throw new ArgumentException($"A job's id is 1 to 64 of [A-Za-z0-9_-]; this is '{value}'.", nameof(value));

    public string Value { get; }

    public static bool IsValid(string? value) =>
        value is { Length: >= 1 and <= 64 } && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    public override string ToString() => Value;
}

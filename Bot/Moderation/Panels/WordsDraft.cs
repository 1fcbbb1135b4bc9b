using System.Text.Json;
using ChatVideoBot.Bot.Moderation.Words;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Moderation.Panels;

/// <summary>A part of a list that is being edited: as it was when the form was opened, and as it was sent.</summary>
/// <param name="Text">One rule a line.</param>
/// <param name="Try">A prompt to try the rules on; empty for none.</param>
internal sealed record WordsDraft(string User, string Guild, string List, IReadOnlyList<string> Was, string Text, string Try)
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public IReadOnlyList<string> Lines => [.. Text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];

    /// <summary>The lines that are no rules, each with its reason's key and fact.</summary>
    public IEnumerable<(string Line, string Problem, string Fact)> Wrong()
    {
        foreach (var line in Lines)
            if (WordRule.Parse(line) is { Problem: { } problem } wrong) yield return (line, problem, wrong.Fact);
    }

    public Task KeepAsync(Keepsakes keepsakes, string id, CancellationToken cancel) => keepsakes.WriteAsync(Key(id), JsonSerializer.Serialize(this, Json), Life, cancel);

    /// <summary>Null when it is over, or is another's.</summary>
    public static async Task<WordsDraft?> FindAsync(Keepsakes keepsakes, string id, string user, string guild, CancellationToken cancel) =>
        JobId.IsValid(id) && await keepsakes.ReadAsync(Key(id), cancel) is { } text && JsonSerializer.Deserialize<WordsDraft>(text, Json) is { } draft
            && draft.User == user && draft.Guild == guild ? draft : null;

    private static string Key(string id) => $"words-draft:{id}";
}

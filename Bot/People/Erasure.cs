using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ChatVideoBot.Bot.People;

/// <summary>
/// What becomes of something kept that names a user who is forgotten: what is theirs goes, and where they are named in what is a server's (its rules, log
/// and bans, what they decided as a moderator) a mark takes their place.
/// </summary>
internal static class Erasure
{
    /// <summary>Those of a ban are somebody else's to keep: it goes on under a mark of its own.</summary>
    private const string Bans = "ban:", Rules = "rules:", Log = "modlog:";

    /// <param name="name">Of the value or the list.</param>
    /// <param name="text">The value, or a list's member.</param>
    /// <param name="isMember">Whether it is a list's member.</param>
    /// <returns>What stands there afterwards: null for nothing, <paramref name="text"/> itself where it only looks as if it named them.</returns>
    public static string? Of(string name, string text, bool isMember, string user, string mark)
    {
        if (Names(name, user)) return null;
        if (!Names(text, user)) return text;
        if (Read(text) is not { } value) return isMember ? null : Without(text, user, mark);
        if (name.StartsWith(Bans, StringComparison.Ordinal))
        {
            if (Owner(value) is { } own && value[own]!.GetValue<string>() == user) value[own] = "";
            return Without(value.ToJsonString(), user, mark);
        }
        if (name.StartsWith(Rules, StringComparison.Ordinal) || name.StartsWith(Log, StringComparison.Ordinal)) return Without(text, user, mark);
        return Owner(value) is { } theirs && value[theirs] is JsonValue one && one.TryGetValue<string>(out var owner) && owner == user
            ? null
            : Without(text, user, mark);
    }

    private static bool Names(string text, string user) => text.Contains(user, StringComparison.Ordinal) && Named(user).IsMatch(text);

    private static string Without(string text, string user, string mark) => Named(user).Replace(text, mark);

    /// <summary>A longer number that has it within is another's.</summary>
    private static Regex Named(string user) => new($"(?<![0-9A-Za-z]){Regex.Escape(user)}(?![0-9A-Za-z])", RegexOptions.CultureInvariant);

    private static string? Owner(JsonObject value) => value.Select(field => field.Key).FirstOrDefault(key => key.Equals("user", StringComparison.OrdinalIgnoreCase));

    private static JsonObject? Read(string text)
    {
        try
        {
            return text.StartsWith('{') ? JsonNode.Parse(text) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ChatVideoBot.Bot.Moderation.Words;

namespace ChatVideoBot.Bot.Tests.Moderation.Words;

/// <summary>The prompts of this folder's data files, and the list of words that they are held against.</summary>
internal static partial class WordCorpus
{
    /// <summary>The list as a moderator writes it, and strict.</summary>
    public static IReadOnlyList<string> Banned { get; } = Lines("banned.txt");

    public static WordMatcher Matcher { get; } = Of([.. Banned]);

    public static WordMatcher Of(params ReadOnlySpan<string> lines)
    {
        var rules = new List<WordRule>();
        foreach (var line in lines) rules.Add(WordRule.Parse(line).Rule ?? throw new ArgumentException(line));
        return new(rules);
    }

    /// <summary>The lines of a data file.</summary>
    public static IReadOnlyList<string> Lines(string file) =>
        [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Moderation", "Words", file), Encoding.UTF8).Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))];

    /// <summary>The texts that a line stands for.</summary>
    public static IReadOnlyList<string> Texts(string line) =>
        [.. Unseen().Replace(line, match => char.ConvertFromUtf32(int.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture))).Split('¦')];

    [GeneratedRegex(@"\{([0-9A-F]{4,5})\}")]
    private static partial Regex Unseen();
}

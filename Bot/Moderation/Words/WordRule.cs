using System.Text.RegularExpressions;

namespace ChatVideoBot.Bot.Moderation.Words;

/// <summary>A line of a server's list. <see cref="Parse"/> makes good ones.</summary>
/// <param name="Text">As the moderator wrote it: a word or phrase, with <c>*</c> at its ends as in Discord's AutoMod, or a pattern between slashes.</param>
/// <param name="Kind">What it is.</param>
public sealed record WordRule(string Text, WordKind Kind)
{
    /// <summary>Discord's own bounds for AutoMod, in UTF-16 units; slashes of patterns not counted.</summary>
    public const int LongestWord = 60, LongestPattern = 260;

    private const RegexOptions Flavour = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>What no list is meant to forbid: a pattern that matches all of these matches nearly everything.</summary>
    private static readonly string[] Harmless = ["a red fox walks through deep snow at dawn", "Blick auf das Meer, 4K", "猫が窓辺で眠っている"];

    /// <summary>Reads a line.</summary>
    /// <returns>The rule; or the key of the sentence that says what is wrong with the line, and a fact for it.</returns>
    public static (WordRule? Rule, string? Problem, string Fact) Parse(string line)
    {
        var text = line.Trim();
        if (text.Length == 0) return (null, "words.wrong.empty", "");
        return text is ['/', _, ..] && text.LastIndexOf('/') is > 0 and var end && text[(end + 1)..] is "" or "i" ? ParsePattern(text[..(text.LastIndexOf('/') + 1)]) : ParseWord(text);
    }

    /// <exception cref="ArgumentException">It is no pattern.</exception>
    /// <exception cref="NotSupportedException">It looks around, or back at what was found.</exception>
    internal Regex Compile() => Compile(Text[1..Text.LastIndexOf('/')]);

    private static Regex Compile(string pattern) => new(pattern, Flavour, Patience);

    private static (WordRule?, string?, string) ParseWord(string text)
    {
        if (text.Length > LongestWord) return (null, "words.wrong.long", $"{LongestWord}");
        var letters = WordShape.Of(text).Letters;
        if (letters.Length == 0) return (null, "words.wrong.nothing", "");
        return letters.Length == 1 && !Alphabet.IsUnspaced(letters[0]) && !Alphabet.IsHangul(letters[0])
            ? (null, "words.wrong.letter", "") : (new(text, WordKind.Word), null, "");
    }

    private static (WordRule?, string?, string) ParsePattern(string text)
    {
        var pattern = text[1..^1];
        if (pattern.Length > LongestPattern) return (null, "words.wrong.long", $"{LongestPattern}");
        try
        {
            var regex = Compile(pattern);
            return regex.IsMatch("") || Harmless.All(regex.IsMatch) ? (null, "words.wrong.everything", "") : (new(text, WordKind.Pattern), null, "");
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or RegexMatchTimeoutException)
        {
            return (null, "words.wrong.pattern", e.Message);
        }
    }
}

public enum WordKind
{
    /// <summary>Whole words only, unless <c>*</c> stands at an end.</summary>
    Word,

    /// <summary>A regular expression.</summary>
    Pattern,
}

/// <summary>What a rule found.</summary>
/// <param name="Text">Which of the texts: its index; of a word that two share, the first one's.</param>
/// <param name="Piece">As it was written, or as it reads where it was written in code; empty for a pattern that took too long.</param>
public sealed record WordHit(WordRule Rule, int Text, string Piece);

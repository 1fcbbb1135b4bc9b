using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ChatVideoBot.Bot.Replies;

/// <summary>What somebody may want who writes a few words under a clip, a card, or to the bot.</summary>
internal enum WishKind
{
    /// <summary>None of those below: the words say what is to be seen.</summary>
    Words,
    Longer,
    Again,
    Upscale,
    Loop,
    Delete,
    Cancel,
    Help,

    /// <summary>Nothing at all: thanks, praise, an emoji.</summary>
    Chat,
}

/// <summary>The words, understood.</summary>
/// <param name="Locale">Whose language the phrase is; empty where it says nothing.</param>
/// <param name="Seconds">"5 s longer"; null when none are named.</param>
/// <param name="Backward">"longer at the beginning".</param>
/// <param name="Times">"upscale 4x"; 0 when no number is named.</param>
/// <param name="Words">What is to be seen, as it was written; empty when nothing is said of it.</param>
internal sealed partial record Wish(WishKind Kind, string Locale, double? Seconds, bool Backward, int Times, string Words)
{
    private static readonly Dictionary<string, Dictionary<string, string[]>> Phrases = ReadPhrases();

    private static readonly (string Name, WishKind Kind)[] Kinds =
    [
        ("longer", WishKind.Longer), ("again", WishKind.Again), ("upscale", WishKind.Upscale), ("loop", WishKind.Loop), ("delete", WishKind.Delete),
        ("cancel", WishKind.Cancel), ("help", WishKind.Help), ("chat", WishKind.Chat),
    ];

    /// <summary>All languages are understood, whatever the user's is. The languages of <paramref name="locale"/> and English come first where two share a phrase.</summary>
    public static Wish Read(string words, string locale = "")
    {
        var said = Plain(words);
        if (!said.Any(char.IsLetterOrDigit)) return new(WishKind.Chat, "", null, false, 0, "");
        if (Find(said, locale) is var (kind, whose)) return new(kind, whose, null, false, 0, "");
        return ReadLonger(words, said, locale) ?? ReadUpscale(said, locale) ?? new(WishKind.Words, "", null, false, 0, words.Trim());
    }

    private static Wish? ReadLonger(string words, string said, string locale)
    {
        // "longer: the ball rolls away"
        if (words.IndexOfAny([':', ',', '：', '、']) is > 0 and var cut && ReadLongerPhrase(Plain(words[..cut]), locale) is { } head && words[(cut + 1)..].Trim() is { Length: > 0 } what)
            return head with { Words = what };
        return ReadLongerPhrase(said, locale);
    }

    private static Wish? ReadLongerPhrase(string said, string locale)
    {
        double? seconds = null;
        var rest = said;
        if (SecondsText().Match(rest) is { Success: true } match)
        {
            if (double.TryParse((match.Groups[1].Success ? match.Groups[1] : match.Groups[2]).Value.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) seconds = number;
            rest = rest.Remove(match.Index, match.Length);
        }
        rest = Without(rest, "end", out _);
        rest = Without(rest, "beginning", out var backward);
        rest = Plain(Between().Replace(Plain(rest), ""));
        if (rest.Length == 0 && seconds is not null && backward) return new(WishKind.Longer, "", seconds, true, 0, "");
        return Find(rest, locale) is var (kind, whose) && (kind == WishKind.Longer || kind == WishKind.Again && seconds is not null) // "another 5 s"
            ? new(WishKind.Longer, whose, seconds, backward, 0, "")
            : null;
    }

    private static Wish? ReadUpscale(string said, string locale)
    {
        if (TimesText().Match(said) is not { Success: true } match) return null;
        var rest = Plain(said.Remove(match.Index, match.Length));
        return Find(rest, locale) is (WishKind.Upscale, var whose)
            ? new(WishKind.Upscale, whose, null, false, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), "")
            : null;
    }

    private static (WishKind Kind, string Locale)? Find(string said, string locale)
    {
        if (said.Length == 0) return null;
        foreach (var (name, kind) in Kinds)
        {
            foreach (var (whose, phrases) in Phrases[name].OrderByDescending(one => one.Key == locale).ThenByDescending(one => one.Key == "en-US"))
            {
                if (phrases.Contains(said)) return (kind, whose);
            }
        }
        return null;
    }

    /// <summary>The words without the longest phrase of that name in them.</summary>
    private static string Without(string said, string name, out bool found)
    {
        foreach (var phrase in Phrases[name].Values.SelectMany(phrases => phrases).OrderByDescending(phrase => phrase.Length))
        {
            var at = said.IndexOf(phrase, StringComparison.Ordinal);
            if (at < 0 || !IsWhole(said, at, phrase.Length)) continue;
            found = true;
            return said.Remove(at, phrase.Length);
        }
        found = false;
        return said;
    }

    /// <summary>Japanese writes no spaces between words.</summary>
    private static bool IsWhole(string said, int at, int length) =>
        said[at] > '\u2fff' || (at == 0 || !char.IsLetterOrDigit(said[at - 1])) && (at + length == said.Length || !char.IsLetterOrDigit(said[at + length]));

    /// <summary>In lower case, without marks around it and with single spaces: as the phrases are written.</summary>
    private static string Plain(string words)
    {
        var plain = new StringBuilder();
        foreach (var letter in words.Normalize(NormalizationForm.FormKC).ToLowerInvariant())
        {
            if (char.IsWhiteSpace(letter) || letter is '!' or '?' or '¿' or '¡' or '。' or '"' or '“' or '”' or '「' or '」' or '…' or '*')
            {
                if (plain.Length > 0 && plain[^1] != ' ') plain.Append(' ');
            }
            else plain.Append(letter);
        }
        return plain.ToString().Trim(' ', '.', ',', ';', ':', '、', '-', '~', ')', '(');
    }

    private static Dictionary<string, Dictionary<string, string[]>> ReadPhrases()
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream("wishes.json")
            ?? throw new InvalidOperationException("The phrases of replies are not in the program.");
        var read = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string[]>>>(file)!;
        foreach (var phrases in read.Values.SelectMany(languages => languages.Values))
        {
            for (var i = 0; i < phrases.Length; i++) phrases[i] = Plain(phrases[i]);
        }
        return read;
    }

    [GeneratedRegex(@"\+?(\d{1,4}(?:[.,]\d{1,3})?)\s*(?:seconds?|secs?|sekunden?|sek|secondes?|segundos?|segs?|s)(?!\p{L})|\+?(\d{1,4}(?:[.,]\d{1,3})?)秒(?:間)?")]
    private static partial Regex SecondsText();

    /// <summary>"longer by 5 s", "noch 5 s länger", "plus long de 3 s".</summary>
    [GeneratedRegex(@"^(?:by|for|um|noch|de|por)\s+|\s+(?:by|for|um|de|por)$")]
    private static partial Regex Between();

    [GeneratedRegex(@"(?<!\d)(\d{1,3})\s*[x×]?(?!\d)")]
    private static partial Regex TimesText();
}

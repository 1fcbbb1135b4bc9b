using System.Text.RegularExpressions;
using ChatVideoBot.Bot.Wording;

namespace ChatVideoBot.Bot.Orders;

/// <summary>
/// What somebody typed, taken apart: the words of the prompt, and the flags among them as Pika's and Midjourney's users spell them,
/// "-ar 16:9 --no text -camera pan up right".
/// </summary>
/// <param name="Words">Without the flags.</param>
/// <param name="Flags">By the name of the option that each stands for.</param>
/// <param name="Refusal">The sentence that says why it cannot be read; empty when it can.</param>
internal sealed partial record PromptText(string Words, IReadOnlyDictionary<string, string> Flags, string Refusal = "")
{
    private enum Takes
    {
        /// <summary>Nothing; "true" or "false" where it stands there.</summary>
        Nothing,
        Word,

        /// <summary>Quoted, or all words up to the next flag.</summary>
        Words,

        /// <summary>The words that say how a camera moves.</summary>
        Camera,
    }

    private static readonly Dictionary<string, (string Option, Takes Takes)> Known = new()
    {
        ["ar"] = ("aspect", Takes.Word),
        ["aspect"] = ("aspect", Takes.Word),
        ["motion"] = ("motion", Takes.Word),
        ["seed"] = ("seed", Takes.Word),
        ["neg"] = ("negative", Takes.Words),
        ["negative"] = ("negative", Takes.Words),
        ["no"] = ("negative", Takes.Words),
        ["camera"] = ("camera", Takes.Camera),
        ["gs"] = ("guidance", Takes.Word),
        ["guidance"] = ("guidance", Takes.Word),
        ["fps"] = ("fps", Takes.Word),
        ["s"] = ("seconds", Takes.Word),
        ["sec"] = ("seconds", Takes.Word),
        ["seconds"] = ("seconds", Takes.Word),
        ["style"] = ("style", Takes.Words),
        ["model"] = ("model", Takes.Word),
        ["n"] = ("variants", Takes.Word),
        ["variants"] = ("variants", Takes.Word),
        ["loop"] = ("loop", Takes.Nothing),
        ["private"] = ("private", Takes.Nothing),
    };

    private static readonly HashSet<string> CameraWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "zoom", "pan", "rotate", "in", "out", "up", "down", "left", "right", "cw", "ccw", "acw", "clockwise", "counterclockwise", "anticlockwise",
    };

    private const string Quotes = "\"“”„«»";

    /// <param name="tongue">Of the refusals.</param>
    public static PromptText Read(string typed, Tongue tongue)
    {
        var (pieces, words, flags) = (Split(typed), new List<string>(), new Dictionary<string, string>());
        for (var i = 0; i < pieces.Count; i++)
        {
            if (FlagOf(pieces[i]) is not { } name || IsProse(pieces[i], name))
            {
                words.Add(pieces[i]);
                continue;
            }
            var shown = Markdown.Plain(pieces[i], 40);
            if (!Known.TryGetValue(name, out var flag))
                return Refuse(tongue.Say("flag.unknown", ("flag", shown), ("nearest", "-" + Wording.Nearest.Of(name, Known.Keys))));
            var value = Take(pieces, ref i, flag.Takes);
            if (value.Length == 0)
                return Refuse(tongue.Say("flag.empty", ("flag", shown)));
            if (!flags.TryAdd(flag.Option, value))
                return Refuse(tongue.Say("flag.twice", ("flag", shown)));
        }
        return new(string.Join(' ', words), flags);
    }

    private static PromptText Refuse(string sentence) => new("", new Dictionary<string, string>(), sentence);

    /// <summary>"—he said": an unknown name after a dash that no flag is meant to have.</summary>
    private static bool IsProse(string piece, string name) => piece[0] != '-' && !Known.ContainsKey(name);

    /// <summary>
    /// Words at blanks; "-seed=7" and "-ar16:9" are two. What is quoted stays together: with its first quotation mark alone when a flag stands before it,
    /// else as it is, so that no flag is looked for in it.
    /// </summary>
    private static List<string> Split(string typed)
    {
        var pieces = new List<string>();
        for (var at = 0; at < typed.Length;)
        {
            if (char.IsWhiteSpace(typed[at]))
            {
                at++;
                continue;
            }
            var end = Quotes.Contains(typed[at]) ? typed.IndexOfAny([.. Quotes], at + 1) : -1;
            if (end >= 0 && pieces.Count > 0 && FlagOf(pieces[^1]) is not null)
            {
                pieces.Add(typed[at..end]);
                at = end + 1;
                continue;
            }
            for (end = Math.Max(at, end); end < typed.Length && !char.IsWhiteSpace(typed[end]);) end++;
            var glued = Glued().Match(typed[at..end]);
            if (glued.Success && Known.ContainsKey(glued.Groups["name"].Value.ToLowerInvariant()))
            {
                end = at + glued.Groups["value"].Index; // what follows is read as the next piece, quoted or not
                pieces.Add(typed[at..end].TrimEnd('=', ':'));
            }
            else pieces.Add(typed[at..end]);
            at = end;
        }
        return pieces;
    }

    /// <summary>A flag and its value in one: "-seed=7", "--ar:16:9", "-fps12".</summary>
    [GeneratedRegex("^[-–—−－]{1,2}(?<name>[A-Za-z]+(?=[=:])|[A-Za-z]{2,}(?=[0-9]))[=:]?(?<value>.*)$")]
    private static partial Regex Glued();

    /// <summary>The flag's name in small letters; null for a word, a number below zero, a dash alone. Telephones make one dash of two; Japanese keyboards write wide ones.</summary>
    private static string? FlagOf(string piece)
    {
        var dashes = piece.TakeWhile(letter => letter is '-' or '–' or '—' or '−' or '－').Count();
        var name = piece[dashes..];
        return dashes is 1 or 2 && name.Length > 0 && char.IsAsciiLetter(name[0]) && name.All(char.IsAsciiLetter) ? name.ToLowerInvariant() : null;
    }

    /// <summary>The flag's value; <paramref name="at"/> is at its last piece then. Empty when there is none.</summary>
    private static string Take(List<string> pieces, ref int at, Takes takes)
    {
        if (takes == Takes.Nothing) return at + 1 < pieces.Count && bool.TryParse(pieces[at + 1], out _) ? pieces[++at] : "true";
        var value = new List<string>();
        while (at + 1 < pieces.Count && FlagOf(pieces[at + 1]) is null)
        {
            var next = pieces[at + 1];
            var isQuoted = Quotes.Contains(next[0]);
            if (takes == Takes.Camera && !isQuoted && value.Count > 0 && !CameraWords.Contains(next.TrimEnd(',', '.'))) break;
            value.Add(isQuoted ? next.Trim([.. Quotes, ' ']) : next);
            at++;
            if (isQuoted || takes == Takes.Word) break;
        }
        return string.Join(' ', value).Trim();
    }
}

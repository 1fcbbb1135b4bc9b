using System.Globalization;
using System.Text.RegularExpressions;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Commands;

/// <summary>A storyboard as it is written: a line a shot, "3s: a red ball", "dissolve 4s: …", "continue: …".</summary>
/// <param name="Shots">Legal ones; empty when <paramref name="Refusal"/> says what is wrong.</param>
internal sealed partial record StoryScript(IReadOnlyList<Shot> Shots, string Refusal)
{
    public const int FewestShots = 2;

    /// <summary>Of a whole storyboard, seconds.</summary>
    public const double MostSeconds = 60;

    /// <summary>Reads the lines; empty ones do not count as shots, but as lines.</summary>
    /// <param name="style">Words that all shots share.</param>
    /// <param name="usual">How a shot follows that does not say it.</param>
    public static StoryScript Read(string style, string text, Transition usual, Tongue tongue, BotOptions limits)
    {
        var shots = new List<Shot>();
        var sum = 0.0;
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = Bullet().Replace(lines[i].Trim(), "");
            if (line.Length == 0) continue;
            var (shot, refusal) = ReadShot(line, i + 1, usual, tongue, limits);
            if (shot is null) return new([], refusal);
            if (shots.Count == ModelCard.MostShots) return new([], tongue.Say("story.too-many", ("line", i + 1), ("most", ModelCard.MostShots)));
            if (style.Length + shot.Prompt.Length > limits.LongestPrompt)
                return new([], tongue.Say("story.too-long", ("line", i + 1), ("most", limits.LongestPrompt), ("over", style.Length + shot.Prompt.Length - limits.LongestPrompt)));
            if (sum + shot.Seconds > MostSeconds + 1e-9)
            {
                var left = MostSeconds - sum;
                return new([], left >= limits.ShortestSeconds
                    ? tongue.Say("story.over", ("line", i + 1), ("sum", sum + shot.Seconds), ("most", MostSeconds), ("left", left))
                    : tongue.Say("story.full", ("line", i + 1), ("most", MostSeconds)));
            }
            sum += shot.Seconds;
            shots.Add(shots.Count == 0 ? shot with { Transition = Transition.Cut } : shot);
        }
        return shots.Count < FewestShots ? new([], tongue.Say("story.too-few", ("count", shots.Count))) : new(shots, "");
    }

    private static (Shot? Shot, string Refusal) ReadShot(string line, int number, Transition usual, Tongue tongue, BotOptions limits)
    {
        var colon = line.IndexOfAny([':', '：']);
        var head = colon < 0 ? "" : line[..colon].Trim();
        var (prompt, seconds, transition) = (line, limits.DefaultSeconds, usual);
        var duration = Duration().Match(head);
        var word = duration.Success ? head.Remove(duration.Index, duration.Length).Trim(' ', ',', '(', ')') : head;
        var known = TransitionOf(word, tongue);
        if (colon >= 0 && (duration.Success || known is not null))
        {
            if (word.Length > 0 && known is null)
            {
                // "scene 2 s later: …" is a prompt; a single odd word beside a duration is a slip.
                if (word.Contains(' ')) return Check(line);
                return (null, tongue.Say("story.transition", ("line", number), ("word", Markdown.Plain(word, 30)),
                    ("words", $"{Name(Transition.Cut, tongue)}, {Name(Transition.Dissolve, tongue)}, {Name(Transition.Continue, tongue)}")));
            }
            prompt = line[(colon + 1)..].Trim();
            transition = known ?? usual;
            if (duration.Success) seconds = double.Parse(duration.Groups[1].Value.Replace(',', '.'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }
        return Check(prompt);

        (Shot?, string) Check(string words)
        {
            if (words.Length == 0) return (null, tongue.Say("story.no-words", ("line", number)));
            if (seconds < limits.ShortestSeconds) return (null, tongue.Say("story.too-short", ("line", number), ("seconds", seconds), ("nearest", limits.ShortestSeconds)));
            if (seconds > MostSeconds) return (null, tongue.Say("story.shot-too-long", ("line", number), ("seconds", seconds), ("nearest", MostSeconds)));
            return (new() { Prompt = words, Seconds = seconds, Transition = transition }, "");
        }
    }

    /// <summary>English words are understood by everybody.</summary>
    private static Transition? TransitionOf(string word, Tongue tongue)
    {
        foreach (var one in Enum.GetValues<Transition>())
        {
            if (word.Equals(Name(one, tongue), StringComparison.OrdinalIgnoreCase) || word.Equals(one.ToString(), StringComparison.OrdinalIgnoreCase)) return one;
        }
        return null;
    }

    public static string Name(Transition transition, Tongue tongue) => tongue.Say(transition switch
    {
        Transition.Dissolve => "story.word.dissolve",
        Transition.Continue => "story.word.continue",
        _ => "story.word.cut",
    });

    [GeneratedRegex(@"^(?:[-*•–]\s+|\d{1,2}[.)]\s+)")]
    private static partial Regex Bullet();

    [GeneratedRegex(@"(?<![\p{L}\d.,])(-?\d{1,6}(?:[.,]\d{1,3})?)\s*(?:(?:seconds?|secs?|sekunden?|sek|secondes?|segundos?|s|秒)(?!\p{L})|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Duration();
}

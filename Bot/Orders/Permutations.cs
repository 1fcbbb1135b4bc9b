using System.Text;
using ChatVideoBot.Bot.Wording;

namespace ChatVideoBot.Bot.Orders;

/// <summary>"a {red, blue} ball" as its prompts: each alternative in turn, the last braces fastest. A backslash before a brace or comma means the sign itself.</summary>
internal static class Permutations
{
    /// <summary>How many clips one order may make.</summary>
    public const int Most = 40;

    /// <summary>The prompts, one when there are no braces; or the sentence that says why it cannot be read.</summary>
    public static (IReadOnlyList<string> Prompts, string Refusal) Expand(string text, Tongue tongue)
    {
        if (!text.Contains('{') && !text.Contains('}')) return ([text], "");
        var reader = new Reader(text);
        var prompts = reader.Sequence(isInside: false);
        if (reader.Problem is { } problem) return ([], tongue.Say(problem));
        return prompts.Count > Most ? ([], tongue.Say("order.permutations.many", ("most", Most))) : (prompts, "");
    }

    private sealed class Reader(string text)
    {
        private const int Enough = Most + 1; // more are not made: they are too many in any case
        private const int Deepest = 8;
        private int _at, _depth;

        /// <summary>The key of the sentence; null when all is well.</summary>
        public string? Problem { get; private set; }

        /// <summary>Up to the end, or inside of braces up to a comma or the closing one.</summary>
        public List<string> Sequence(bool isInside)
        {
            List<string> made = [""];
            var plain = new StringBuilder();
            while (_at < text.Length && Problem is null)
            {
                var letter = text[_at];
                if (letter == '\\' && _at + 1 < text.Length && text[_at + 1] is '{' or '}' or ',' or '\\')
                {
                    plain.Append(text[_at + 1]);
                    _at += 2;
                }
                else if (letter == '{')
                {
                    made = Times(Times(made, [plain.ToString()]), Alternatives());
                    plain.Clear();
                }
                else if (letter == '}' && !isInside)
                {
                    Problem = "order.permutations.unbalanced";
                }
                else if (isInside && letter is '}' or ',' && isInside)
                {
                    break;
                }
                else
                {
                    plain.Append(letter);
                    _at++;
                }
            }
            return Times(made, [plain.ToString()]);
        }

        private List<string> Alternatives()
        {
            var made = new List<string>();
            if (++_depth > Deepest) Problem = "order.permutations.deep";
            do
            {
                _at++; // the brace or comma
                var one = Sequence(isInside: true).Select(words => words.Trim()).ToList();
                if (Problem is null && _at < text.Length && one.Any(words => words.Length == 0)) Problem = "order.permutations.empty";
                made.AddRange(one);
            }
            while (Problem is null && _at < text.Length && text[_at] == ',');
            if (Problem is null && _at >= text.Length) Problem = "order.permutations.unbalanced";
            _at++;
            _depth--;
            return [.. made.Take(Enough)];
        }

        private static List<string> Times(List<string> heads, List<string> tails) =>
            [.. heads.SelectMany(head => tails.Select(tail => head + tail)).Take(Enough)];
    }
}

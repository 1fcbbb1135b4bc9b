using System.Diagnostics;
using System.Text;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Tokenizers;

namespace ChatVideoBot.Bench.Tokens;

/// <summary>
/// What a text ten times as long costs: <c>growth</c> is some 10 where the work grows with the text, 100 where it grows with its square.
/// </summary>
internal static class TokenBench
{
    private const int Characters = 20_000;

    private static readonly (string Name, string Unit)[] Texts =
    [
        ("letters", "a"), ("spaces", " "), ("words", "a "), ("marks of one grapheme", "\u0301"), ("a family that never ends", "\uD83D\uDC69\u200D"),
        ("line breaks", "\r\n"), ("a character that becomes eighteen", "\uFDFA"), ("added tokens", "</s>"),
    ];

    public static async Task RunAsync(Order order)
    {
        var tokenizer = Tokenizer.Load(Path.Combine(ModelsFolder.Resolve(""), "tokenizer", "tokenizer.json"));
        foreach (var (name, unit) in Texts)
        {
            order.Cancel.ThrowIfCancellationRequested();
            var (small, large) = (Fastest(tokenizer, Repeat(unit, Characters)), Fastest(tokenizer, Repeat(unit, 10 * Characters)));
            Row.Write(new
            {
                bench = "tokenize",
                text = name,
                characters = 10 * Characters,
                ns_per_character = Math.Round(large.TotalNanoseconds / (10 * Characters), 1),
                growth = Math.Round(large / small, 1),
            });
        }
        await TokenRounds.RunAsync(order.Whole("--rounds", 7), order.Cancel);
    }

    private static TimeSpan Fastest(Tokenizer tokenizer, string text) => Enumerable.Range(0, 6).Min(_ => // the first compiles code
    {
        var started = Stopwatch.GetTimestamp();
        tokenizer.Encode(text);
        return Stopwatch.GetElapsedTime(started);
    });

    private static string Repeat(string unit, int characters) => new StringBuilder().Insert(0, unit, characters / unit.Length).ToString();
}

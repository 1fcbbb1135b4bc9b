using System.Text;
using ChatVideoBot.Bot.Moderation.Words;

namespace ChatVideoBot.Bot.Tests.Moderation.Words;

/// <summary>Random disguises upon one another, and random innocent sentences, the same in every run.</summary>
public sealed class DisguiseTests
{
    private static readonly string[] Words = ["fuck", "shit", "asshole", "cock", "cunt", "dick", "porn", "nude", "naked", "penis", "whore", "pussy"];
    private static readonly string[] Before = ["", "a cat says ", "please, ", "4K, ", "one huge ", "das ist ", "1. "];
    private static readonly string[] After = ["", " at dawn", ", 4K", "!", " in the rain", " - slow motion", "."];
    private static readonly string[] Unseen = ["\u200B", "\u200C", "\u200D", "\u2060", "\u00AD", "\uFE0F", "\u034F", "\u0301", "\u0336", "\u20E3", "\u200E", "\U000E0061"];
    private static readonly string[] Between = [".", "-", "_", "*", "|", "·", "~", "/", " ", " . ", "😀", "\u00A0"];

    private static readonly Dictionary<char, string[]> Alike = new()
    {
        ['a'] = ["а", "α", "@", "á", "4", "𝒶", "ａ"],
        ['c'] = ["с", "ç", "ⓒ", "ｃ"],
        ['e'] = ["е", "3", "ë", "€", "𝓮", "ｅ"],
        ['i'] = ["і", "1", "í", "!", "ı", "ｉ"],
        ['k'] = ["к", "ķ", "𝐤", "ｋ"],
        ['n'] = ["ո", "ñ", "𝗇"],
        ['o'] = ["о", "ο", "0", "ö", "𝕠", "ｏ"],
        ['p'] = ["р", "ρ", "𝓹"],
        ['s'] = ["ѕ", "$", "5", "ş", "ꜱ"],
        ['t'] = ["т", "ţ", "𝘵"],
        ['u'] = ["υ", "ü", "ս", "ｕ", "v"],
        ['d'] = ["ԁ", "đ", "ⓓ"],
        ['h'] = ["һ", "ħ", "ｈ"],
        ['f'] = ["ƒ", "ｆ", "𝔣"],
        ['w'] = ["ԝ", "ŵ", "vv"],
        ['y'] = ["у", "ÿ"],
        ['r'] = ["ʀ", "ŕ", "𝚛"],
    };

    [Fact]
    public void A_word_in_up_to_three_disguises_is_found()
    {
        var random = new Random(20260101);
        var missed = new List<string>();
        for (var i = 0; i < 20_000; i++)
        {
            var word = Words[random.Next(Words.Length)];
            var letters = word.Select(letter => letter.ToString()).ToList();
            for (var count = random.Next(1, 4); count > 0; count--) Disguise(letters, word, random);
            var whole = Pick(Before, random) + string.Concat(letters) + Pick(After, random);
            if (random.Next(10) == 0) whole = $"{Pick(Before, random)}\u202E{Reversed(letters)}\u202C{Pick(After, random)}";
            if (WordCorpus.Matcher.Find([whole]) is null) missed.Add(whole);
        }
        Assert.Equal([], missed);
    }

    [Fact]
    public void Innocent_sentences_are_innocent()
    {
        var random = new Random(20260102);
        var vocabulary = WordCorpus.Lines("innocent.txt").Where(line => line.All(char.IsAscii) && !line.Any(char.IsDigit)).SelectMany(line => line.Split(' '))
            .Select(word => word.Trim('.', ',', '!', '?', ':', '(', ')', '"')).Where(word => word.Length > 1 && word.All(char.IsAsciiLetter)).Distinct().ToList();
        var caught = new List<string>();

        Assert.True(vocabulary.Count > 500, $"{vocabulary.Count}");
        for (var i = 0; i < 5_000; i++)
        {
            var texts = Enumerable.Range(0, random.Next(1, 4)).Select(_ => string.Join(random.Next(6) == 0 ? ", " : " ", Enumerable.Range(0, random.Next(2, 12)).Select(_ => vocabulary[random.Next(vocabulary.Count)]))).ToList();
            if (WordCorpus.Matcher.Find(texts) is { } hit) caught.Add($"{string.Join(" ¦ ", texts)}: {hit.Rule.Text} in \"{hit.Piece}\"");
        }
        Assert.Equal([], caught);
    }

    [Fact]
    public void Whatever_is_typed_is_looked_through()
    {
        var random = new Random(20260103);
        var matcher = WordCorpus.Of([.. WordCorpus.Banned, "*a$$*", "xy*", "/b+/"]);
        for (var i = 0; i < 3_000; i++)
        {
            var text = new StringBuilder();
            for (var length = random.Next(60); length > 0; length--)
                text.Append(random.Next(4) switch { 0 => (char)random.Next(0x10000), 1 => (char)random.Next(128), 2 => "()|\\/<>*#@$!1_ "[random.Next(15)], _ => Rune.IsValid(random.Next(0x110000)) ? 'a' : '\uD83D' });
            var typed = text.ToString();
            if (matcher.Find([typed, typed]) is { } hit) Assert.True(hit.Text is 0 or 1 && hit.Piece.Length <= 2 * typed.Length);
        }
    }

    private static void Disguise(List<string> letters, string word, Random random)
    {
        var at = random.Next(word.Length);
        switch (random.Next(6))
        {
            case 0:
                if (letters[at].Length == 1 && Alike.TryGetValue(word[at], out var alike) && !letters.Exists(one => one.Length > 0 && !char.IsLetter(one, 0))) letters[at] = Pick(alike, random);
                break;
            case 1:
                letters[at] += Pick(Unseen, random);
                break;
            case 2:
                letters[at] = string.Concat(Enumerable.Repeat(letters[at], random.Next(3, 6)));
                break;
            case 3:
                var sign = Pick(Between, random);
                for (var i = 0; i < letters.Count - 1; i++) letters[i] += sign;
                break;
            case 4:
                for (var i = 0; i < letters.Count; i++) letters[i] = letters[i].ToUpperInvariant();
                break;
            default:
                letters[at] = random.Next(2) == 0 ? $"**{letters[at]}**" : $"||{letters[at]}||";
                break;
        }
    }

    private static string Reversed(List<string> letters) => string.Concat(string.Concat(letters).EnumerateRunes().Reverse());

    private static string Pick(string[] from, Random random) => from[random.Next(from.Length)];
}

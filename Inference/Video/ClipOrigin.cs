using System.Text;

namespace ChatVideoBot.Inference.Video;

/// <summary>Where a clip comes from, as its file tells it.</summary>
/// <param name="IsPrivate">Neither prompt stands in the file.</param>
internal sealed record ClipOrigin(string Model, long Seed, string Prompt, string Negative = "", bool IsPrivate = false)
{
    /// <summary>A program's argument has an end, and so has a reader's patience.</summary>
    private const int MostTitle = 300, MostPrompt = 6000;

    /// <summary>For players: the prompt, or that it was made by AI.</summary>
    public string Title => IsPrivate || Prompt.Length == 0 ? "made by AI" : Plain(Prompt, MostTitle);

    /// <summary>"made by AI; model: pocket; seed: 7; prompt: a cat; negative prompt: a dog".</summary>
    public string Comment => $"made by AI; model: {Plain(Model, MostTitle)}; seed: {Seed}"
        + (IsPrivate || Prompt.Length == 0 ? "" : $"; prompt: {Plain(Prompt, MostPrompt)}")
        + (IsPrivate || Negative.Length == 0 ? "" : $"; negative prompt: {Plain(Negative, MostPrompt)}");

    /// <summary>One line without control characters, in whole characters: a program's argument cannot hold NUL, XML hardly any of them.</summary>
    private static string Plain(string text, int most)
    {
        var plain = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (plain.Length >= most)
                return plain.Append('…').ToString();
            plain.Append(Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF ? " " : rune.ToString());
        }

        return plain.ToString();
    }
}

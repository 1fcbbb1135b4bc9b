namespace ChatVideoBot.Bot.Wording;

/// <summary>What somebody meant who mistyped.</summary>
internal static class Nearest
{
    /// <summary>Of the words the one with the fewest letters to change (Levenshtein); the first of several.</summary>
    /// <param name="words">At least one.</param>
    public static string Of(string typed, IEnumerable<string> words) => words.MinBy(word => Edits(typed.Length <= 40 ? typed : typed[..40], word))!;

    private static int Edits(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        foreach (var letter in a)
        {
            var diagonal = row[0]++;
            for (var i = 1; i < row.Length; i++)
                (diagonal, row[i]) = (row[i], Math.Min(Math.Min(row[i], row[i - 1]) + 1, diagonal + (b[i - 1] == letter ? 0 : 1)));
        }
        return row[^1];
    }
}

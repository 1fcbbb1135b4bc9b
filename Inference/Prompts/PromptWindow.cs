namespace ChatVideoBot.Inference.Prompts;

/// <summary>Fits ids into the number that a text encoder reads, as transformers does with truncation and padding to the longest length.</summary>
/// <param name="Length">Ids that the encoder reads.</param>
/// <param name="PadId">Fills the rest.</param>
public sealed record PromptWindow(int Length, int PadId = 0)
{
    /// <summary>Cut to the window, the last id then being the end mark as before; padded.</summary>
    /// <param name="ids">Untruncated, the end mark last.</param>
    /// <returns>The ids, and how many of them are no padding.</returns>
    public (long[] Ids, int Used) Fit(ReadOnlySpan<int> ids)
    {
        var fitted = new long[Length];
        var kept = Math.Min(ids.Length, Length);
        for (var i = 0; i < kept; i++)
            fitted[i] = ids[i];
        fitted.AsSpan(kept).Fill(PadId);
        if (ids.Length > Length)
            fitted[^1] = ids[^1];
        return (fitted, kept);
    }

    /// <summary>The words that do not fit, from the first that is cut on; empty when all fit.</summary>
    /// <param name="encode">From text to untruncated ids.</param>
    public string LeftOut(string text, Func<string, int[]> encode)
    {
        if (encode(text).Length <= Length)
            return "";
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var (fits, tooMany) = (0, words.Length);
        while (tooMany - fits > 1) // more words never give fewer ids
        {
            var middle = (fits + tooMany) / 2;
            if (encode(string.Join(' ', words[..middle])).Length <= Length)
                fits = middle;
            else
                tooMany = middle;
        }

        return string.Join(' ', words[fits..]);
    }
}

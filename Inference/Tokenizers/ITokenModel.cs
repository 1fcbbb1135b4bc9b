namespace ChatVideoBot.Inference.Tokenizers;

/// <summary>Cuts one piece of normalized text into tokens of a vocabulary. Immutable.</summary>
internal interface ITokenModel
{
    /// <summary>Appends the ids of a well-formed text; none for an empty one.</summary>
    void Encode(ReadOnlySpan<char> text, List<int> ids);

    /// <summary>The id of exactly this piece; null when it is none.</summary>
    int? Find(string piece);

    /// <summary>The least and the largest id; (0, -1) of none.</summary>
    (int Least, int Most) Ids { get; }
}

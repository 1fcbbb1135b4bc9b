namespace ChatVideoBot.Inference.Tokenizers.Splitting;

/// <summary>Cuts a normalized text into the pieces that the model sees one by one (the file's <c>pre_tokenizer</c>). Pure.</summary>
internal interface ISplitter
{
    /// <summary>The pieces in order; an empty one may be among them and has no tokens.</summary>
    IEnumerable<Piece> Split(Piece piece);
}

/// <param name="AtStart">The piece begins where the user's text begins.</param>
internal readonly record struct Piece(ReadOnlyMemory<char> Text, bool AtStart);

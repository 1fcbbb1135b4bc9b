namespace ChatVideoBot.Inference.Tokenizers.Normalizing;

/// <summary>One step from the text as written to the text that the vocabulary knows. Pure.</summary>
internal interface INormalizer
{
    /// <param name="text">Well-formed UTF-16; so is the result.</param>
    string Normalize(string text);
}

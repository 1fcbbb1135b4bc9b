using ChatVideoBot.Inference.Tokenizers.Normalizing;
using ChatVideoBot.Inference.Tokenizers.Splitting;

namespace ChatVideoBot.Inference.Tokenizers;

/// <summary>
/// Text to token ids, as a Hugging Face <c>tokenizer.json</c> says: added tokens are cut out of the text, what is left is
/// normalized, split and given to the model, and the post-processor puts its special tokens around the ids.
/// </summary>
/// <remarks>
/// Immutable after loading, so that any number of threads may share one. The rules are those of the <c>tokenizers</c> library,
/// whose ids the models were trained on. The file's truncation and padding are left to the caller, who knows the graph's length.
/// </remarks>
public sealed class Tokenizer
{
    private readonly AddedTokens _rawAdded;
    private readonly AddedTokens _normalizedAdded;
    private readonly INormalizer _normalizer;
    private readonly ISplitter _splitter;
    private readonly ITokenModel _model;
    private readonly Template _template;

    internal Tokenizer(
        AddedTokens rawAdded, AddedTokens normalizedAdded, INormalizer normalizer, ISplitter splitter,
        ITokenModel model, Template template)
    {
        _rawAdded = rawAdded;
        _normalizedAdded = normalizedAdded;
        _normalizer = normalizer;
        _splitter = splitter;
        _model = model;
        _template = template;
    }

    /// <summary>Reads a <c>tokenizer.json</c>.</summary>
    /// <exception cref="TokenizerException">The file is missing, is no JSON, or asks for a part that is not supported.</exception>
    public static Tokenizer Load(string tokenizerJsonPath) => TokenizerFile.Load(tokenizerJsonPath);

    /// <summary>The id of an added token, such as <c>&lt;pad&gt;</c>, or of a piece, such as CLIP's "!"; null when there is none.</summary>
    public int? IdOf(string content) => _rawAdded.Id(content) ?? _normalizedAdded.Id(content) ?? _model.Find(content);

    /// <summary>The largest id that any text may get.</summary>
    public int MostId => _rawAdded.Ids.Concat(_normalizedAdded.Ids).Concat(_template.Before).Concat(_template.After).Append(_model.Ids.Most).Max();

    /// <summary>All ids of a text with the special tokens around them (such as <c>&lt;/s&gt;</c>), neither cut nor padded.</summary>
    /// <remarks>Takes any string; a lone surrogate counts as U+FFFD, as it does in UTF-8.</remarks>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>(text.Length / 3 + 4);
        foreach (var raw in _rawAdded.Cut(WellFormed.Of(text)))
        {
            if (raw.Id is int rawId)
            {
                ids.Add(rawId);
                continue;
            }
            foreach (var normalized in _normalizedAdded.Cut(_normalizer.Normalize(raw.Text)))
            {
                if (normalized.Id is int id) ids.Add(id);
                else EncodePlain(new Piece(normalized.Text.AsMemory(), raw.AtStart && normalized.AtStart), ids);
            }
        }
        return _template.Around(ids);
    }

    private void EncodePlain(Piece plain, List<int> ids)
    {
        foreach (var piece in _splitter.Split(plain))
            _model.Encode(piece.Text.Span, ids);
    }
}

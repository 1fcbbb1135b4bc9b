namespace ChatVideoBot.Inference.Tokenizers.Normalizing;

/// <summary>One after the other; none at all leaves the text as it is.</summary>
internal sealed class SequenceNormalizer(IReadOnlyList<INormalizer> steps) : INormalizer
{
    public string Normalize(string text) => steps.Aggregate(text, (current, step) => step.Normalize(current));
}

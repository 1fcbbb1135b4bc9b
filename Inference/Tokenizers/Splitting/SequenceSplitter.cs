namespace ChatVideoBot.Inference.Tokenizers.Splitting;

/// <summary>Each splits what the one before has left; none at all leaves the text whole.</summary>
internal sealed class SequenceSplitter(IReadOnlyList<ISplitter> steps) : ISplitter
{
    public IEnumerable<Piece> Split(Piece piece) =>
        steps.Aggregate<ISplitter, IEnumerable<Piece>>([piece], (pieces, step) => pieces.SelectMany(step.Split));
}

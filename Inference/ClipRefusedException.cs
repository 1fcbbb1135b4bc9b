using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference;

/// <summary>The user's words or picture cannot become a clip. Trying again gives the same answer.</summary>
/// <param name="stage">Whose fault it is: <see cref="FailureStage.Prompt"/> or <see cref="FailureStage.Picture"/>.</param>
/// <param name="sentence">One sentence for the user: what is wrong and what to do.</param>
public sealed class ClipRefusedException(FailureStage stage, string sentence) : Exception(Sentence.Of(sentence))
{
    /// <summary>Which part of the request was refused.</summary>
    public FailureStage Stage { get; } = stage;
}

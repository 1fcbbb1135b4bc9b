namespace ChatVideoBot.Inference;

/// <summary>The model folder or this machine cannot do the work. The message is one sentence with the remedy.</summary>
public sealed class ModelException : Exception
{
    public ModelException(string message) : base(Sentence.Of(message))
    {
    }

    public ModelException(string message, Exception innerException) : base(Sentence.Of(message), innerException)
    {
    }

    /// <summary>Memory ran out: freeing other components or working in smaller pieces may help.</summary>
    public bool OutOfMemory { get; init; }
}

namespace ChatVideoBot.Bot.Commands;

/// <summary>Ends what is looked up before an interaction's first answer while there is still time to say so.</summary>
internal sealed class FirstAnswer : IDisposable
{
    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenSource _either;

    /// <param name="left">How long the look-ups may go on.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Ends them too.</param>
    public FirstAnswer(TimeSpan left, TimeProvider time, CancellationToken cancel)
    {
        _late = new(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_late.Token, cancel);
    }

    /// <summary>For all that is done for the interaction: once its first answer is on its way only the handler's own time ends it.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Its time was over before an answer was on its way.</summary>
    public bool IsLate => _late.IsCancellationRequested;

    /// <summary>The answer is on its way.</summary>
    public void Begin() => _late.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _either.Dispose();
        _late.Dispose();
    }
}

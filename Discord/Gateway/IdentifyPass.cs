namespace ChatVideoBot.Discord.Gateway;

/// <summary>The leave to identify once. Its bucket stays closed to others until it is spent or given back.</summary>
/// <param name="address">Where to connect, complete with its query.</param>
internal sealed class IdentifyPass(Uri address, Action spend, Action giveBack) : IDisposable
{
    private int _over;

    public Uri Address { get; } = address;

    /// <summary>To be called just before the identify is sent: from there the next one's wait counts.</summary>
    public void Spend()
    {
        if (Interlocked.Exchange(ref _over, 1) == 0)
            spend();
    }

    /// <summary>Gives it back if it was not spent.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _over, 1) == 0)
            giveBack();
    }
}

namespace ChatVideoBot.Discord.Gateway;

/// <summary>What is needed to go on after a broken connection.</summary>
/// <param name="id">Discord's name for it.</param>
/// <param name="address">Where to resume, complete with the query it was begun with.</param>
internal sealed class GatewaySession(string id, Uri address)
{
    private long _sequence;

    public string Id { get; } = id;

    public Uri Address { get; } = address;

    /// <summary>The highest sequence number received.</summary>
    public long Sequence => Interlocked.Read(ref _sequence);

    /// <summary>
    /// Keeps the number if it is higher: a replay or a doubled event repeats old ones, and a resume from there would bring all since again.
    /// </summary>
    public void Advance(long sequence)
    {
        if (sequence > _sequence) // only the receive loop writes
            Interlocked.Exchange(ref _sequence, sequence);
    }
}

namespace ChatVideoBot.Discord.Gateway;

/// <summary>
/// Turns to identify that processes of one application share: one in each bucket, whichever process has it. Where none is registered, each
/// process keeps to max_concurrency as if it were alone.
/// </summary>
/// <remarks>Discord docs, events/gateway.mdx, "Sharding", "Max Concurrency": who comes too early is told Invalid Session.</remarks>
public interface IIdentifyTurns
{
    /// <summary>Takes a bucket's turn. Where nobody can be asked it is taken all the same: Discord has the last word.</summary>
    /// <param name="bucket">shard_id % max_concurrency</param>
    /// <param name="atMost">How long it stays taken when nothing more is heard of who took it.</param>
    /// <param name="cancel">Ends the asking.</param>
    /// <returns>False while another process has it.</returns>
    Task<bool> TryTakeAsync(int bucket, TimeSpan atMost, CancellationToken cancel);

    /// <summary>Holds a turn that was taken for so long from now; zero gives it back. Never throws.</summary>
    Task HoldAsync(int bucket, TimeSpan length);
}

using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Worker;

/// <summary>A job that this worker leased.</summary>
/// <param name="AskedAt">
/// The clock's timestamp from before the call that leased it: counted from there, the lease never ends later here than at the server.
/// </param>
internal readonly record struct Claim(Lease Lease, long AskedAt);

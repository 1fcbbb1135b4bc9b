namespace ChatVideoBot.Inference;

/// <summary>Where the finished windows of a long clip are kept, so that it goes on from the last of them wherever its maker died.</summary>
/// <remarks>What is kept is a pure function of the request: whoever made it, it is the same.</remarks>
public interface ISegmentStore
{
    /// <summary>What was kept; null for nothing.</summary>
    /// <param name="index">From 0, in the order of making.</param>
    Task<byte[]?> ReadAsync(int index, CancellationToken cancel);

    Task WriteAsync(int index, ReadOnlyMemory<byte> latents, CancellationToken cancel);
}

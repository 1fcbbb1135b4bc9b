using System.Collections.Concurrent;

namespace ChatVideoBot.Inference.Tests.Films;

/// <summary>Keeps windows in memory.</summary>
/// <param name="failAfter">After so many the one who makes them dies.</param>
internal sealed class Store(int failAfter = int.MaxValue) : ISegmentStore
{
    public ConcurrentDictionary<int, byte[]> Kept { get; init; } = new();

    public List<int> Read { get; } = [];

    public Task<byte[]?> ReadAsync(int index, CancellationToken cancel)
    {
        var kept = Kept.GetValueOrDefault(index);
        if (kept is not null)
            Read.Add(index);
        return Task.FromResult(kept);
    }

    public Task WriteAsync(int index, ReadOnlyMemory<byte> latents, CancellationToken cancel)
    {
        Kept[index] = latents.ToArray();
        return Kept.Count >= failAfter ? throw new IOException("The one who makes this dies here.") : Task.CompletedTask;
    }
}

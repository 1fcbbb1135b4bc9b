namespace ChatVideoBot.Queue.Backups;

/// <summary>What a key of Redis holds, as the copy names it.</summary>
internal enum KeyKind : byte
{
    Text = 1,
    Hash = 2,
    Sorted = 3,
    Set = 4,
    Stream = 5,
}

/// <summary>A key of a queue.</summary>
/// <param name="Name">Without the queue's prefix.</param>
/// <param name="EndsAt">When it goes by itself, Unix milliseconds; 0 for never.</param>
internal readonly record struct KeyHead(string Name, KeyKind Kind, long EndsAt);

/// <summary>Takes a queue's keys one after another: a file, another Redis, or only their fingerprints.</summary>
internal interface ICopySink
{
    /// <summary>A key begins; the one before is complete.</summary>
    ValueTask BeginAsync(KeyHead key, CancellationToken cancel);

    /// <param name="parts">
    /// Some of what the key holds, in order: pieces of a text; name and value; member and score; members; or of an entry of a stream its id, how
    /// many words follow, and those.
    /// </param>
    ValueTask AddAsync(IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancel);

    /// <summary>A key that was taken before is gone meanwhile.</summary>
    ValueTask DropAsync(string name, CancellationToken cancel);
}

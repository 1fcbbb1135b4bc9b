using System.Diagnostics;
using System.Globalization;
using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Queue.Scripts;

namespace ChatVideoBot.Queue.Backups;

/// <summary>What was copied.</summary>
/// <param name="Keys">All of them.</param>
/// <param name="StoodStill">How long nobody could write.</param>
/// <param name="TakenAt">When that was, by Redis' clock, Unix milliseconds.</param>
internal sealed record Copied(int Keys, TimeSpan StoodStill, long TakenAt);

/// <summary>
/// Copies a queue that is in use, as it was at one moment. Files, clips and windows never change, so they are copied while everything goes on; the
/// rest, which is small, behind the gate, while calls of bots and workers wait. Then it is read once more: a program that knows no gate may be there.
/// </summary>
/// <param name="life">How long the gate stays shut when this process dies.</param>
internal sealed class QueueCopy(RedisConnection redis, QueueKeys keys, TimeSpan life)
{
    private readonly QueueReader _reader = new(redis, keys);

    /// <param name="finish">What else is to be done while nobody may write; given the gate, when it was shut, and what was read.</param>
    /// <exception cref="BackupException">Somebody wrote, or somebody else has the queue.</exception>
    public async Task<Copied> RunAsync(ICopySink sink, Func<HeldKey, long, Fingerprints, Task> finish, CancellationToken cancel)
    {
        var blobs = await _reader.ReadAsync((await _reader.NamesAsync(cancel)).Where(QueueReader.IsBlob), sink, cancel);
        var (gate, other) = await HeldKey.TakeAsync(redis, keys.Gate, $"copying {Guid.NewGuid():N}", life, wait: false, cancel);
        if (gate is null)
            throw new BackupException(GateText.Refusal(other));
        await using (gate)
        {
            var since = Stopwatch.GetTimestamp();
            var at = await ClockAsync(cancel);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, gate.Lost);
            var names = await _reader.NamesAsync(limit.Token);
            foreach (var gone in blobs.Where(name => !names.Contains(name)))
                await sink.DropAsync(gone, limit.Token);
            names.ExceptWith(blobs);
            names.RemoveWhere(QueueReader.IsPassing);
            var first = new Fingerprints(sink, IsFixed);
            var rest = await _reader.ReadAsync(names, first, limit.Token);

            var again = new Fingerprints();
            await _reader.ReadAsync((await _reader.NamesAsync(limit.Token)).Where(name => IsFixed(name) && !QueueReader.IsPassing(name)), again, limit.Token);
            if (first.Differs(again) is { } changed)
                throw new BackupException($"Something wrote to the queue ({changed}) while it was being copied: a program of an older version is running. Stop or update it, and begin again.");
            await finish(gate, at, first);
            if (gate.Lost.IsCancellationRequested)
                throw new BackupException("Redis was away for too long while the queue was being copied. Begin again.");
            return new Copied(blobs.Count + rest.Count, Stopwatch.GetElapsedTime(since), at);
        }
    }

    /// <summary>
    /// Bytes never change; how far a reader of events has come only makes it hear some twice; a preview, which no gate stops, is soon followed by the next.
    /// </summary>
    private static bool IsFixed(string name) =>
        !QueueReader.IsBlob(name) && !name.StartsWith("cursor:", StringComparison.Ordinal) && !name.StartsWith("preview:", StringComparison.Ordinal);

    private async Task<long> ClockAsync(CancellationToken cancel) =>
        await redis.CallAsync(["TIME"], cancel) is object?[] and [string seconds, string micros]
            ? (long.Parse(seconds, CultureInfo.InvariantCulture) * 1000) + (long.Parse(micros, CultureInfo.InvariantCulture) / 1000)
            : throw new BackupException("Redis does not tell the time.");
}

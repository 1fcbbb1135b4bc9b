using System.Globalization;

namespace ChatVideoBot.Queue.Scripts;

/// <summary>The keys that are used from outside of scripts; _base.lua lists them all.</summary>
internal sealed class QueueKeys(string queue)
{
    /// <summary>The braces put all keys of a queue into one slot of a cluster.</summary>
    public string Prefix { get; } = $"vq:{{{queue}}}:";

    public string Meta => Prefix + "meta";

    public string Events => Prefix + "events";

    public string Audit => Prefix + "audit";

    public string Limits => Prefix + "limits";

    public string Modes => Prefix + "modes";

    public string Forgetting => Prefix + "forgetting";

    /// <summary>What says that nobody may write now: see _gate.lua.</summary>
    public string Gate => Prefix + "gate";

    /// <summary>Held by whoever copies the queue or puts it back.</summary>
    public string Copier => Prefix + "copier";

    /// <summary>The channel of hints that a job was told to stop.</summary>
    public string Stops => Prefix + "stop";

    public string Cursor(string reader) => $"{Prefix}cursor:{reader}";

    public string EndsMark => Prefix + "mark-out";

    public string WorkMark(string lane) => $"{Prefix}mark:{lane}";

    public string JobPrefix => Prefix + "j:";

    /// <summary>A pattern for SCAN. A queue's name holds nothing that means more than itself there.</summary>
    public string AnyJob => JobPrefix + "*";

    public string Job(JobId id) => $"{Prefix}j:{id}";

    public string Sources(JobId id) => $"{Prefix}sources:{id}";

    /// <summary>Where the version before this one kept a picture.</summary>
    public string Picture(JobId id) => $"{Prefix}picture:{id}";

    /// <param name="token">Of the lease: a worker that comes too late writes beside, not over, the clip that counts.</param>
    public string Clip(JobId id, long token) => $"{Prefix}clip:{id}:{token}";

    /// <summary>A clip that could not be delivered.</summary>
    public string Kept(JobId id) => $"{Prefix}kept:{id}";

    /// <summary>A made clip that waits for a moderator.</summary>
    public string Review(JobId id) => $"{Prefix}review:{id}";

    /// <summary>A finished window of a long clip: whoever made it, it is the same, so it needs no token.</summary>
    public string Segment(JobId id, int index) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}segment:{id}:{index}");

    public string Preview(JobId id, long token) => $"{Prefix}preview:{id}:{token}";
}

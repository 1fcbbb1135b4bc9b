namespace ChatVideoBot.Queue;

/// <summary>A job before it is in the queue.</summary>
/// <param name="User">Whose job it is: limits and "my jobs" go by it.</param>
/// <param name="Guild">Where it was asked for; empty in a direct message.</param>
/// <param name="Origin">The bot's own JSON, opaque here: it comes back with the job.</param>
public sealed record JobDraft(JobId Id, string User, string Guild, ClipRequest Clip, string Origin)
{
    /// <summary>The picture to animate, as it was sent; empty for none. Kept in a key of its own until the job has ended.</summary>
    public ReadOnlyMemory<byte> Picture { get; init; }
}

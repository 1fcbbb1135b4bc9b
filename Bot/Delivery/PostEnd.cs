using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Delivery;

/// <summary>What came of posting a clip.</summary>
/// <param name="Place">Where it stands; null when it stands nowhere.</param>
/// <param name="Refusal">Why it never can stand anywhere; null also while it waits for a moderator.</param>
/// <param name="KeepsClip">Whether its file is kept to be fetched.</param>
internal sealed record PostEnd(Place? Place, JobFailure? Refusal, bool KeepsClip)
{
    /// <summary>It waits for a moderator.</summary>
    public static PostEnd Held { get; } = new(null, null, false);

    public static PostEnd At(Place place) => new(place, null, false);

    public static PostEnd Kept(JobFailure why) => new(null, why, true);

    public static PostEnd Dropped(JobFailure why) => new(null, why, false);
}

using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Discord;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Delivery;

/// <summary>Where a clip goes.</summary>
/// <param name="Why">Of a direct message to somebody who asked elsewhere: "private", "forbidden", "gone" or "refused". Empty where it was asked for.</param>
internal sealed record Place(Snowflake Channel, string Why)
{
    private const string Note = "place"; // the job's note that holds a decision for a direct message

    public bool IsDirect => Why.Length > 0;

    /// <summary>What an earlier try decided, so that a second one looks there for what the first one posted; null when it did not.</summary>
    public static Place? Noted(Job job) =>
        job.Notes.TryGetValue(Note, out var noted) && noted.Split(' ') is [var channel, { Length: > 0 } why] && Snowflake.TryParse(channel, out var id) ? new(id, why) : null;

    public static Place? Asked(Origin origin) => Snowflake.TryParse(origin.Channel, out var channel) ? new(channel, "") : null;

    /// <summary>Keeps the decision with the job, before anything is posted there.</summary>
    public async Task<Place> NoteAsync(Job job, JobQueue queue, CancellationToken cancel)
    {
        await queue.NoteAsync(job.Id, Note, $"{Channel} {Why}", cancel);
        return this;
    }
}

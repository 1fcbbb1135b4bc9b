using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Progress;

/// <summary>
/// The jobs of an order of several, and what became of those that ended: written down with every job that is still known, for an owner may have
/// ended ones forgotten at once.
/// </summary>
internal sealed class OrderBook(JobQueue queue)
{
    private const string EndNote = "end:"; // + the member's id; what follows the end, as it was told

    /// <summary>The id under which an order's card is known: the first job's.</summary>
    public static JobId IdOf(Job job, Origin origin) => origin.Order.Length > 0 && JobId.IsValid(origin.Order) ? new(origin.Order) : job.Id;

    /// <summary>In the order in which they were asked for; those that were not taken into the line, or are known no more, are left out.</summary>
    public async Task<IReadOnlyList<Job>> MembersAsync(Origin origin, CancellationToken cancel)
    {
        var found = await Task.WhenAll(Enumerable.Range(1, origin.Count).Select(number =>
            queue.FindAsync(new(number == 1 ? origin.Order : $"{origin.Order}-{number}"), cancel)));
        return [.. found.OfType<Job>()];
    }

    /// <summary>Any job of the order that is still known; null for none.</summary>
    /// <param name="most">The jobs that an order may have.</param>
    public async Task<Job?> AnyOfAsync(JobId order, int most, CancellationToken cancel) =>
        (await MembersAsync(new Origin("", "", "", "", null) { Order = order.Value, Count = most }, cancel))
            .FirstOrDefault(job => job.Id == order || Origin.Read(job.Origin)?.Order == order.Value);

    /// <summary>The one that knows which message the card is; the first as long as none does.</summary>
    public static Job HolderOf(IReadOnlyList<Job> members) => members.FirstOrDefault(StatusMessage.WasWritten) ?? members[0];

    /// <summary>What became of those that have ended: empty for a clip that was posted, else why there is none. Also of those that are known no more.</summary>
    public static IReadOnlyDictionary<JobId, string> Ended(IReadOnlyList<Job> members)
    {
        var ended = new Dictionary<JobId, string>();
        foreach (var (name, end) in members.SelectMany(job => job.Notes))
            if (name.StartsWith(EndNote, StringComparison.Ordinal) && JobId.IsValid(name[EndNote.Length..])) ended[new(name[EndNote.Length..])] = end;
        return ended;
    }

    /// <summary>Writes down what became of one, before anybody reads what became of all: of two that end at one moment the later sees both.</summary>
    public async Task NoteEndAsync(Origin origin, Job job, string end, CancellationToken cancel) =>
        await Task.WhenAll((await MembersAsync(origin, cancel)).Select(member => queue.NoteAsync(member.Id, EndNote + job.Id, end, cancel)));
}

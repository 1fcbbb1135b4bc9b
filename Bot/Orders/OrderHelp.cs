using ChatVideoBot.Bot.People;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Orders;

/// <summary>What is looked up before an order is read: who asks, and what can be made now. Both must be quick, for the first answer is due.</summary>
internal sealed partial class OrderHelp(PeopleShelf people, JobQueue queue, TimeProvider time, ILogger<OrderHelp> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1), Fresh = TimeSpan.FromSeconds(2);

    private Known? _known; // replaced whole: readers need no lock

    /// <summary>The defaults when Redis does not answer in time.</summary>
    public Task<Person> PersonAsync(string user, CancellationToken cancel) => InTimeAsync(limit => people.ReadAsync(user, limit), new(), cancel);

    /// <summary>
    /// What can be made now; nothing when it cannot be known in time, and then the worker says what is wrong. An answer is good for two seconds,
    /// also that there is none: an order asks more than once.
    /// </summary>
    /// <param name="atMost">Where less time is left for the first answer than this takes as a rule.</param>
    public async Task<IReadOnlyList<ModelCard>> CardsAsync(CancellationToken cancel, TimeSpan? atMost = null)
    {
        if (_known is { } known && time.GetElapsedTime(known.At) < Fresh) return known.Cards;
        var cards = await InTimeAsync(queue.ReadCardsAsync, [], cancel, atMost);
        _known = new(cards, time.GetTimestamp());
        return cards;
    }

    /// <summary>Both at once.</summary>
    public async Task<(Person Person, IReadOnlyList<ModelCard> Cards)> BothAsync(string user, CancellationToken cancel)
    {
        var (person, cards) = (PersonAsync(user, cancel), CardsAsync(cancel));
        return (await person, await cards);
    }

    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> ask, T otherwise, CancellationToken cancel, TimeSpan? atMost = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(atMost < Patience ? atMost.Value : Patience);
        try
        {
            return await ask(limit.Token);
        }
        catch (Exception e) when (e is RedisException || e is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            LogQueueAway(e.Message);
            return otherwise;
        }
    }

    private sealed record Known(IReadOnlyList<ModelCard> Cards, long At);

    [LoggerMessage(LogLevel.Warning, "The queue does not answer an order yet: {Problem}")]
    private partial void LogQueueAway(string problem);
}

using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Worker;

/// <summary>
/// What a worker offers after what its memory taught it: after a clip that found no memory only shorter ones, and from then on longer
/// ones again, step by step, because another program may have held the memory.
/// </summary>
/// <param name="all">What the models can make.</param>
internal sealed class Offers(IReadOnlyList<Lane> all)
{
    /// <summary>The offer is not lowered below this: who cannot make a second of video has another trouble.</summary>
    public const double LeastSeconds = 1;

    /// <summary>How long one step lasts, unless <see cref="GrowAfterClips"/> clips succeed before.</summary>
    public static readonly TimeSpan GrowAfter = TimeSpan.FromHours(1);

    public const int GrowAfterClips = 20;

    private const double Lower = 0.8;
    private const double Raise = 1.25;

    private readonly Lock _lock = new();
    private double? _limit;
    private TimeSpan _since;
    private int _clips;

    /// <param name="now">By any clock that never goes back.</param>
    public IReadOnlyList<Lane> Now(TimeSpan now) =>
        Limit(now) is not { } limit ? all : [.. all.Select(lane => IsAbove(lane, limit) ? lane with { MostSeconds = limit } : lane)];

    /// <summary>What the models' cards say meanwhile: a request that would wait for nobody is refused before it is in line.</summary>
    public IReadOnlyList<ModelCard> Now(IReadOnlyList<ModelCard> cards, TimeSpan now) => Limit(now) is not { } limit
        ? cards
        : [.. cards.Select(card => card.MostSeconds > limit ? card with { MostSeconds = Math.Max(limit, card.MinSeconds) } : card)];

    private double? Limit(TimeSpan now)
    {
        lock (_lock)
        {
            while (_limit is not null && now - _since >= GrowAfter)
                Grow(_since + GrowAfter);
            return _limit;
        }
    }

    /// <summary>A clip found no memory.</summary>
    /// <returns>The seconds that are offered from now on.</returns>
    public double Fail(double seconds, TimeSpan now)
    {
        lock (_lock)
        {
            // In halves of a second: the queue remembers every lane that was ever offered.
            var lowered = Math.Max(LeastSeconds, Math.Floor(seconds * Lower * 2) / 2);
            _limit = Math.Min(_limit ?? double.MaxValue, lowered);
            (_since, _clips) = (now, 0);
            return _limit.Value;
        }
    }

    /// <summary>A clip was made.</summary>
    public void Succeed(TimeSpan now)
    {
        lock (_lock)
        {
            if (_limit is not null && ++_clips >= GrowAfterClips)
                Grow(now);
        }
    }

    private void Grow(TimeSpan now)
    {
        var raised = Math.Ceiling(_limit!.Value * Raise * 2) / 2;
        _limit = raised < 600 && all.Any(lane => IsAbove(lane, raised)) ? raised : null;
        (_since, _clips) = (now, 0);
    }

    private static bool IsAbove(Lane lane, double seconds) => lane.MostSeconds == 0 || lane.MostSeconds > seconds;
}

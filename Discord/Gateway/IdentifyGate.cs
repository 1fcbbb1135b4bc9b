using ChatVideoBot.Discord.Rest;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>
/// The one gate all shards pass before they identify: Discord's daily budget, counted before it is spent, and one identify at a time
/// in each bucket, with other processes where they share their turns. A resume does not come by here.
/// </summary>
/// <remarks>Discord docs, events/gateway.mdx, "Session Start Limit" and "Sharding".</remarks>
internal sealed partial class IdentifyGate(
    DiscordRest rest, IOptions<DiscordOptions> options, TimeProvider time, ILogger<IdentifyGate> logger, IIdentifyTurns? turns = null)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250); // how often another process's turn is looked at

    private readonly GatewayPace _pace = options.Value.Gateway;
    private readonly SemaphoreSlim _asking = new(1, 1);
    private readonly Lock _counting = new();
    private BucketSet _buckets = new(0, null);
    private GatewayBot? _known;
    private long _askedAt;
    private int _left;
    private int _underWay; // passes given and neither spent nor given back: Discord does not count them yet
    private bool _doubted;

    /// <summary>What Discord said; asked again when it is old or in doubt.</summary>
    /// <exception cref="DiscordException">Discord refuses the token, or cannot be reached.</exception>
    public async Task<GatewayBot> KnowAsync(CancellationToken cancel)
    {
        await _asking.WaitAsync(cancel);
        try
        {
            return await KnowInTurnAsync(cancel);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Waits until this shard may identify.</summary>
    /// <exception cref="DiscordException">Discord refuses the token, cannot be reached, or names an address we may not use.</exception>
    public async Task<IdentifyPass> EnterAsync(int shard, CancellationToken cancel)
    {
        while (true)
        {
            await KnowAsync(cancel);
            var set = _buckets;
            var bucket = set.Of(shard);
            await bucket.Turn.WaitAsync(cancel);
            try
            {
                for (TimeSpan wait; (wait = IdentifyBudget.Wait(bucket.SinceLast(time), _pace.IdentifyEvery)) > TimeSpan.Zero;)
                    await Task.Delay(wait, time, cancel);
                await TakeTurnAsync(bucket, cancel);
                try
                {
                    var gateway = await TakeOneAsync(cancel);
                    try
                    {
                        if (set == _buckets)
                            return PassOf(gateway, bucket);
                    }
                    catch (DiscordException)
                    {
                        GiveBack();
                        Doubt(); // another address may come
                        throw;
                    }
                    GiveBack(); // Discord changed the number of buckets meanwhile
                }
                catch
                {
                    Hold(bucket, TimeSpan.Zero);
                    throw;
                }
                Hold(bucket, TimeSpan.Zero);
            }
            catch
            {
                bucket.Turn.Release();
                throw;
            }
            bucket.Turn.Release();
        }
    }

    /// <summary>The longest wait before a new session, as the budget stands.</summary>
    public TimeSpan LongestPause
    {
        get
        {
            lock (_counting)
                return IdentifyBudget.LongestPause(_left, _known?.SessionStartLimit, _pace.BackoffTo);
        }
    }

    /// <summary>Something went wrong since Discord was asked: ask before the next identify.</summary>
    public void Doubt()
    {
        lock (_counting)
            _doubted = true;
    }

    private IdentifyPass PassOf(GatewayBot gateway, Bucket bucket)
    {
        var address = GatewayAddress.Complete(gateway.Url, _pace.Compress)
            ?? throw new DiscordException(
                DiscordFault.Unreadable, $"Discord's gateway is at '{gateway.Url}', which is neither wss:// nor a loopback address.");
        return new(
            address,
            spend: () =>
            {
                lock (_counting)
                    _underWay--;
                bucket.Last = time.GetTimestamp();
                Hold(bucket, _pace.IdentifyEvery);
                bucket.Turn.Release();
            },
            giveBack: () =>
            {
                GiveBack();
                Hold(bucket, TimeSpan.Zero);
                bucket.Turn.Release();
            });
    }

    /// <summary>Waits until no other process has the bucket's turn, and takes it for as long as a connection should take.</summary>
    private async Task TakeTurnAsync(Bucket bucket, CancellationToken cancel)
    {
        while (turns is not null && _pace.IdentifyEvery > TimeSpan.Zero && !await turns.TryTakeAsync(bucket.Number, _pace.IdentifyEvery * 2, cancel))
            await Task.Delay(Look, time, cancel);
    }

    private void Hold(Bucket bucket, TimeSpan length) => _ = turns?.HoldAsync(bucket.Number, length);

    /// <summary>Counts one identify as spent; waits for as long as none is left.</summary>
    private async Task<GatewayBot> TakeOneAsync(CancellationToken cancel)
    {
        while (true)
        {
            TimeSpan wait;
            await _asking.WaitAsync(cancel);
            try
            {
                var gateway = await KnowInTurnAsync(cancel);
                lock (_counting)
                {
                    if (_left > 0)
                    {
                        _left--;
                        _underWay++;
                        return gateway;
                    }
                }
                wait = IdentifyBudget.UntilReset(gateway.SessionStartLimit) - time.GetElapsedTime(_askedAt);
            }
            finally
            {
                _asking.Release();
            }
            LogNoIdentifies(wait);
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time, cancel);
        }
    }

    private void GiveBack()
    {
        lock (_counting)
        {
            _underWay--;
            if (_left < int.MaxValue)
                _left++;
        }
    }

    private async Task<GatewayBot> KnowInTurnAsync(CancellationToken cancel)
    {
        lock (_counting)
        {
            if (_known is { } known && !IdentifyBudget.MustAsk(time.GetElapsedTime(_askedAt), _left, known.SessionStartLimit, _doubted))
                return known;
        }
        var answer = await rest.GetGatewayBotAsync(cancel);
        lock (_counting)
        {
            (_known, _askedAt, _doubted) = (answer, time.GetTimestamp(), false);
            _left = answer.SessionStartLimit is { } limit ? Math.Max(limit.Remaining - _underWay, 0) : int.MaxValue;
            var concurrency = Math.Max(answer.SessionStartLimit?.MaxConcurrency ?? 1, 1);
            if (concurrency != _buckets.Concurrency) // other buckets: as if each had just been used, because one of the old ones may
                _buckets = new(concurrency, _buckets.Concurrency == 0 ? null : _askedAt);
        }
        return answer;
    }

    /// <summary>The buckets as long as their number stays the same.</summary>
    private sealed class BucketSet(int concurrency, long? last)
    {
        private readonly Dictionary<int, Bucket> _byNumber = [];

        public int Concurrency => concurrency;

        public Bucket Of(int shard)
        {
            lock (_byNumber)
            {
                var number = IdentifyBudget.Bucket(shard, concurrency);
                if (!_byNumber.TryGetValue(number, out var bucket))
                    _byNumber.Add(number, bucket = new() { Number = number, Last = last });
                return bucket;
            }
        }
    }

    private sealed class Bucket
    {
        public required int Number { get; init; }

        /// <summary>Whose turn it is; in the order in which they came.</summary>
        public SemaphoreSlim Turn { get; } = new(1, 1);

        /// <summary>When the last identify was sent. Only for whose turn it is.</summary>
        public long? Last { get; set; }

        public TimeSpan? SinceLast(TimeProvider time) => Last is { } last ? time.GetElapsedTime(last) : null;
    }

    [LoggerMessage(LogLevel.Error, "Discord grants no new session for {Wait}: too many were begun in the last day.")]
    private partial void LogNoIdentifies(TimeSpan wait);
}

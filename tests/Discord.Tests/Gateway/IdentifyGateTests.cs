using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Discord.Tests.Server;
using ChatVideoBot.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Discord.Tests.Gateway;

/// <summary>The gate alone, with a clock that a test moves and a server that counts.</summary>
public sealed class IdentifyGateTests : IAsyncDisposable
{
    private static readonly TimeSpan Five = TimeSpan.FromSeconds(5);
    private readonly ManualTime _time = new();
    private FakeDiscord _server = null!;
    private DiscordRest _rest = null!;
    private IOptions<DiscordOptions> _options = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bucket_lets_one_identify_through_each_five_seconds()
    {
        var gate = await GateAsync();
        (await gate.EnterAsync(0, Cancel)).Spend();

        var second = gate.EnterAsync(1, Cancel);
        _time.Advance(Five - TimeSpan.FromMilliseconds(1));
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        (await second.WaitAsync(TimeSpan.FromSeconds(60), Cancel)).Dispose();
    }

    [Fact]
    public async Task The_wait_counts_from_the_identify_and_not_from_the_leave_to_send_it()
    {
        var gate = await GateAsync();
        var first = await gate.EnterAsync(0, Cancel);
        var second = gate.EnterAsync(1, Cancel);

        _time.Advance(TimeSpan.FromSeconds(20)); // a slow connection
        Assert.False(second.IsCompleted);
        first.Spend();
        _time.Advance(Five - TimeSpan.FromMilliseconds(1));
        Assert.False(second.IsCompleted);
        await Eventually.Async(_time, TimeSpan.FromMilliseconds(1), () => second.IsCompleted);
    }

    [Fact]
    public async Task Shards_share_a_bucket_when_their_numbers_leave_the_same_rest()
    {
        var gate = await GateAsync(maxConcurrency: 4);
        var first = new List<IdentifyPass>();
        for (var shard = 0; shard < 4; shard++)
            first.Add(await gate.EnterAsync(shard, Cancel)); // four at once
        var others = Enumerable.Range(4, 4).Select(shard => gate.EnterAsync(shard, Cancel)).ToArray();

        first[2].Spend();
        await Eventually.Async(_time, TimeSpan.FromMilliseconds(500), () => others.Any(other => other.IsCompleted));

        Assert.True(others[2].IsCompleted); // shard 6
        Assert.Equal(1, others.Count(other => other.IsCompleted));
        foreach (var pass in first)
            pass.Dispose();
        foreach (var other in others)
            (await other.WaitAsync(TimeSpan.FromSeconds(60), Cancel)).Dispose(); // those of buckets not used need no wait
    }

    [Fact]
    public async Task A_start_of_sixteen_shards_asks_Discord_once()
    {
        var gate = await GateAsync(maxConcurrency: 1);

        for (var shard = 0; shard < 16; shard++)
        {
            var entering = gate.EnterAsync(shard, Cancel);
            _time.Advance(Five);
            (await entering.WaitAsync(TimeSpan.FromSeconds(60), Cancel)).Spend();
        }

        Assert.Equal(1, _server.TimesAsked);
    }

    [Fact]
    public async Task What_is_left_is_counted_before_it_is_spent_and_then_waited_for()
    {
        var left = 2;
        var gate = await GateAsync(maxConcurrency: 16, identifies: () => (left, 3_600_000));
        (await gate.EnterAsync(0, Cancel)).Spend();
        (await gate.EnterAsync(1, Cancel)).Spend();
        left = 0;

        var third = gate.EnterAsync(2, Cancel);
        _time.Advance(TimeSpan.FromMinutes(4)); // what was said is still believed: none is left
        Assert.False(third.IsCompleted);
        left = 1000;
        await Eventually.Async(_time, TimeSpan.FromMinutes(10), () => third.IsCompleted);

        (await third).Dispose();
        Assert.Equal(2, _server.TimesAsked);
        Assert.True(_time.GetUtcNow() - new ManualTime().GetUtcNow() >= TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Identifies_that_are_under_way_are_not_given_away_twice()
    {
        var gate = await GateAsync(maxConcurrency: 16, identifies: () => (2, 3_600_000));
        var underWay = await gate.EnterAsync(0, Cancel);
        gate.Doubt();
        (await gate.EnterAsync(1, Cancel)).Spend(); // asked again: Discord still counts two, one of which is under way

        var third = gate.EnterAsync(2, Cancel);
        Assert.False(third.IsCompleted);
        underWay.Dispose(); // not spent
        await Eventually.Async(_time, TimeSpan.FromMinutes(10), () => third.IsCompleted);

        (await third).Dispose();
    }

    [Fact]
    public async Task A_pass_given_back_costs_nothing()
    {
        var gate = await GateAsync(identifies: () => (1, 3_600_000));
        for (var i = 0; i < 5; i++)
            (await gate.EnterAsync(i, Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel)).Dispose();

        (await gate.EnterAsync(9, Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel)).Spend();
        Assert.Equal(1, _server.TimesAsked);
    }

    [Fact]
    public async Task Who_is_cancelled_while_waiting_holds_up_nobody()
    {
        var gate = await GateAsync();
        var first = await gate.EnterAsync(0, Cancel);
        using var impatient = new CancellationTokenSource();
        var second = gate.EnterAsync(1, impatient.Token);
        var third = gate.EnterAsync(2, Cancel);
        first.Spend();

        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await Eventually.Async(_time, TimeSpan.FromMilliseconds(500), () => third.IsCompleted);
        (await third).Dispose();
    }

    [Fact]
    public async Task More_buckets_do_not_let_anybody_through_early()
    {
        var concurrency = 1;
        var gate = await GateAsync(concurrencyOf: () => concurrency);
        (await gate.EnterAsync(0, Cancel)).Spend();
        concurrency = 2;
        gate.Doubt();

        var second = gate.EnterAsync(1, Cancel);
        await Eventually.Async(() => _server.TimesAsked == 2);
        _time.Advance(Five - TimeSpan.FromMilliseconds(1));
        Assert.False(second.IsCompleted);
        await Eventually.Async(_time, TimeSpan.FromMilliseconds(100), () => second.IsCompleted);
        (await second).Dispose();
    }

    [Fact]
    public async Task An_address_that_is_not_safe_is_refused_and_nothing_is_spent()
    {
        var gate = await GateAsync(identifies: () => (1, 3_600_000));
        _server.Gateway = () => "ws://gateway.example/";
        var e = await Assert.ThrowsAsync<DiscordException>(() => gate.EnterAsync(0, Cancel));
        Assert.Contains("ws://gateway.example/", e.Message, StringComparison.Ordinal);

        _server.Gateway = null;
        gate.Doubt();

        (await gate.EnterAsync(0, Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel)).Spend();
    }

    [Fact]
    public async Task Processes_that_share_their_turns_identify_one_after_the_other()
    {
        var turns = new SharedTurns(_time);
        var here = await GateAsync(turns: turns);
        var there = Gate(turns);
        var first = await here.EnterAsync(0, Cancel);
        var second = there.EnterAsync(1, Cancel);

        first.Spend();
        _time.Advance(Five - TimeSpan.FromMilliseconds(1));
        Assert.False(second.IsCompleted);
        await Eventually.Async(_time, TimeSpan.FromMilliseconds(50), () => second.IsCompleted);

        (await second).Dispose(); // given back: the next need not wait
        (await here.EnterAsync(2, Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel)).Spend();
        Assert.Equal(1, turns.MostAtOnce);
    }

    [Fact]
    public async Task A_process_that_died_before_it_identified_does_not_hold_up_the_others_for_long()
    {
        var turns = new SharedTurns(_time);
        var died = await GateAsync(turns: turns);
        await died.EnterAsync(0, Cancel);

        var second = Gate(turns).EnterAsync(1, Cancel);
        _time.Advance(Five); // as long as one may take to connect
        Assert.False(second.IsCompleted);
        await Eventually.Async(_time, TimeSpan.FromMilliseconds(500), () => second.IsCompleted);

        Assert.InRange(_time.GetUtcNow() - new ManualTime().GetUtcNow(), Five, Five * 3);
        (await second).Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        _rest.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<IdentifyGate> GateAsync(
        int maxConcurrency = 1, Func<(int, int)>? identifies = null, Func<int>? concurrencyOf = null, IIdentifyTurns? turns = null)
    {
        _server = await FakeDiscord.StartAsync();
        _server.MaxConcurrency = concurrencyOf ?? (() => maxConcurrency);
        _server.Identifies = identifies ?? _server.Identifies;
        _options = Options.Create(new DiscordOptions { Token = "the.token", Api = _server.Api });
        _options.Value.Gateway.IdentifyEvery = Five;
        _rest = new(_options, TimeProvider.System, NullLogger<DiscordRest>.Instance);
        return Gate(turns);
    }

    private IdentifyGate Gate(IIdentifyTurns? turns) => new(_rest, _options, _time, NullLogger<IdentifyGate>.Instance, turns);

    /// <summary>What several processes keep at one place, here in memory.</summary>
    private sealed class SharedTurns(TimeProvider time) : IIdentifyTurns
    {
        private readonly Dictionary<int, DateTimeOffset> _until = [];
        private int _taken;

        public int MostAtOnce { get; private set; }

        public Task<bool> TryTakeAsync(int bucket, TimeSpan atMost, CancellationToken cancel)
        {
            if (_until.TryGetValue(bucket, out var until) && until > time.GetUtcNow())
                return Task.FromResult(false);
            _until[bucket] = time.GetUtcNow() + atMost;
            MostAtOnce = Math.Max(MostAtOnce, ++_taken);
            return Task.FromResult(true);
        }

        public Task HoldAsync(int bucket, TimeSpan length)
        {
            _taken--;
            _until[bucket] = time.GetUtcNow() + length;
            return Task.CompletedTask;
        }
    }
}

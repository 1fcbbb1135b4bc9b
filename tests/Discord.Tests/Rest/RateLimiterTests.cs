using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Discord.Rest.RateLimits;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Discord.Tests.Rest;

public sealed class RateLimiterTests
{
    private static readonly TimeSpan Patient = TimeSpan.FromMinutes(1);
    private readonly ManualTime _time = new();
    private readonly RateLimiter _limiter;

    public RateLimiterTests() => _limiter = new(_time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Route Messages(ulong channel) => Route.Channel(HttpMethod.Post, channel, "/messages");

    private static RateLimitHeaders Headers(int limit, int remaining, double seconds, string bucket = "b") =>
        new(bucket, limit, remaining, TimeSpan.FromSeconds(seconds));

    [Fact]
    public async Task Those_who_wait_go_in_the_order_they_came()
    {
        await LearnAsync(Messages(1), Headers(1, 0, 2));
        var order = new List<int>();
        var waiting = Enumerable.Range(0, 4).Select(async i =>
        {
            var (place, _) = await _limiter.TakeAsync(Messages(1), Patient, null, Cancel);
            _limiter.Answered(place!, Headers(1, 0, 2), true);
            lock (order)
                order.Add(i);
        }).ToArray();

        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(i, Count(order));
            _time.Advance(TimeSpan.FromSeconds(2.1));
            await Server.Eventually.Async(() => Count(order) == i + 1);
        }

        await Task.WhenAll(waiting);
        Assert.Equal([0, 1, 2, 3], order);
    }

    [Fact]
    public async Task Who_would_wait_too_long_is_told_at_once()
    {
        await LearnAsync(Messages(1), Headers(1, 0, 30));

        var (place, wait) = await _limiter.TakeAsync(Messages(1), TimeSpan.FromSeconds(5), null, Cancel);

        Assert.Null(place);
        Assert.Equal(30, wait!.Value.TotalSeconds, 0.001);
    }

    [Fact]
    public async Task Patience_ends_a_wait_whose_length_nobody_knew()
    {
        await _limiter.TakeAsync(Messages(1), Patient, null, Cancel); // the first of a route: never answered
        var waiting = _limiter.TakeAsync(Messages(1), TimeSpan.FromSeconds(5), null, Cancel);

        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Null((await waiting).Place);
    }

    [Fact]
    public async Task Who_gives_up_waiting_leaves_the_place_to_the_next()
    {
        await LearnAsync(Messages(1), Headers(1, 0, 2));
        using var giveUp = new CancellationTokenSource();
        var first = _limiter.TakeAsync(Messages(1), Patient, null, giveUp.Token);
        var second = _limiter.TakeAsync(Messages(1), Patient, null, Cancel);

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _time.Advance(TimeSpan.FromSeconds(2.1));

        Assert.NotNull((await second).Place);
    }

    [Fact]
    public async Task Channels_have_limits_of_their_own_under_one_bucket_name()
    {
        await LearnAsync(Messages(1), Headers(1, 0, 30));

        Assert.NotNull((await _limiter.TakeAsync(Messages(2), TimeSpan.Zero, null, Cancel)).Place);
        Assert.Null((await _limiter.TakeAsync(Messages(1), TimeSpan.Zero, null, Cancel)).Place);
    }

    [Fact]
    public async Task Two_routes_of_one_bucket_share_its_limit()
    {
        var edit = Route.Channel(HttpMethod.Patch, 1, "/messages/{id}", 5);
        await LearnAsync(Messages(1), Headers(5, 4, 30));
        await LearnAsync(edit, Headers(5, 0, 30));

        Assert.Null((await _limiter.TakeAsync(Messages(1), TimeSpan.Zero, null, Cancel)).Place);
    }

    [Fact]
    public async Task A_bucket_that_changes_its_name_takes_those_who_wait_along()
    {
        var (first, _) = await _limiter.TakeAsync(Messages(1), Patient, null, Cancel);
        _limiter.Answered(first!, Headers(2, 1, 10, "old"), true);
        var (second, _) = await _limiter.TakeAsync(Messages(1), Patient, null, Cancel);
        var waiting = _limiter.TakeAsync(Messages(1), Patient, null, Cancel);
        Assert.False(waiting.IsCompleted);

        _limiter.Answered(second!, Headers(10, 9, 10, "new"), true);

        Assert.NotNull((await waiting).Place);
    }

    [Fact]
    public async Task A_blocked_bucket_waits_and_lets_the_refused_one_go_first()
    {
        await LearnAsync(Messages(1), Headers(2, 1, 1));
        var (refused, _) = await _limiter.TakeAsync(Messages(1), Patient, null, Cancel);
        var later = _limiter.TakeAsync(Messages(1), Patient, null, Cancel);
        _limiter.Answered(refused!, Headers(1, 0, 1), true, TimeSpan.FromSeconds(3));
        var again = _limiter.TakeAsync(Messages(1), Patient, refused!.Turn.Ticket, Cancel);

        _time.Advance(TimeSpan.FromSeconds(3.1));

        await again;
        Assert.False(later.IsCompleted);
    }

    [Fact]
    public async Task A_refusal_holds_back_those_who_wait_although_its_headers_say_that_there_is_room()
    {
        await LearnAsync(Messages(1), Headers(2, 1, 1));
        var (refused, _) = await _limiter.TakeAsync(Messages(1), Patient, null, Cancel);
        var next = _limiter.TakeAsync(Messages(1), Patient, null, Cancel);

        _limiter.Answered(refused!, Headers(5, 4, 1), false, TimeSpan.FromSeconds(3));

        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.NotNull((await next).Place);
    }

    [Fact]
    public async Task Limits_of_interactions_long_over_are_forgotten()
    {
        for (var i = 0; i < 5_000; i++)
        {
            await LearnAsync(Route.Callback((ulong)i, $"token{i}"), Headers(5, 4, 1));
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(_limiter.Remembered, 1, 600);
    }

    [Fact]
    public async Task The_global_limit_holds_in_every_second()
    {
        using var global = new GlobalLimit(_time, perSecond: 5);
        for (var i = 0; i < 5; i++)
            Assert.True((await global.TakeAsync(false, TimeSpan.Zero, Cancel)).IsTaken);
        Assert.False((await global.TakeAsync(false, TimeSpan.Zero, Cancel)).IsTaken);
        Assert.True((await global.TakeAsync(true, TimeSpan.Zero, Cancel)).IsTaken); // interactions are exempt
        global.Answered(false);
        _time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.False((await global.TakeAsync(false, TimeSpan.Zero, Cancel)).IsTaken);

        var waiting = global.TakeAsync(false, TimeSpan.FromSeconds(3), Cancel);
        _time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.True((await waiting).IsTaken);
    }

    [Fact]
    public async Task A_pause_holds_back_those_who_wait_already()
    {
        using var global = new GlobalLimit(_time, perSecond: 1);
        await global.TakeAsync(false, TimeSpan.Zero, Cancel);
        var waiting = global.TakeAsync(false, Patient, Cancel);
        global.PauseFor(TimeSpan.FromSeconds(5), interactionsToo: false);
        global.Answered(false);

        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(waiting.IsCompleted);
        Assert.True((await global.TakeAsync(true, TimeSpan.Zero, Cancel)).IsTaken);
        _time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.True((await waiting).IsTaken);
    }

    [Fact]
    public async Task An_edge_that_shut_us_out_holds_back_interactions_too()
    {
        using var global = new GlobalLimit(_time);
        global.PauseFor(TimeSpan.FromSeconds(5), interactionsToo: true);

        var (taken, wait) = await global.TakeAsync(true, TimeSpan.Zero, Cancel);
        var waiting = global.TakeAsync(true, Patient, Cancel);
        _time.Advance(TimeSpan.FromSeconds(5.1));

        Assert.Equal((false, TimeSpan.FromSeconds(5)), (taken, wait));
        Assert.True((await waiting).IsTaken);
    }

    [Fact]
    public void Refused_requests_are_counted_over_ten_minutes()
    {
        var budget = new InvalidRequestBudget(atMost: 3);
        foreach (var second in new[] { 0, 300, 590 })
            budget.Add(TimeSpan.FromSeconds(second));

        Assert.True(budget.IsSpent(TimeSpan.FromSeconds(599)));
        Assert.False(budget.IsSpent(TimeSpan.FromSeconds(611)));
        Assert.False(budget.IsSpent(TimeSpan.FromSeconds(50_000)));
    }

    private async Task LearnAsync(Route route, RateLimitHeaders headers)
    {
        var (place, _) = await _limiter.TakeAsync(route, Patient, null, Cancel);
        _limiter.Answered(place!, headers, true);
    }

    private static int Count(List<int> list)
    {
        lock (list)
            return list.Count;
    }
}

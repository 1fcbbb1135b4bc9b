using ChatVideoBot.Discord.Rest.RateLimits;

namespace ChatVideoBot.Discord.Tests.Rest;

public sealed class BucketTests
{
    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    [Fact]
    public void Before_anything_is_known_one_request_goes_ahead()
    {
        var bucket = new Bucket();

        Assert.Equal(TimeSpan.Zero, bucket.TryTake(Ms(0)));
        Assert.Equal(Timeout.InfiniteTimeSpan, bucket.TryTake(Ms(0)));
        bucket.Answered(Ms(10), new("b", 3, 2, Ms(500)), proves: true);

        Assert.Equal(TimeSpan.Zero, bucket.TryTake(Ms(10)));
        Assert.Equal(TimeSpan.Zero, bucket.TryTake(Ms(10)));
        Assert.Equal(Ms(500), bucket.TryTake(Ms(10)));
        Assert.Equal(Ms(1), bucket.TryTake(Ms(509)));
    }

    [Fact]
    public void An_answer_without_headers_means_no_limit_unless_a_proxy_gave_it()
    {
        var bucket = new Bucket();
        bucket.TryTake(Ms(0));
        bucket.Answered(Ms(1), null, proves: false);
        Assert.Equal(TimeSpan.Zero, bucket.TryTake(Ms(1)));
        Assert.NotEqual(TimeSpan.Zero, bucket.TryTake(Ms(1)));
        bucket.Answered(Ms(2), null, proves: true);

        for (var i = 0; i < 1000; i++)
            Assert.Equal(TimeSpan.Zero, bucket.TryTake(Ms(2)));
    }

    [Fact]
    public void What_is_under_way_counts_in_the_next_window()
    {
        var bucket = new Bucket();
        bucket.TryTake(Ms(0));
        bucket.Answered(Ms(10), new("b", 2, 1, Ms(100)), proves: true);
        bucket.TryTake(Ms(20)); // slow: it may be counted after the reset

        Assert.Equal(TimeSpan.Zero, bucket.TryTake(Ms(110)));
        Assert.NotEqual(TimeSpan.Zero, bucket.TryTake(Ms(110)));
    }

    [Fact]
    public void A_lost_request_may_have_been_counted()
    {
        var bucket = new Bucket();
        bucket.TryTake(Ms(0));
        bucket.Answered(Ms(0), new("b", 1, 0, Ms(300)), proves: true);
        Assert.Equal(TimeSpan.Zero, bucket.TryTake(Ms(300)));
        bucket.Lost(Ms(400));

        Assert.Equal(Ms(1500), bucket.TryTake(Ms(400))); // the longest window seen, a second at least, and its way there
        Assert.Equal(TimeSpan.Zero, bucket.TryTake(Ms(1900)));
    }

    /// <summary>
    /// Plays random schedules against a server that counts: requests travel and answers come back after any time, in any order,
    /// some are lost on either way, some answers come from a proxy. The server must never have to refuse.
    /// </summary>
    [Fact]
    public void No_schedule_of_answers_makes_it_exceed_the_limit()
    {
        var sent = 0;
        for (var seed = 0; seed < 1_500; seed++)
            sent += new Play(seed).Run();
        Assert.True(sent > 40_000, $"Only {sent} requests: the property says little.");
    }

    [Fact]
    public void It_uses_what_it_is_given()
    {
        // Without delays: every window is filled to its limit.
        var bucket = new Bucket();
        var (used, windowEnds, sent) = (0, TimeSpan.Zero, 0);
        for (var now = TimeSpan.Zero; now < TimeSpan.FromSeconds(10); now += Ms(1))
        {
            if (now >= windowEnds)
                used = 0;
            while (bucket.TryTake(now) == TimeSpan.Zero)
            {
                if (used++ == 0)
                    windowEnds = now + Ms(100);
                bucket.Answered(now, new("b", 5, 5 - used, windowEnds - now), proves: true);
                sent++;
            }
        }
        Assert.Equal(500, sent);
    }

    private sealed class Play(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly Bucket _bucket = new();
        private readonly List<(TimeSpan At, Action Do)> _events = [];
        private TimeSpan _now;
        private TimeSpan _windowEnds;
        private int _used;

        public int Run()
        {
            var limit = _random.Next(1, 8);
            var window = Ms(_random.Next(50, 2_000));
            var slowest = _random.Next(1, 3_000);
            var sent = 0;
            while (_now < TimeSpan.FromSeconds(20))
            {
                _now += Ms(_random.NextDouble() * 20);
                foreach (var due in _events.Where(e => e.At <= _now).OrderBy(e => e.At).ToList())
                {
                    _events.Remove(due);
                    due.Do();
                }
                if (_random.Next(3) == 0 || _bucket.TryTake(_now) != TimeSpan.Zero)
                    continue;
                sent++;
                var first = sent == 1; // the first answer tells of the limit; were it lost, nothing would be known
                _events.Add((_now + Ms(_random.NextDouble() * slowest), () => Arrive(limit, window, slowest, first)));
            }
            return sent;
        }

        private void Arrive(int limit, TimeSpan window, int slowest, bool first)
        {
            if (_now >= _windowEnds)
            {
                _used = 0;
                _windowEnds = _now + window;
            }
            _used++;
            Assert.True(_used <= limit, $"Seed {seed}: request {_used} of {limit} in a window at {_now}.");
            RateLimitHeaders headers = new("b", limit, limit - _used, _windowEnds - _now);
            var back = _now + Ms(_random.NextDouble() * slowest);
            var fate = first ? 9 : _random.Next(10);
            // A window that the client never heard of may be longer than it thinks: only windows within the longest seen may lose their answers.
            _events.Add((back, fate switch
            {
                0 when window <= TimeSpan.FromSeconds(1) => () => _bucket.Lost(_now),
                1 when window <= TimeSpan.FromSeconds(1) => () => _bucket.Answered(_now, null, proves: false),
                _ => () => _bucket.Answered(_now, headers, proves: true),
            }));
        }
    }
}

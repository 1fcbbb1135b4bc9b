using ChatVideoBot.Bot.Moderation.Panels;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Tests.Moderation.Panels;

/// <summary>Panels that follow the line: so many, so long, and none at another's cost. What they say does not change here, so that Discord is never asked.</summary>
public sealed class LivePanelsTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly DiscordRest _rest = new(Options.Create(new DiscordOptions { Token = "none", Api = new("http://127.0.0.1:9/api") }), TimeProvider.System, NullLogger<DiscordRest>.Instance);
    private readonly LivePanels _panels;

    public LivePanelsTests() => _panels = new(_rest, _time, NullLogger<LivePanels>.Instance);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_too_many_the_oldest_are_left_to_themselves()
    {
        var drawn = new System.Collections.Concurrent.ConcurrentBag<int>();
        for (var i = 1; i <= LivePanels.Most + 5; i++)
        {
            var number = i;
            Start(number, _ => drawn.Add(number));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(LivePanels.Most, _panels.Count);
        await _panels.DrawAllAsync(Cancel);

        Assert.Equal(Enumerable.Range(6, LivePanels.Most), drawn.Order());
    }

    [Fact]
    public async Task A_panel_is_drawn_a_last_time_when_its_token_is_nearly_over()
    {
        var last = new List<bool>();
        Start(1, last.Add);

        _time.Advance(LivePanels.Life - TimeSpan.FromSeconds(1));
        await _panels.DrawAllAsync(Cancel);
        Assert.Equal(1, _panels.Count);
        _time.Advance(TimeSpan.FromSeconds(1));
        await _panels.DrawAllAsync(Cancel);
        await _panels.DrawAllAsync(Cancel);

        Assert.Equal([false, true], last);
        Assert.Equal(0, _panels.Count);
    }

    [Fact]
    public async Task One_that_breaks_is_dropped_and_the_others_go_on()
    {
        var drawn = 0;
        Start(1, _ => throw new InvalidOperationException("broken on purpose"));
        Start(2, _ => drawn++);

        await _panels.DrawAllAsync(Cancel);
        await _panels.DrawAllAsync(Cancel);

        Assert.Equal((1, 2), (_panels.Count, drawn));
    }

    [Fact]
    public async Task Stopping_waits_for_the_look_that_is_under_way_and_nothing_comes_after()
    {
        var (began, go, drawn) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        _panels.Start(new(1), new Interaction(), "same", async (_, _) =>
        {
            drawn++;
            began.SetResult();
            await go.Task;
            return new MessageEdit { Content = "same" };
        });
        var looks = _panels.DrawAllAsync(Cancel);
        await began.Task;

        var stop = _panels.StopAsync(new Snowflake(1), Cancel);
        Assert.False(stop.IsCompleted);
        go.SetResult();
        await stop;
        await looks;
        await _panels.DrawAllAsync(Cancel);

        Assert.Equal((0, 1), (_panels.Count, drawn));
    }

    public void Dispose()
    {
        _panels.Dispose();
        _rest.Dispose();
    }

    private void Start(int message, Action<bool> drawn) => _panels.Start(new((ulong)message), new Interaction(), "same", (isLast, _) =>
    {
        drawn(isLast);
        return Task.FromResult(new MessageEdit { Content = "same" });
    });
}

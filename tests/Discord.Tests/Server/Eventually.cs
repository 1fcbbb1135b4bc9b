using ChatVideoBot.Tests;

namespace ChatVideoBot.Discord.Tests.Server;

public static class Eventually
{
    /// <summary>Waits until something holds, for 15 seconds at most.</summary>
    public static async Task Async(Func<bool> holds)
    {
        for (var i = 0; i < 1500 && !holds(); i++)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.True(holds());
    }

    /// <summary>Moves a clock on, step by step, until something holds, for 15 seconds at most.</summary>
    public static Task Async(ManualTime time, TimeSpan step, Func<bool> holds) => Async(() =>
    {
        if (holds())
            return true;
        time.Advance(step);
        return false;
    });
}

namespace ChatVideoBot.EndToEnd.Tests;

/// <summary>Processes die in the middle of a job; the clip still comes, once.</summary>
public sealed class FaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task A_worker_killed_in_mid_job_is_followed_by_the_next_and_the_clip_comes_once()
    {
        using var patience = Limit();
        await using var town = await Town.BuildAsync(patience.Token);
        var first = town.StartWorker(steps: 200);
        await ImagineAsync(town, "a blue ball", 8, patience.Token);
        await town.WaitForCardAsync("a blue ball", " %", patience.Token);

        first.Kill(); // SIGKILL
        town.StartWorker();

        await town.WaitForClipAsync("a blue ball", patience.Token);
        await ImagineAsync(town, "the next one", 1, patience.Token);
        await town.WaitForClipAsync("the next one", patience.Token); // whatever the first one left behind has had its chance
        Assert.Equal(1, await town.CountClipsAsync("a blue ball", patience.Token));
    }

    [Fact]
    public async Task Redis_gone_for_ten_seconds_while_a_job_runs_loses_nothing()
    {
        using var patience = Limit();
        await using var town = await Town.BuildAsync(patience.Token);
        town.StartWorker(steps: 150); // slow enough to be met at work on any machine
        await ImagineAsync(town, "a red star", 8, patience.Token);
        await town.WaitForCardAsync("a red star", " %", patience.Token);

        await town.Redis.KillAsync();
        await ImagineAsync(town, "asked meanwhile", 1, patience.Token);
        await Task.Delay(TimeSpan.FromSeconds(10), patience.Token); // the fault itself lasts ten seconds
        await town.Redis.RestartAsync();

        await town.WaitForClipAsync("a red star", patience.Token);
        await town.WaitForClipAsync("asked meanwhile", patience.Token);
        Assert.Equal(1, await town.CountClipsAsync("a red star", patience.Token));
        Assert.Equal(1, await town.CountClipsAsync("asked meanwhile", patience.Token));
    }

    [Fact]
    public async Task A_bot_that_was_away_while_the_clip_was_made_posts_it_when_it_is_back()
    {
        using var patience = Limit();
        await using var town = await Town.BuildAsync(patience.Token);
        await ImagineAsync(town, "a green heart", 2, patience.Token);
        await town.WaitForCardAsync("a green heart", "No worker", patience.Token);

        await town.StopBotAsync();
        town.StartWorker();
        await using (var queue = Queue.JobQueue.Open(town.Redis.Url))
        {
            while ((await queue.ListAsync(10, patience.Token)).Count > 0) await Task.Delay(100, patience.Token);
        }
        Assert.Equal(0, await town.CountClipsAsync("a green heart", patience.Token));
        await town.StartBotAsync(patience.Token);

        await town.WaitForClipAsync("a green heart", patience.Token);
        Assert.Equal(1, await town.CountClipsAsync("a green heart", patience.Token));
    }

    private static Task<string> ImagineAsync(Town town, string prompt, double seconds, CancellationToken cancel) =>
        town.Member.UseAsync("general", "imagine", new Dictionary<string, object> { ["prompt"] = prompt, ["seconds"] = seconds, ["seed"] = 7 }, cancel);

    private static CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        return limit;
    }
}

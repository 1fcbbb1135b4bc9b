using ChatVideoBot.Bot.Liveness;
using ChatVideoBot.Queue;
using ChatVideoBot.Sandbox;
using ChatVideoBot.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatVideoBot.Bot.Tests.Liveness;

/// <summary>Two bots at one Redis, and their turns to begin a session.</summary>
public sealed class IdentifyTurnsTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("identify-turns-");
    private PrivateRedis _redis = null!;
    private Keepsakes _here = null!, _there = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await PrivateRedis.StartAsync(_folder.FullName, Cancel);
        (_here, _there) = (Keepsakes.Open(_redis.Url), Keepsakes.Open(_redis.Url));
    }

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
        await _redis.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_bucket_is_one_processs_until_it_gives_it_back_or_its_time_is_over()
    {
        var (here, there) = (Turns(_here), Turns(_there));
        Assert.True(await here.TryTakeAsync(0, Long, Cancel));
        Assert.True(await here.TryTakeAsync(0, Long, Cancel)); // its own, when an answer was lost
        Assert.False(await there.TryTakeAsync(0, Long, Cancel));
        Assert.True(await there.TryTakeAsync(1, Long, Cancel)); // another bucket

        await here.HoldAsync(0, TimeSpan.Zero);
        Assert.True(await there.TryTakeAsync(0, Long, Cancel));
        Assert.False(await here.TryTakeAsync(0, Long, Cancel));

        await there.HoldAsync(0, TimeSpan.FromMilliseconds(1));
        while (!await here.TryTakeAsync(0, Long, Cancel))
            await Task.Delay(10, Cancel);
    }

    [Fact]
    public async Task Without_Redis_a_bot_goes_on_alone()
    {
        var here = Turns(_here);
        Assert.True(await here.TryTakeAsync(0, Long, Cancel));
        await _redis.KillAsync();

        await here.HoldAsync(0, Long);
        Assert.True(await Turns(_there).TryTakeAsync(0, Long, Cancel));
    }

    private static IdentifyTurns Turns(Keepsakes keepsakes) => new(keepsakes, NullLogger<IdentifyTurns>.Instance);
}

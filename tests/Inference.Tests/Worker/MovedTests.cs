using ChatVideoBot.Inference.Worker;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Backups;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Inference.Tests.Worker;

/// <summary>A worker whose queue goes to another Redis, and whose user there may not sweep: nobody but itself ends it.</summary>
public sealed class MovedTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_drops_what_it_does_and_ends_with_the_new_address(bool busy)
    {
        await using var here = await RedisServer.StartOwnAsync();
        await using var there = await RedisServer.StartOwnAsync();
        await using var place = new WorkPlace(here);
        var life = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        var log = new CriticalLog();
        using var worker = new ClipWorker(
            place.Queue, [WorkPlace.Offer], [], "1.2.3", async (_, _, _, _, cancel) =>
            {
                await Task.Delay(Timeout.Infinite, cancel);
                throw new InvalidOperationException();
            }, Options.Create(new WorkerOptions { DrainWithin = TimeSpan.FromHours(1) }), Options.Create(place.Rules), TimeProvider.System, log, life: life);
        await worker.StartAsync(Cancel);
        try
        {
            if (busy)
                await place.UntilAsync(await place.EnqueueAsync(), JobState.Running);

            await QueueVault.Open(here.Redis.Url, place.Rules).MoveAsync(new RedisOptions { Url = there.Redis.Url.OriginalString }, Cancel);

            await worker.ExecuteTask!.WaitAsync(TimeSpan.FromMinutes(2), Cancel);
            Assert.True(life.ApplicationStopping.IsCancellationRequested);
            Assert.Equal(1, Environment.ExitCode);
            Assert.Contains($"this queue has moved to 127.0.0.1:{there.Redis.Url.Port}: set REDIS_URL", Assert.Single(log.Said), StringComparison.Ordinal);
        }
        finally
        {
            Environment.ExitCode = 0;
            await worker.StopAsync(Cancel);
        }
        await using var queue = JobQueue.Open(there.Redis.Url, place.Rules);
        Assert.Equal((0, busy ? 1 : 0), (await queue.LookAsync(Cancel)) is { } look ? (look.Running, look.Lines.Sum(line => line.Waiting)) : default);
    }

    private sealed class CriticalLog : ILogger<ClipWorker>
    {
        private readonly List<string> _said = [];

        public IReadOnlyList<string> Said => _said;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Critical;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Critical) _said.Add(formatter(state, exception));
        }
    }
}

using System.Globalization;

namespace ChatVideoBot.Queue.Tests.Model;

/// <summary>
/// A random walk over all scripts beside a model in memory. CHATVIDEOBOT_SEED walks one seed, CHATVIDEOBOT_STEPS makes each walk longer.
/// </summary>
public sealed class ModelTests(RedisServer server)
{
    private static readonly string? Seed = Environment.GetEnvironmentVariable("CHATVIDEOBOT_SEED");
    private static readonly int Steps =
        int.TryParse(Environment.GetEnvironmentVariable("CHATVIDEOBOT_STEPS"), CultureInfo.InvariantCulture, out var steps) ? steps : 1200;

    public static TheoryData<int> Seeds => Seed is null ? [1, 2, 3, 4, 5, 6] : [int.Parse(Seed, CultureInfo.InvariantCulture)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task The_queue_does_what_the_model_says(int seed)
    {
        var options = new QueueOptions();
        await using var queue = server.NewQueue(changed =>
        {
            (changed.MostWaitingPerUser, changed.TightenAt, changed.MostWaiting) = (12, 40, 10_000);
            (changed.Lease, changed.RenewEvery, changed.DeliveryLease) = (TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30));
            (changed.FaultsToSetAside, changed.MostClipBytes, changed.RetryAfter) = (4, 1_000_000, TimeSpan.FromHours(1));
            options = changed;
        });
        var walk = new RandomWalk(queue, options, new Random(seed), TestContext.Current.CancellationToken);
        var comparison = new Comparison(queue, walk.Model, TestContext.Current.CancellationToken);
        await walk.StartAsync();
        var step = 0;
        try
        {
            for (; step < Steps; step++)
            {
                await walk.StepAsync();
                if (step % 60 == 0)
                    await comparison.AllAsync();
            }
            await comparison.AllAsync();
        }
        catch (Exception e)
        {
            Assert.Fail($"Seed {seed}, step {step} (CHATVIDEOBOT_SEED={seed} walks it again): {e.Message}{Environment.NewLine}The last steps:{Environment.NewLine}{walk.Steps}{Environment.NewLine}{e.StackTrace}");
        }
    }
}

namespace ChatVideoBot.Queue.Tests;

/// <summary>What users are told of their place is what comes, as long as nobody new comes.</summary>
public sealed class PositionTests(RedisServer server) : QueueTest(server, options =>
{
    options.MostWaitingPerUser = 10_000;
    options.MostWaiting = 10_000;
    options.TightenAt = 10_000;
})
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Up_to_sixty_four_waiting_jobs_are_told_exactly_when_they_are_served(int seed)
    {
        var random = new Random(seed);
        await AnnounceAsync("w1", Pocket, new Lane("wan"));
        await EnqueueManyAsync(random, 100, guilds: 1 + seed, models: 1 + seed % 2);
        for (var i = 0; i < 36; i++)
            await ClaimAsync();

        Assert.Equal(0, await WorstErrorAsync(64));
    }

    [Fact]
    public async Task Positions_are_those_of_the_list()
    {
        await AnnounceAsync("w1");
        await EnqueueManyAsync(new Random(7), 50, guilds: 4, models: 1);
        var listed = await Queue.ListAsync(50, Cancel);
        Assert.Equal(Enumerable.Range(1, 50), listed.Select(job => job.Position));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 40)]
    [InlineData(3, 300)]
    public async Task A_thousand_waiting_jobs_are_told_about_when_they_are_served(int seed, int guilds)
    {
        await AnnounceAsync("w1");
        await EnqueueManyAsync(new Random(seed), 1000, guilds, models: 1);

        Assert.InRange(await WorstErrorAsync(1000), 0, 250); // of 1 to 6 s of clip, each differently: a quarter of the line at worst
    }

    private async Task EnqueueManyAsync(Random random, int jobs, int guilds, int models)
    {
        for (var i = 0; i < jobs; i++)
        {
            var guild = random.Next(guilds);
            var draft = Draft($"user-{guild}-{random.Next(1 + guild % 7)}", guild: $"guild-{guild}", model: random.Next(models) == 0 ? "" : "wan");
            draft = draft with
            {
                Clip = draft.Clip with { Seconds = random.Next(1, 7) },
                Band = random.Next(10) switch { 0 => Band.Urgent, 1 => Band.Boosted, 2 or 3 => Band.Relaxed, _ => null },
            };
            var id = await EnqueueAsync(draft);
            if (random.Next(jobs) < 5)
                await Queue.PromoteAsync(id, Mod, Cancel);
        }
    }

    /// <summary>Asks for each waiting job's position, then serves them all: the greatest difference.</summary>
    private async Task<int> WorstErrorAsync(int waiting)
    {
        var ids = new List<JobId>();
        foreach (var key in await WordsAsync("KEYS", Queue.Keys.AnyJob))
            ids.Add(new JobId(key[Queue.Keys.JobPrefix.Length..]));
        ids.Sort((a, b) => string.CompareOrdinal(a.Value, b.Value));
        var asked = ids.Where((_, i) => waiting <= 64 || i % (waiting / 200) == 0); // each question costs some milliseconds
        var told = (await Task.WhenAll(asked.Select(FindAsync))).ToDictionary(job => job.Id, job => job.Position);
        var worst = 0;
        var served = 0;
        while (await TryClaimAsync() is { } lease)
        {
            served++;
            if (told.TryGetValue(lease.Id, out var position))
                worst = Math.Max(worst, Math.Abs(position - served));
        }
        Assert.Equal(waiting, served);
        return worst;
    }
}

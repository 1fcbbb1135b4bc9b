namespace ChatVideoBot.Queue.Tests;

/// <summary>Jobs that another version wrote.</summary>
public sealed class ReadingTests(RedisServer server) : QueueTest(server)
{
    [Fact]
    public async Task A_job_of_a_newer_version_is_read_without_what_is_unknown()
    {
        var id = await EnqueueAsync();
        await RawAsync("HSET", Queue.Keys.Job(id), "mood", "sunny", "clip", """{"Prompt":"p","Weather":{"rain":[1,2]},"Seconds":3}""");

        var job = await FindAsync(id);

        Assert.Equal(("p", 3d), (job.Clip.Prompt, job.Clip.Seconds));
        Assert.Equal("p", (await ClaimAsync()).Clip.Prompt);
    }

    [Theory]
    [InlineData("state", "teleporting")]
    [InlineData("state", "7")]
    [InlineData("clip", "{")]
    [InlineData("clip", "[]")]
    [InlineData("created", "yesterday")]
    [InlineData("created", "99999999999999999")]
    [InlineData("started", "-5")]
    [InlineData("progress", "NaN")]
    [InlineData("progress", "7")]
    [InlineData("attempt", "x")]
    [InlineData("tag", "x")]
    public async Task A_field_that_makes_no_sense_does_not_stop_the_reading(string field, string value)
    {
        var id = await EnqueueAsync();
        await RawAsync("HSET", Queue.Keys.Job(id), field, value);

        Assert.InRange((await FindAsync(id)).Progress, 0, 1);
        Assert.Single(await Queue.ListAsync(10, Cancel));
    }

    [Fact]
    public async Task A_hash_without_a_state_is_no_job()
    {
        await RawAsync("HSET", Queue.Keys.Job(new JobId("odd")), "x", "y");
        Assert.Null(await Queue.FindAsync(new JobId("odd"), Cancel));
        await Queue.NoteAsync(new JobId("odd"), "n", "v", Cancel);
        Assert.Equal(CancelResult.Unknown, await Queue.CancelAsync(new JobId("odd"), Mod, Cancel));
    }

    [Fact]
    public async Task A_state_of_another_version_is_nothing_that_anything_is_done_about()
    {
        var id = await EnqueueAsync();
        await RawAsync("HSET", Queue.Keys.Job(id), "state", "teleporting");
        Assert.Equal((JobState.Held, 0), ((await FindAsync(id)).State, (await FindAsync(id)).Position));
    }
}

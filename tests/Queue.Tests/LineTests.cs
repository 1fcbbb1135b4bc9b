namespace ChatVideoBot.Queue.Tests;

public sealed class LineTests(RedisServer server) : QueueTest(server, options => { options.MostWaitingPerUser = 5; options.MostWaiting = 8; })
{
    [Fact]
    public async Task A_job_that_is_enqueued_waits_and_reads_back_as_it_was_given()
    {
        var clip = new ClipRequest { Prompt = "naïve 🎈 «quoted» \"q\"", Negative = "rain", Seconds = 3.5, Aspect = "16:9", Seed = -5 };
        var draft = new JobDraft(new JobId("i-1"), "ann", "g", clip, "{\"x\":1}");

        var enqueued = await Queue.EnqueueAsync(draft, Cancel);

        Assert.Equal(new Enqueued(EnqueueStatus.Accepted, JobState.Waiting, 0), enqueued);
        var job = await FindAsync(draft.Id);
        Assert.Equal((JobState.Waiting, "ann", "g", draft.Origin), (job.State, job.User, job.Guild, job.Origin));
        Assert.Equal(draft.Clip, job.Clip with { Shots = draft.Clip.Shots }); // records compare lists by reference
        Assert.Equal((1, 0, 0d, "", 0L), (job.Position, job.Attempt, job.Progress, job.Stage, job.PreviewVersion));
        Assert.False(job.CancelWanted || job.HasSources);
        Assert.InRange(job.CreatedAt, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Null(job.StartedAt);
        Assert.Null(job.EndedAt);
        Assert.Null(job.Failure);
    }

    [Fact]
    public async Task Enqueueing_the_same_id_again_adds_nothing_and_tells_its_state()
    {
        await EnqueueAsync("bob");
        await EnqueueAsync("ann", "twice");

        var again = await Queue.EnqueueAsync(Draft("ann", "twice"), Cancel);

        Assert.Equal((EnqueueStatus.Known, JobState.Waiting), (again.Status, again.State));
        Assert.Equal(2, (await Queue.ListAsync(10, Cancel)).Count);
        await ClaimAsync();
        await ClaimAsync();
        var known = await Queue.EnqueueAsync(Draft("ann", "twice"), Cancel);
        Assert.Equal((EnqueueStatus.Known, JobState.Claimed), (known.Status, known.State));
    }

    [Fact]
    public async Task Fifty_calls_with_one_id_make_one_job()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Queue.EnqueueAsync(Draft("ann", "one"), Cancel)));

        Assert.Single(all, enqueued => enqueued.Status == EnqueueStatus.Accepted);
        Assert.Single(await Queue.ListAsync(100, Cancel));
    }

    [Fact]
    public async Task A_full_user_is_refused_until_one_of_their_jobs_ends()
    {
        for (var i = 0; i < 5; i++)
            await EnqueueAsync("ann");

        Assert.Equal(EnqueueStatus.UserFull, (await Queue.EnqueueAsync(Draft("ann"), Cancel)).Status);

        await Queue.CompleteAsync(await ClaimAsync(), AnyInfo, AnyClip, Cancel);
        Assert.Equal(EnqueueStatus.Accepted, (await Queue.EnqueueAsync(Draft("ann"), Cancel)).Status);
    }

    [Fact]
    public async Task A_full_line_refuses_and_keeps_nothing_of_the_draft()
    {
        for (var i = 0; i < 8; i++)
            await EnqueueAsync($"user-{i}");

        var refused = await Queue.EnqueueAsync(Draft("zoe", "late") with { Sources = new ClipSources { Picture = new byte[] { 1 } } }, Cancel);

        Assert.Equal(EnqueueStatus.QueueFull, refused.Status);
        Assert.Null(await Queue.FindAsync(new JobId("late"), Cancel));
        Assert.Equal(0L, await RawAsync("EXISTS", Key("sources:late"), Key("u:zoe")));
    }

    [Fact]
    public async Task One_users_jobs_are_served_first_come_first_served_and_positions_move_up()
    {
        var ids = new[] { await EnqueueAsync(), await EnqueueAsync(), await EnqueueAsync() };
        Assert.Equal("1 2 3", await PositionsAsync());

        Assert.Equal(ids[0], (await ClaimAsync()).Id);
        Assert.Equal("0 1 2", await PositionsAsync());
        Assert.Equal(ids[1], (await ClaimAsync()).Id);
        Assert.Equal(ids[2], (await ClaimAsync()).Id);
        Assert.Null(await TryClaimAsync());

        async Task<string> PositionsAsync() => string.Join(' ', (await Task.WhenAll(ids.Select(FindAsync))).Select(job => job.Position));
    }

    [Fact]
    public async Task The_list_has_running_jobs_first_then_waiting_ones_in_order()
    {
        var (a, b, c) = (await EnqueueAsync("ann"), await EnqueueAsync("bob"), await EnqueueAsync("ann"));
        await ClaimAsync();

        Assert.Equal([a, b, c], (await Queue.ListAsync(10, Cancel)).Select(job => job.Id));
        Assert.Equal([a, b], (await Queue.ListAsync(2, Cancel)).Select(job => job.Id));
        Assert.Equal([a, c], (await Queue.ListOfUserAsync("ann", Cancel)).Select(job => job.Id));
        Assert.Empty(await Queue.ListAsync(0, Cancel));
        Assert.Empty(await Queue.ListOfUserAsync("nobody", Cancel));
    }

    [Fact]
    public async Task A_job_for_another_model_waits_in_its_own_lane()
    {
        await Queue.EnqueueAsync(Draft(model: "wan-2.1"), Cancel);
        var pocket = await EnqueueAsync();
        await AnnounceAsync("w2", Pocket, new Lane("wan-2.1"));

        Assert.Equal(pocket, (await ClaimAsync()).Id);
        Assert.Null(await TryClaimAsync());
        Assert.NotNull(await TryClaimAsync("w2"));
        await Assert.ThrowsAsync<ArgumentException>(() => Queue.EnqueueAsync(Draft(model: "a b"), Cancel));
    }

    [Fact]
    public async Task Of_several_lanes_the_job_that_came_first_is_claimed()
    {
        var other = Draft(model: "wan");
        await Queue.EnqueueAsync(other, Cancel);
        await EnqueueAsync();

        await AnnounceAsync("w", Pocket, new Lane("wan"));
        Assert.Equal(other.Id, (await ClaimAsync("w")).Id);
    }

    [Fact]
    public async Task Notes_are_kept_with_the_job_and_make_none()
    {
        var id = await EnqueueAsync();

        await Queue.NoteAsync(id, "status", "123", Cancel);
        await Queue.NoteAsync(id, "status", "456", Cancel);
        await Queue.NoteAsync(new JobId("gone"), "status", "1", Cancel);

        Assert.Equal("456", Assert.Single((await FindAsync(id)).Notes).Value);
        Assert.Null(await Queue.FindAsync(new JobId("gone"), Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("{x}")]
    public void An_id_with_other_characters_is_refused(string id) => Assert.Throws<ArgumentException>(() => new JobId(id));
}

using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Tests;

public sealed class EventTests(RedisServer server) : QueueTest(server, options => options.MostDone = 3)
{
    private async Task<List<JobEvent>> ReadAsync(string reader, int count)
    {
        var events = new List<JobEvent>();
        await foreach (var happened in Queue.WatchAsync(reader, Cancel))
        {
            events.Add(happened);
            if (events.Count == count)
                break;
        }
        return events;
    }

    [Fact]
    public async Task A_reader_that_was_away_hears_what_it_missed_and_a_new_one_only_what_comes()
    {
        await using (var first = Queue.WatchAsync("bot", Cancel).GetAsyncEnumerator(Cancel))
        {
            var next = first.MoveNextAsync();
            await UntilAsync(async () => await RawAsync("EXISTS", Key("cursor:bot")) is 1L);
            var id = await EnqueueAsync();
            Assert.True(await next);
            Assert.Equal(new JobEvent(JobEventKind.Queued, id, ""), first.Current);
        }

        var lease = await ClaimAsync(); // while nobody reads
        await Queue.ReportAsync(lease, 0.5, "Denoise", AnyClip, Cancel);
        await Queue.CompleteAsync(lease, AnyInfo, AnyClip, Cancel);
        await Queue.AcknowledgeAsync(await TakeAsync(), Cancel);

        // The event under which the reader ended comes again.
        Assert.Equal(
            [JobEventKind.Queued, JobEventKind.Started, JobEventKind.Preview, JobEventKind.Made, JobEventKind.Done],
            (await ReadAsync("bot", 5)).Select(happened => happened.Kind));
        var late = ReadAsync("another", 1);
        await UntilAsync(async () => await RawAsync("EXISTS", Key("cursor:another")) is 1L);
        var fresh = await EnqueueAsync();
        Assert.Equal([new JobEvent(JobEventKind.Queued, fresh, "")], await late);
    }

    [Fact]
    public async Task Events_of_another_version_are_passed_over()
    {
        await RawAsync("SET", Key("cursor:bot"), "0");
        await RawAsync("XADD", Key("events"), "*", "k", "teleported", "id", "a");
        await RawAsync("XADD", Key("events"), "*", "odd", "entry");
        await RawAsync("XADD", Key("events"), "*", "k", "done", "id", "b", "more", "said");

        Assert.Equal([new JobEvent(JobEventKind.Done, new JobId("b"), "")], await ReadAsync("bot", 1));
    }

    [Fact]
    public async Task Of_many_ended_jobs_the_oldest_are_forgotten()
    {
        var ended = new List<JobId>();
        for (var i = 0; i < 5; i++)
        {
            ended.Add((await MadeAsync()).Id);
            await Queue.AcknowledgeAsync(await TakeAsync(), Cancel);
        }

        Assert.Equal(2, await Queue.TrimAsync(Cancel));

        var kept = new List<JobId>();
        foreach (var id in ended)
        {
            if (await Queue.FindAsync(id, Cancel) is not null)
                kept.Add(id);
        }
        Assert.Equal(3, kept.Count);
    }

    [Fact]
    public async Task A_server_that_lost_the_library_is_given_it_again()
    {
        await using var alone = await Redis.OwnServer.StartAsync();
        await using var queue = JobQueue.Open(alone.Url);
        var id = new JobId("a");
        await queue.EnqueueAsync(Draft(id: id.Value), Cancel);
        await queue.Redis.CallAsync(["FUNCTION", "FLUSH"], Cancel);

        Assert.Equal(JobState.Waiting, (await queue.FindAsync(id, Cancel))?.State);
        Assert.Single((object?[])(await queue.Redis.CallAsync(["FUNCTION", "LIST"], Cancel))!);
    }
}

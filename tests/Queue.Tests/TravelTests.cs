namespace ChatVideoBot.Queue.Tests;

/// <summary>What a job and its clip say of themselves comes back as it was given, and from older versions without what they did not know.</summary>
public sealed class TravelTests(RedisServer server) : QueueTest(server)
{
    [Fact]
    public async Task A_clips_verdict_and_notes_travel_with_it()
    {
        var info = AnyInfo with
        {
            Notes = ["Aspect 16:9 became 5:3."],
            Verdict = new ClipVerdict(true, "It may show what is not for everybody.", new Dictionary<string, double> { ["nsfw"] = 0.93 }),
        };
        var lease = await RunningAsync();
        Assert.True(await Queue.CompleteAsync(lease, info, AnyClip, Cancel));

        var read = (await TakeAsync()).Clip!;

        Assert.Equal(info.Notes, read.Notes);
        Assert.Equal((true, info.Verdict.Why, 0.93), (read.Verdict!.IsFlagged, read.Verdict.Why, read.Verdict.Scores["nsfw"]));
    }

    [Fact]
    public async Task What_an_older_version_wrote_is_read()
    {
        var lease = await MadeAsync();
        await RawAsync("HSET", Queue.Keys.Job(lease.Id), "made", """{"WidthPixels":64,"HeightPixels":48,"Frames":16,"FramesPerSecond":8,"Model":"pocket","Took":"00:00:03"}""");
        await RawAsync("HSET", Queue.Keys.Job(lease.Id), "clip", """{"Prompt":"p","Seconds":3,"Seed":5}""");

        var delivery = await TakeAsync();

        Assert.Equal((16, 0, null), (delivery.Clip!.Frames, delivery.Clip.Notes.Count, delivery.Clip.Verdict));
        var clip = delivery.Job.Clip;
        Assert.Equal(("p", "", "", "", 3.0, 5L, ClipKind.Make), (clip.Prompt, clip.Negative, clip.Aspect, clip.Model, clip.WorkSeconds, clip.Seed, clip.Kind));
        Assert.Empty(clip.Shots);
    }

    [Fact]
    public async Task A_request_of_any_kind_reads_back_as_it_was_given()
    {
        var clip = new ClipRequest
        {
            Prompt = "style",
            Kind = ClipKind.Extend,
            Loop = true,
            Backward = true,
            Strength = 0.4,
            Upscale = 3,
            Smooth = true,
            IsPrivate = true,
            Shots = [new Shot { Prompt = "a" }, new Shot { Prompt = "b", Seconds = 3, Transition = Transition.Dissolve }],
        };
        await EnqueueAsync(Draft() with { Clip = clip });

        var read = (await ClaimAsync()).Clip;

        Assert.Equal(clip.Shots, read.Shots);
        Assert.Equal(clip, read with { Shots = clip.Shots }); // records compare lists by reference
    }
}

using ChatVideoBot.Queue.Scripts;

namespace ChatVideoBot.Queue.Tests;

/// <summary>Which clips an estimate takes for alike.</summary>
public sealed class LikenessTests(RedisServer server) : QueueTest(server)
{
    private static readonly ClipRequest Plain = new() { Prompt = "a red balloon", Seconds = 3 };

    private static readonly byte[] File = [1];

    [Fact]
    public void What_costs_otherwise_is_told_apart()
    {
        ClipRequest[] requests =
        [
            Plain, Plain with { Seconds = 3.6 }, Plain with { Aspect = "16:9" }, Plain with { Upscale = 2 }, Plain with { Upscale = 4 }, Plain with { Smooth = true },
            Plain with { Loop = true }, Plain with { Shots = [new Shot { Prompt = "a" }, new Shot { Prompt = "b", Seconds = 5 }] },
            .. Enum.GetValues<ClipKind>().Except([ClipKind.Make]).Select(kind => Plain with { Kind = kind }),
            Plain with { Kind = ClipKind.Remix, Strength = 0.3 },
        ];

        var names = requests.SelectMany(request => (string[])[Name(request), Name(request, new() { Picture = File }), Name(request, new() { EndPicture = File })]).ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Fact]
    public void What_costs_the_same_is_not()
    {
        Assert.Equal("3st", Name(Plain)); // as the version before said it
        Assert.Equal("3si", Name(Plain, new() { Picture = File }));
        Assert.Equal(Name(Plain), Name(Plain with { Prompt = "b", Seed = 9, Negative = "c", Seconds = 2.7, Upscale = 1, IsPrivate = true }));
        Assert.Equal(Name(Plain), Name(Plain with { Shots = [new Shot { Prompt = "a", Seconds = 1 }, new Shot { Prompt = "b" }] })); // the same three seconds
    }

    [Fact]
    public async Task A_storyboard_waits_for_a_worker_that_makes_all_its_seconds_at_once()
    {
        var story = Draft() with { Clip = Plain with { Shots = [new Shot { Prompt = "a", Seconds = 6 }, new Shot { Prompt = "b", Seconds = 6.5 }] } };
        await Queue.AnnounceAsync("short", [new Lane("pocket") { MostSeconds = 12 }], "1", Cancel);
        await Queue.AnnounceAsync("long", [new Lane("pocket") { MostSeconds = 20 }], "1", Cancel);
        await EnqueueAsync(story);

        Assert.Null(await Queue.ClaimAsync("short", Cancel));
        Assert.Equal(story.Id, (await Queue.ClaimAsync("long", Cancel))?.Id);
    }

    [Fact]
    public async Task What_new_clips_take_says_nothing_of_enlarged_ones()
    {
        await EnqueueAsync(Draft() with { Clip = Plain });
        var lease = await ClaimAsync();
        await StartedAgoAsync(lease, TimeSpan.FromSeconds(90));
        await Queue.CompleteAsync(lease, AnyInfo, default, Cancel);
        async Task<Eta?> EtaAsync(ClipRequest clip)
        {
            var id = await EnqueueAsync(Draft() with { Clip = clip });
            var eta = (await FindAsync(id)).Eta;
            await Queue.CancelAsync(id, new Word("test", ""), Cancel);
            return eta;
        }

        Assert.Equal(60, (await EtaAsync(Plain with { Seconds = 2 }))!.Typical.TotalSeconds, 2.0);
        Assert.Null(await EtaAsync(Plain with { Kind = ClipKind.Enlarge, Upscale = 2 })); // nothing like it was measured

        await EnqueueAsync(Draft() with { Clip = Plain with { Kind = ClipKind.Enlarge, Upscale = 2 } });
        lease = await ClaimAsync();
        await StartedAgoAsync(lease, TimeSpan.FromSeconds(6));
        await Queue.CompleteAsync(lease, AnyInfo, default, Cancel);

        Assert.Equal(4, (await EtaAsync(Plain with { Kind = ClipKind.Enlarge, Upscale = 2, Seconds = 2 }))!.Typical.TotalSeconds, 1.0);
        Assert.Equal(60, (await EtaAsync(Plain with { Seconds = 2 }))!.Typical.TotalSeconds, 2.0);
    }

    private string Name(ClipRequest request, ClipSources? sources = null) =>
        Likeness.Of(Draft() with { Clip = request, Sources = sources ?? ClipSources.None }).Name;
}

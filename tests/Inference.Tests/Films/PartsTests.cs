using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.Schedulers;
using ChatVideoBot.Inference.Films;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Tests.Films;

public sealed class PartsTests
{
    private static readonly LatentGeometry Geometry = new(16, 4, 8, 2);
    private static readonly LatentShape Small = new(2, 3, 2, 2);

    [Theory]
    [InlineData(9, 2, false, 9, 1)]
    [InlineData(9, 2, false, 10, 2)]
    [InlineData(9, 2, false, 121, 17)]
    [InlineData(21, 3, false, 240, 14)]
    [InlineData(14, 4, true, 14, 1)]
    [InlineData(14, 4, true, 30, 3)]
    [InlineData(2, 5, false, 6, 5)] // an overlap as long as the window would never end
    public void A_film_is_cut_into_windows_that_share_frames(int window, int overlap, bool isFixed, int total, int windows)
    {
        var cuts = new WindowCuts(window, overlap, isFixed);
        var (made, count) = (0, 0);
        while (made < total)
        {
            var (shared, frames) = cuts.Next(made, total);
            Assert.InRange(frames, shared + 1, window);
            Assert.True(!isFixed || frames == window);
            Assert.Equal(Math.Min(made, cuts.Overlap), shared);
            made += frames - shared;
            count++;
        }

        Assert.Equal(windows, count);
        Assert.Equal(windows, cuts.Count(0, total));
    }

    [Theory]
    [InlineData(2, 1, 0)] // of two frames one is the neighbour's made anew, and the other is the only free one
    [InlineData(3, 2, 1)]
    [InlineData(4, 3, 2)]
    [InlineData(5, 2, 2)]
    public void Backward_a_window_has_a_frame_to_make_beside_its_neighbours_first(int window, int overlap, int expected)
    {
        var cuts = new WindowCuts(window, overlap, IsFixed: false);

        Assert.Equal(expected, cuts.BackOverlap);
        Assert.True(cuts.Window - cuts.BackOverlap - 1 > 0); // or it would never end
    }

    [Fact]
    public void A_storyboard_lasts_as_long_as_its_shots_however_they_follow()
    {
        foreach (var fps in (double[])[7, 8, 16, 24])
        {
            foreach (var how in Enum.GetValues<Transition>())
            {
                var shots = Enumerable.Range(1, 7).Select(i => new Shot { Prompt = $"shot {i}", Seconds = 0.5 + i * 0.37, Transition = how }).ToList();
                var reels = ShotPlan.Make(shots, "", Geometry, fps);

                Assert.Equal(Math.Round(shots.Sum(shot => shot.Seconds) * fps), reels.Sum(reel => reel.VideoFrames - reel.FadesFrom));
                Assert.Equal(how == Transition.Continue ? 1 : 7, reels.Count);
                Assert.All(reels, reel => Assert.True(Geometry.VideoFrames(reel.Shots[^1].UntilLatent) >= reel.VideoFrames));
                Assert.All(reels.Skip(1), reel => Assert.Equal(how == Transition.Dissolve, reel.FadesFrom > 0));
                Assert.Equal(7, reels.Sum(reel => reel.Shots.Count));
            }
        }
    }

    [Fact]
    public void The_style_follows_every_shot()
    {
        var reels = ShotPlan.Make([new() { Prompt = " a cat " }, new() { Prompt = "" }], "at night", Geometry, 8);

        Assert.Equal(["a cat, at night", "at night"], reels.Select(reel => reel.Shots[0].Prompt));
    }

    [Fact]
    public void A_dissolve_mixes_the_end_of_one_reel_with_the_beginning_of_the_next()
    {
        static byte[][] Reel(byte value, int count) => [.. Enumerable.Range(0, count).Select(_ => new[] { value })];

        var joined = Transitions.Join([(Reel(0, 6), 6, 0), (Reel(200, 5), 5, 3), (Reel(100, 4), 4, 0)]).Select(frame => frame[0]).ToList();

        Assert.Equal(6 + 5 - 3 + 4, joined.Count);
        Assert.Equal([0, 0, 0], joined.Take(3).Select(v => (int)v));
        Assert.True(joined[3] > 0 && joined[3] < joined[4] && joined[4] < joined[5] && joined[5] < 200);
        Assert.Equal([200, 200, 100, 100, 100, 100], joined.Skip(6).Select(v => (int)v));
    }

    [Fact]
    public void Colours_are_pulled_to_the_reference_by_their_share()
    {
        float[] latents = [.. Enumerable.Range(0, Small.Length).Select(i => MathF.Sin(i * 7.1f) * (i < Small.Length / 2 ? 3 : 1) + 1)];
        var reference = new LatentColour([-2, 5], [0.5f, 2]);
        var whole = latents.ToArray();
        reference.Pull(Small, whole, 1);
        var pulled = LatentColour.Of(Small, whole);

        Assert.Equal([-2.0, 5.0], pulled.Mean.Select(m => Math.Round(m, 4)));
        Assert.Equal([0.5, 2.0], pulled.Spread.Select(s => Math.Round(s, 4)));

        var same = latents.ToArray();
        LatentColour.Of(Small, latents).Pull(Small, same, 0.25f);
        Assert.All(same.Zip(latents), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
        var flat = new float[Small.Length]; // no spread: nothing may become infinite
        reference.Pull(Small, flat, 0.25f);
        Assert.All(flat, v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void A_kept_window_is_read_again_by_its_own_film_alone()
    {
        float[] latents = [0, 1.5f, -2.25f, 60000, 1e-7f, 0.1f];
        var kept = Segment.Write(Segment.Mark("a"), latents);
        Segment.Round(latents);

        Assert.Equal(latents, Segment.Read(Segment.Mark("a"), kept, latents.Length));
        Assert.Null(Segment.Read(Segment.Mark("b"), kept, latents.Length));
        Assert.Null(Segment.Read(Segment.Mark("a"), kept[..^1], latents.Length));
        Assert.Null(Segment.Read(Segment.Mark("a"), [], latents.Length));
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(8, 30)]
    [InlineData(30, 8)]
    [InlineData(24, 16)]
    [InlineData(29.97, 60)]
    public async Task Retimed_each_moment_shows_its_frame(double from, double to)
    {
        var frames = Enumerable.Range(0, 20).Select(i => new[] { (byte)i }).ToAsyncEnumerable();
        var most = (int)Math.Round(20 / from * to);

        var retimed = await FramesOf.Retime(frames, from, to, most, TestContext.Current.CancellationToken).Select(f => (int)f[0]).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(0, most).Select(i => Math.Min(19, (int)(i / to * from + 1e-6))), retimed);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_join_that_jumps_is_softened_and_what_stays_is_untouched(bool beforeStays, bool afterStays)
    {
        byte[][] frames = [.. Enumerable.Range(0, 24).Select(i => new[] { (byte)(i < 12 ? 20 + i * 2 : 120 + i * 2) })];

        var soft = await Soften(frames, new Join(12, beforeStays, afterStays));

        Assert.Equal(24, soft.Length);
        Assert.InRange(Math.Abs(soft[12][0] - soft[11][0]), 0, beforeStays || afterStays ? 52 : 4); // 102 before; 2 from any frame to the next
        Assert.Equal(beforeStays, Enumerable.Range(0, 12).All(i => soft[i][0] == frames[i][0]));
        Assert.Equal(afterStays, Enumerable.Range(12, 12).All(i => soft[i][0] == frames[i][0]));
        Assert.All([0, 1, 2, 7, 16, 17, 23], i => Assert.Equal(frames[i], soft[i])); // out of reach
    }

    [Fact]
    public async Task A_join_that_does_not_jump_is_left_alone()
    {
        byte[][] frames = [.. Enumerable.Range(0, 24).Select(i => new[] { (byte)(i * 5) })];

        Assert.Equal(frames, await Soften(frames, new Join(12)));
        Assert.Equal(frames, await Soften(frames, new Join(1), new Join(23), new Join(24)));
    }

    [Fact]
    public void Strength_is_by_noise_not_by_steps()
    {
        var shifted = new FlowMatchEuler(10, 5); // five tenths of its steps are above 0.83

        Assert.Equal(0, HeldLatents.FirstStep(shifted, 1));
        var first = HeldLatents.FirstStep(shifted, 0.5);
        Assert.True(shifted.Sigma(first) <= 0.5 && shifted.Sigma(first - 1) > 0.5);
        Assert.Equal(9, HeldLatents.FirstStep(shifted, 1e-9)); // one step at least
    }

    [Fact]
    public void What_is_held_is_put_back_as_noisy_as_the_step()
    {
        var scheduler = new FlowMatchEuler(4, 1);
        var held = new HeldLatents([10, 10, 10, 10], [1, 0.6f, 0.2f, 0]);
        float[] noise = [1, 1, 1, 1];
        float[] At(int i)
        {
            float[] latents = [-5, -5, -5, -5];
            held.Hold(scheduler, i, noise, latents);
            return latents;
        }

        Assert.Equal([1f, 1, 1, -5], At(0)); // all noise
        Assert.Equal([5.5f, 5.5f, -5, -5], At(2)); // σ = 0.5: held where more than half is
        Assert.Equal([7.75f, -5, -5, -5], At(3));
        Assert.Equal([10f, -5, -5, -5], At(4));
        float[] end = [0, 0, 0, 0];
        held.Settle(end);
        Assert.Equal([10f, 6, 2, 0], end);
    }

    private static async Task<byte[][]> Soften(byte[][] frames, params Join[] joins) =>
        [.. await SeamFade.Soften(frames.ToAsyncEnumerable(), joins).ToListAsync(TestContext.Current.CancellationToken)];
}

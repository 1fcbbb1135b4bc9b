using ChatVideoBot.Inference.Checking;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Tests.Checking;

public sealed class ClipInspectionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void A_hit_whose_neighbour_is_one_too_flags_the_clip()
    {
        using var network = new ColourNetwork();

        var (verdict, looked) = Inspect(network, 17, i => i is 5 or 6 ? 0.75 : 0.1); // 5 is where the first second changes most

        Assert.True(verdict.IsFlagged);
        Assert.Equal("Porn 0.75 at 0.6 s; 2 of 6 frames looked at reach 0.7.", verdict.Why);
        Assert.InRange(verdict.Scores["Porn"], 0.74, 0.76);
        Assert.Equal([0, 4, 5, 6, 8, 16], looked);
    }

    [Fact]
    public void A_hit_alone_does_not_flag_the_clip_unless_it_is_strong()
    {
        using var network = new ColourNetwork();

        var (glitch, looked) = Inspect(network, 17, i => i == 5 ? 0.84 : 0.1);
        var (sure, _) = Inspect(network, 17, i => i == 5 ? 0.86 : 0.1); // half-way from 0.7 to 1 is 0.85

        Assert.False(glitch.IsFlagged, glitch.Why);
        Assert.Empty(glitch.Why);
        Assert.InRange(glitch.Scores["Porn"], 0.83, 0.85);
        Assert.Contains(4, looked);
        Assert.Contains(6, looked);
        Assert.True(sure.IsFlagged);
    }

    [Fact]
    public void A_flash_of_one_frame_is_seen_wherever_it_is()
    {
        using var network = new ColourNetwork();
        for (var flash = 0; flash < 40; flash++)
            Assert.True(Inspect(network, 40, i => i == flash ? 0.95 : 0.1).Verdict.IsFlagged, $"frame {flash}");
    }

    [Fact]
    public void A_class_is_held_to_its_own_threshold()
    {
        using var network = new ColourNetwork(new CheckOptions { Porn = 1, Hentai = 0.5 });
        var size = ColourNetwork.Side;
        ClipVerdict Of(byte[] frame)
        {
            var inspection = network.Check.Begin();
            for (var i = 0; i < 9; i++)
                inspection.Look(frame, size, size, i / 8.0);
            return inspection.Conclude(Cancel);
        }

        Assert.False(Of(ColourNetwork.Frame(1, 0, 1)).IsFlagged); // 1 = never, also for a score of 1
        Assert.False(Of(ColourNetwork.Frame(0, 0.48, 0)).IsFlagged);
        Assert.StartsWith("Hentai 0.5", Of(ColourNetwork.Frame(1, 0.52, 1)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clip_of_one_frame_is_judged_by_it_and_one_of_none_is_not_flagged()
    {
        using var network = new ColourNetwork();

        Assert.True(Inspect(network, 1, _ => 0.75).Verdict.IsFlagged);
        var (empty, _) = Inspect(network, 0, _ => 1);
        Assert.False(empty.IsFlagged);
        Assert.Empty(empty.Scores);
    }

    [Theory]
    [InlineData(30, 60, 25)]
    [InlineData(1000, 3, 25)]
    [InlineData(8, 3600, 25)]
    [InlineData(24, 20, 3)]
    public void A_long_clip_holds_no_more_frames_than_a_short_one(int framesPerSecond, int seconds, int most)
    {
        using var network = new ColourNetwork(new CheckOptions { MostFrames = most });
        var inspection = network.Check.Begin();
        var random = new Random(1);
        for (var i = 0; i < framesPerSecond * seconds; i++)
        {
            inspection.Look(ColourNetwork.Frame(0.3 + 0.2 * random.NextDouble()), ColourNetwork.Side, ColourNetwork.Side, (double)i / framesPerSecond);
            Assert.InRange(inspection.Held, 1, 3 * most);
        }

        inspection.Conclude(Cancel);

        Assert.InRange(inspection.Looked.Count(), 3, most);
        Assert.Contains(0, inspection.Looked);
        Assert.Contains(framesPerSecond * seconds - 1, inspection.Looked);
    }

    [Fact]
    public void A_large_frame_is_kept_small_and_judged_alike()
    {
        using var network = new ColourNetwork();
        var inspection = network.Check.Begin();
        for (var i = 0; i < 3; i++)
            inspection.Look(ColourNetwork.Frame(0.8, 0.2, 0, 300 * 200), 300, 200, i);

        var verdict = inspection.Conclude(Cancel);

        Assert.True(verdict.IsFlagged);
        Assert.InRange(verdict.Scores["Porn"], 0.799, 0.801);
    }

    [Fact]
    public void Frames_are_not_changed()
    {
        using var network = new ColourNetwork();
        var (inspection, frame) = (network.Check.Begin(), ColourNetwork.Frame(0.5, 0.25, 0.75));
        var before = frame.ToArray();

        inspection.Look(frame, ColourNetwork.Side, ColourNetwork.Side, 0);
        inspection.Conclude(Cancel);

        Assert.Equal(before, frame);
    }

    /// <summary>Eight frames a second.</summary>
    /// <param name="red">Of each frame: its score for Porn.</param>
    private static (ClipVerdict Verdict, IReadOnlyList<int> Looked) Inspect(ColourNetwork network, int frames, Func<int, double> red)
    {
        var inspection = network.Check.Begin();
        for (var i = 0; i < frames; i++)
            inspection.Look(ColourNetwork.Frame(red(i)), ColourNetwork.Side, ColourNetwork.Side, i / 8.0);
        return (inspection.Conclude(Cancel), [.. inspection.Looked]);
    }
}

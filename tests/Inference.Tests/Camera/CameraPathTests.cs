using ChatVideoBot.Inference.Camera;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Tests.Camera;

public sealed class CameraPathTests
{
    private static readonly double[] Aspects = [1, 16 / 9.0, 9 / 16.0, 4, 0.25];

    public static TheoryData<string> Moves() => [.. CameraMove.All];

    [Theory]
    [MemberData(nameof(Moves))]
    public void The_window_never_leaves_the_frame_nor_becomes_too_small(string text)
    {
        foreach (var aspect in Aspects)
        {
            foreach (var isLoop in (bool[])[false, true])
            {
                for (var i = 0; i < 51; i++)
                {
                    var window = Path(text, aspect, 51, isLoop).At(i);
                    Assert.InRange(window.Scale, 1 / 1.4 - 1e-9, 1);
                    foreach (var (x, y) in (ReadOnlySpan<(double, double)>)[(-0.5, -0.5), (0.5, -0.5), (-0.5, 0.5), (0.5, 0.5)])
                    {
                        var (right, down) = (x * aspect * window.Scale, y * window.Scale); // of a frame 1 high
                        var (cos, sin) = (Math.Cos(window.Turn), Math.Sin(window.Turn));
                        Assert.InRange(window.CentreX + (right * cos + down * sin) / aspect, -1e-9, 1 + 1e-9);
                        Assert.InRange(window.CentreY - right * sin + down * cos, -1e-9, 1 + 1e-9);
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public void It_goes_one_way_all_the_time_gently_and_in_a_loop_there_and_back(string text)
    {
        double Place(CameraWindow window) => window.CentreX + 3 * window.CentreY + 5 * window.Scale + 7 * window.Turn;
        var places = Enumerable.Range(0, 25).Select(i => Place(Path(text, 1.5, 25, false).At(i))).ToList();
        var steps = places.Zip(places.Skip(1), (a, b) => b - a).ToList();

        Assert.All(steps, step => Assert.Equal(Math.Sign(steps[12]), Math.Sign(step)));
        Assert.True(Math.Abs(steps[0]) < Math.Abs(steps[12]) / 2 && Math.Abs(steps[^1]) < Math.Abs(steps[12]) / 2);

        var loop = Enumerable.Range(0, 25).Select(i => Place(Path(text, 1.5, 24, true).At(i))).ToList();
        Assert.Equal(loop[0], loop[24], 9); // the frame after the last is the first
        Assert.Equal(places[^1], loop[12], 9);
        Assert.Equal(loop[5], loop[19], 9);
    }

    [Fact]
    public void One_frame_alone_is_no_move() => Assert.Equal(CameraWindow.Whole, Path("zoom in", 1, 1, false).At(0));

    private static CameraPath Path(string text, double aspect, int frames, bool isLoop)
    {
        Assert.True(CameraMove.TryParse(text, out var move, out _));
        return new CameraPath(move!, aspect, frames, isLoop);
    }
}

using ChatVideoBot.Inference.Enlarging;

namespace ChatVideoBot.Inference.Tests.Enlarging;

public sealed class TilesTests
{
    [Fact]
    public void Stretches_meet_without_a_seam_and_show_a_halo_wherever_there_is_a_picture()
    {
        for (var length = 1; length < 900; length++)
        {
            foreach (var (most, halo, border) in ((int, int, int)[])[(268, 10, 6), (256, 10, 0), (43, 10, 10), (21, 10, 6), (8, 0, 0)])
            {
                var stretches = Tiles.Cut(length, most, halo, border);
                var at = 0;
                foreach (var one in stretches)
                {
                    Assert.Equal(at, one.Start);
                    Assert.InRange(one.Length, 1, most);
                    Assert.InRange(one.Seen, one.Length, most);
                    Assert.Equal(Math.Max(-border, one.Start - halo), one.SeenStart);
                    Assert.Equal(Math.Min(length + border, one.Start + one.Length + halo), one.SeenStart + one.Seen);
                    at += one.Length;
                }

                Assert.Equal(length, at);
                Assert.InRange(stretches.Max(s => s.Length) - stretches.Min(s => s.Length), 0, 1);
            }
        }
    }
}

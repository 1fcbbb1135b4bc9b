using ChatVideoBot.Inference.Vae;

namespace ChatVideoBot.Inference.Tests.Vae;

public sealed class TilePlanTests
{
    [Fact]
    public void Any_length_is_covered_by_tiles_of_one_length_that_count_1_together_and_nothing_in_their_halos()
    {
        for (var tile = 2; tile <= 14; tile++)
        {
            for (var overlap = 1; overlap < tile; overlap++)
            {
                for (var halo = 0; 2 * halo < overlap; halo++)
                {
                    for (var length = 1; length <= 45; length++)
                        Check(TilePlan.Make(length, tile, overlap, halo), length, tile, overlap, halo);
                }
            }
        }
    }

    [Theory]
    [InlineData(8, 4, 2)]
    [InlineData(8, 8, 1)]
    [InlineData(4, 0, 0)]
    public void Tiles_that_cannot_hide_their_edges_are_refused(int tile, int overlap, int halo) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TilePlan.Make(100, tile, overlap, halo));

    private static void Check(TilePlan plan, int length, int tile, int overlap, int halo)
    {
        var what = $"{length} in tiles of {tile}, overlap {overlap}, halo {halo}";
        Assert.True(plan.Starts[0] == 0 && plan.Starts[^1] + plan.Tile == length && plan.Tile == Math.Min(tile, length), what);
        for (var i = 1; i < plan.Starts.Count; i++)
            Assert.True(plan.Starts[i] > plan.Starts[i - 1] && plan.Starts[i - 1] + plan.Tile - plan.Starts[i] >= overlap, what);
        foreach (var scale in (int[])[1, 3])
        {
            var sums = new float[length * scale];
            for (var i = 0; i < plan.Starts.Count; i++)
            {
                var weights = plan.Weights(i, scale);
                for (var place = 0; place < weights.Length; place++)
                {
                    Assert.True(weights[place] is >= 0 and <= 1, what);
                    var inHalo = (i > 0 && place < halo * scale) || (i < plan.Starts.Count - 1 && place >= (plan.Tile - halo) * scale);
                    Assert.True(!inHalo || weights[place] == 0, what);
                    sums[plan.Starts[i] * scale + place] += weights[place];
                }
            }

            Assert.True(sums.All(s => s > 1e-3f), what); // every place is seen by a tile that counts, so that they can be made to sum to 1
        }
    }
}

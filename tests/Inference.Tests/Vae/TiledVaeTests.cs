using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Replay;
using ChatVideoBot.Inference.Vae;

namespace ChatVideoBot.Inference.Tests.Vae;

public sealed class TiledVaeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Latents around a place that its pixels depend on; -1 = all of the picture, by norms over it or by attention.</summary>
    public static TheoryData<string, int> Reaches => new() { { "ltx", 7 }, { "wan_t2v", -1 }, { "wan_ti2v", -1 }, { "pocket", -1 }, { "animatediff", -1 }, { "svd", -1 } };

    [Theory]
    [MemberData(nameof(Reaches))]
    public void A_decoder_sees_as_far_as_is_known_of_it(string family, int expected)
    {
        using var model = Vaes.Load(family);
        var side = expected < 0 ? 9 : 4 * expected + 1;
        var shape = new LatentShape(model.Folder.Geometry.Channels, 1, side, side);
        var latents = Vaes.Noisy(model, shape);
        var before = Vaes.Decode(Vaes.Whole(model), shape, latents);
        for (var c = 0; c < shape.Channels; c++)
            latents[c * shape.Plane + shape.Plane / 2] += 3 * model.Folder.Statistics.Deviation[c];

        var after = Vaes.Decode(Vaes.Whole(model), shape, latents);

        var (scale, reach) = (model.Folder.Geometry.PixelsPerLatent, 0);
        for (var i = 0; i < after.Sample.Length; i++)
        {
            if (Math.Abs(after.Sample[i] - before.Sample[i]) < 1e-6)
                continue;
            var (x, y) = (i % after.WidthPixels / scale, i / after.WidthPixels % after.HeightPixels / scale);
            reach = Math.Max(reach, Math.Max(Math.Abs(x - side / 2), Math.Abs(y - side / 2)));
        }

        Assert.Equal(expected < 0 ? side / 2 : expected, reach);
    }

    [Theory]
    [InlineData(17, 16, 16, 15)]
    [InlineData(16, 21, 18, 15)]
    public void A_decoder_that_sees_no_further_than_the_halo_gives_in_tiles_what_it_gives_for_the_whole(int width, int height, int tile, int overlap)
    {
        using var model = Vaes.Load("ltx");
        var shape = new LatentShape(8, 1, height, width);
        var latents = Vaes.Noisy(model, shape);
        var whole = Vaes.Decode(Vaes.Whole(model), shape, latents);

        var tiled = Vaes.Decode(new TiledVae(Vaes.Whole(model), model.Folder.Geometry, tile * 32, overlap * 32, 7 * 32), shape, latents);
        var without = Vaes.Decode(new TiledVae(Vaes.Whole(model), model.Folder.Geometry, tile * 32, overlap * 32, 0), shape, latents);

        Assert.InRange(Vaes.Error(tiled, whole), 0, 1e-4);
        Assert.True(Vaes.Error(without, whole) > 1e-3); // it is the halo that does it
        Vaes.AssertFree(model);
    }

    [Theory]
    [InlineData("pocket", 16)]
    [InlineData("wan_t2v", 12)]
    [InlineData("wan_ti2v", 12)]
    [InlineData("ltx", 8)]
    [InlineData("animatediff", 16)]
    [InlineData("svd", 16)]
    public void Where_a_decoder_sees_the_whole_picture_tiles_leave_no_hard_edge(string family, int tile)
    {
        using var model = Vaes.Load(family);
        var (codec, scale) = (Vaes.Whole(model), model.Folder.Geometry.PixelsPerLatent);
        var shape = new LatentShape(model.Folder.Geometry.Channels, 2, tile / 2, tile * 7 / 4);
        var latents = Vaes.Smooth(model, shape);
        var plan = TilePlan.Make(shape.Width, tile, tile / 4, tile / 16);
        Assert.Equal(2, plan.Starts.Count);

        var tiled = Jumps(Vaes.Decode(new TiledVae(codec, model.Folder.Geometry, tile * scale, tile * scale / 4, tile * scale / 16), shape, latents));

        // What each tile has there itself, of what the network draws: beside that, an edge would stand out.
        var own = new double[tiled.Length];
        foreach (var start in plan.Starts)
        {
            var alone = Jumps(Vaes.Decode(codec, shape with { Width = tile }, Cut(shape, latents, start, tile)));
            for (var x = 0; x < alone.Length; x++)
                own[start * scale + x] = Math.Max(own[start * scale + x], alone[x]);
        }

        var worst = Enumerable.Range(0, tiled.Length).MaxBy(x => tiled[x] / own[x]);
        Assert.True(tiled[worst] <= 1.1 * own[worst], $"{family}: mean jump of {tiled[worst]} after column {worst}, {own[worst]} in the tiles alone");
    }

    [Theory]
    [InlineData(64, 16, 4)]
    [InlineData(64, 16, 0)]
    [InlineData(48, 8, 0)]
    public void Between_tiles_of_different_brightness_the_picture_changes_evenly(int tile, int overlap, int halo)
    {
        // A codec that makes each tile as bright as it is on average, as a norm over the tile does.
        var geometry = new LatentGeometry(1, 1, 4, 1);
        var shape = new LatentShape(1, 2, 30, 50);
        var latents = Enumerable.Range(0, shape.Length).Select(i => i % shape.Width + i / shape.Width % shape.Height * 1f).ToArray();

        var clip = Vaes.Decode(new TiledVae(new Brightness(), geometry, tile, overlap, halo), shape, latents);

        Assert.Equal((2, 200, 120), (clip.Frames, clip.WidthPixels, clip.HeightPixels));
        var (steepest, step) = (0f, (tile - overlap) / 4f); // of the averages, from tile to tile
        for (var i = 0; i < clip.Sample.Length; i++)
        {
            if (i % 200 < 199)
                steepest = Math.Max(steepest, Math.Abs(clip.Sample[i + 1] - clip.Sample[i]));
            if (i / 200 % 120 < 119)
                steepest = Math.Max(steepest, Math.Abs(clip.Sample[i + 200] - clip.Sample[i]));
        }

        Assert.InRange(steepest, 0.5f * step / overlap, 1.25f * step / (overlap - 2 * halo)); // steeper where three tiles share a place
    }

    [Theory]
    [InlineData("pocket")]
    [InlineData("wan_t2v")]
    [InlineData("svd")]
    public void Frames_come_in_the_pieces_of_the_codec_within(string family)
    {
        using var model = Vaes.Load(family);
        var geometry = model.Folder.Geometry;
        var shape = new LatentShape(geometry.Channels, family == "pocket" ? 30 : 5, 4, 10);
        var latents = Vaes.Noisy(model, shape);
        var codec = family == "pocket" ? new ChunkedVae(model.Components, geometry, 14, 8) : family == "svd" ? new PerFrameVae(model.Components, geometry, 2) : Vaes.Whole(model);
        var whole = codec.Decode(shape, latents, Cancel).ToList();

        var tiled = new TiledVae(codec, geometry, 6 * geometry.PixelsPerLatent, 2 * geometry.PixelsPerLatent, 0).Decode(shape, latents, Cancel).ToList();

        Assert.True(whole.Count > 2);
        Assert.Equal(whole.Select(p => (p.First, p.Frames, p.WidthPixels, p.HeightPixels)), tiled.Select(p => (p.First, p.Frames, p.WidthPixels, p.HeightPixels)));
        Assert.All(tiled, p => Assert.All(p.Sample, v => Assert.True(float.IsFinite(v))));
        // The first tile alone decodes to the picture's left edge, which no other tile touches.
        var left = Vaes.Join(codec.Decode(shape with { Width = 6 }, Cut(shape, latents, 0, 6), Cancel));
        var joined = Vaes.Join(tiled);
        var worst = Enumerable.Range(0, 3 * left.Frames * left.HeightPixels).Max(row => Math.Abs(left.Sample[row * left.WidthPixels] - joined.Sample[row * joined.WidthPixels]));
        Assert.InRange(worst, 0, 1e-5);
        Vaes.AssertFree(model);
    }

    [Fact]
    public void Left_before_its_end_or_cancelled_no_tile_holds_a_graph()
    {
        using var model = Vaes.Load("wan_t2v");
        using var cancel = new CancellationTokenSource();
        var shape = new LatentShape(16, 4, 4, 10);
        var tiled = new TiledVae(Vaes.Whole(model), model.Folder.Geometry, 48, 16, 0);
        using (var pieces = tiled.Decode(shape, Vaes.Noisy(model, shape), Cancel).GetEnumerator())
            Assert.True(pieces.MoveNext());
        Vaes.AssertFree(model);

        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (var _ in tiled.Decode(shape, Vaes.Noisy(model, shape), cancel.Token))
                cancel.Cancel();
        });
        Vaes.AssertFree(model);
    }

    [Theory]
    [InlineData("wan_i2v", 5, 112, 96, 64)]
    [InlineData("pocket", 5, 112, 96, 72)] // a tile of 9 latents, which the model's patches do not divide
    [InlineData("wan_ti2v", 5, 160, 128, 80)]
    [InlineData("animatediff", 3, 104, 96, 56)]
    [InlineData("ltx", 1, 160, 192, 96)]
    public void A_clip_is_encoded_in_tiles_too(string family, int frames, int width, int height, int tile)
    {
        using var model = Vaes.Load(family);
        using var encoder = family == "animatediff" ? Vaes.Encoder(family) : null;
        var codec = encoder is null ? Vaes.Whole(model) : new PerFrameVae(encoder, model.Folder.Geometry, 16);
        var pixels = new LatentShape(3, frames, height, width);
        var sample = new float[pixels.Length];
        for (var i = 0; i < sample.Length; i++)
            sample[i] = 0.8f * MathF.Sin(0.02f * (i % width) + i / pixels.Plane) * MathF.Cos(0.03f * (i / width % height));

        var whole = codec.Encode(sample, frames, width, height, Cancel);
        var tiled = new TiledVae(codec, model.Folder.Geometry, tile, tile / 4, tile / 16).Encode(sample, frames, width, height, Cancel);
        var one = new TiledVae(codec, model.Folder.Geometry, 1024, 256, 64).Encode(sample, frames, width, height, Cancel);

        Assert.Equal(whole, one); // no larger than a tile
        Assert.Equal(whole.Length, tiled.Length);
        var (spread, error) = (whole.Max() - whole.Min(), whole.Zip(tiled, (a, b) => Math.Abs(a - b)).Average());
        Assert.True(error > 0 && error < 0.25 * spread, $"{family}: mean difference {error} where latents spread over {spread}");
        Vaes.AssertFree(model);
    }

    [Theory]
    [InlineData("wan_t2v")]
    [InlineData("ltx")]
    public void Any_tile_size_of_the_settings_works(string family)
    {
        using var model = Vaes.Load(family);
        var shape = new LatentShape(model.Folder.Geometry.Channels, 1, 6, 10);
        var latents = Vaes.Noisy(model, shape);
        foreach (var tile in (int[])[1, 72, 100, 8192])
        {
            using var tiled = LoadedModel.Load(model.Folder.Folder, new InferenceOptions { Threads = 1, VaeTilePixels = tile });
            var clip = Vaes.Decode(tiled.Vae(tiled.Folder.Defaults), shape, latents);
            Assert.Equal((1, 10 * model.Folder.Geometry.PixelsPerLatent, 6 * model.Folder.Geometry.PixelsPerLatent), (clip.Frames, clip.WidthPixels, clip.HeightPixels));
            Assert.All(clip.Sample, v => Assert.True(float.IsFinite(v)));
        }
    }

    /// <summary>The mean difference of each column and the next, over all rows and frames.</summary>
    private static double[] Jumps(DecodedFrames clip)
    {
        var jumps = new double[clip.WidthPixels - 1];
        for (var i = 0; i < clip.Sample.Length; i++)
        {
            if (i % clip.WidthPixels is var x && x < jumps.Length)
                jumps[x] += Math.Abs(clip.Sample[i + 1] - clip.Sample[i]) * clip.WidthPixels / clip.Sample.Length;
        }

        return jumps;
    }

    private static float[] Cut(LatentShape shape, float[] latents, int start, int width) =>
        [.. latents.Where((_, i) => i % shape.Width >= start && i % shape.Width < start + width)];

    private sealed class Brightness : IVaeCodec
    {
        public float[] Encode(float[] sample, int frames, int widthPixels, int heightPixels, CancellationToken cancel) => throw new NotSupportedException();

        public IEnumerable<DecodedFrames> Decode(LatentShape shape, float[] latents, CancellationToken cancel)
        {
            for (var f = 0; f < shape.Frames; f++)
            {
                var sample = new float[3 * 16 * shape.Plane];
                sample.AsSpan().Fill(shape.Slice(latents, f, 1).Average());
                yield return new DecodedFrames(sample, f, 1, 4 * shape.Width, 4 * shape.Height);
            }
        }
    }
}

using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Replay;
using ChatVideoBot.Inference.Tests.Families;
using ChatVideoBot.Inference.Vae;

namespace ChatVideoBot.Inference.Tests.Vae;

public sealed class StreamedVaeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("wan_t2v", "unipc")]
    [InlineData("wan_ti2v", "text")]
    public void The_latents_of_a_golden_case_become_its_frames_one_latent_frame_at_a_time(string family, string name)
    {
        using var model = Vaes.Load(family);
        var golden = GoldenCase.Read(Path.Combine(FamilyFolders.Of(family), "golden", name));
        var shape = model.Folder.Geometry.Latents(golden.NumFrames, golden.Width, golden.Height);
        var latents = golden.Array("latents_steps").Floats[^shape.Length..];
        model.Folder.Statistics.Denormalise(latents);

        var pieces = Vaes.Whole(model).Decode(shape, latents, Cancel).ToList();

        Assert.Equal([1, .. Enumerable.Repeat(4, shape.Frames - 1)], pieces.Select(p => p.Frames));
        var clip = Vaes.Join(pieces);
        var expected = golden.Array("frames");
        Assert.Equal([clip.Frames, clip.HeightPixels, clip.WidthPixels, 3], expected.Shape[^4..]);
        var plane = clip.Frames * clip.HeightPixels * clip.WidthPixels;
        var ours = Enumerable.Range(0, expected.Floats.Length).Select(i => (Math.Clamp(clip.Sample[i % 3 * plane + i / 3], -1, 1) + 1) / 2).ToArray();
        Assert.InRange(GoldenReplay.Error(ours, expected.Floats), 0, 1e-3);
    }

    [Theory]
    [InlineData("wan_t2v")]
    [InlineData("wan_ti2v")]
    public void A_longer_clip_begins_with_the_frames_of_the_shorter(string family)
    {
        using var model = Vaes.Load(family);
        var shape = new LatentShape(model.Folder.Geometry.Channels, 5, 4, 6);
        var latents = Vaes.Noisy(model, shape);
        var whole = Vaes.Decode(Vaes.Whole(model), shape, latents);
        Assert.Equal(17, whole.Frames);

        foreach (var frames in (int[])[1, 2, 4])
        {
            var shorter = Vaes.Decode(Vaes.Whole(model), shape with { Frames = frames }, shape.Slice(latents, 0, frames));
            Assert.Equal(shorter.Sample, Vaes.Beginning(whole, shorter.Frames)); // causal, and the same graphs: to the bit
        }
    }

    [Fact]
    public void What_went_before_is_remembered()
    {
        using var model = Vaes.Load("wan_t2v");
        var shape = new LatentShape(16, 2, 4, 4);
        var latents = Vaes.Noisy(model, shape);
        var other = Vaes.Noisy(model, shape, seed: 4);
        for (var c = 0; c < 16; c++) // another first frame, the same second
            latents.AsSpan((c * 2 + 1) * 16, 16).CopyTo(other.AsSpan((c * 2 + 1) * 16));

        var (one, two) = (Vaes.Whole(model).Decode(shape, latents, Cancel).Last(), Vaes.Whole(model).Decode(shape, other, Cancel).Last());

        Assert.True(Vaes.Error(one, two) > 0.01);
    }

    [Theory]
    [InlineData("wan_i2v", 9, 48, 32)]
    [InlineData("wan_i2v", 1, 16, 16)]
    [InlineData("wan_ti2v", 5, 32, 64)]
    public void A_clip_is_encoded_to_latents_of_its_shape_and_begins_with_those_of_a_shorter_one(string family, int frames, int width, int height)
    {
        using var model = Vaes.Load(family);
        var shape = model.Folder.Geometry.Latents(frames, width, height);
        var pixels = new LatentShape(3, frames, height, width);
        var sample = new float[pixels.Length];
        Noise.Fill(5, pixels, sample);

        var latents = Vaes.Whole(model).Encode(sample, frames, width, height, Cancel);

        Assert.Equal(shape.Length, latents.Length);
        Assert.All(latents, l => Assert.True(float.IsFinite(l)));
        Assert.True(latents.Max() > latents.Min());
        Assert.Equal(Vaes.Whole(model).Encode(pixels.Slice(sample, 0, 1), 1, width, height, Cancel), shape.Slice(latents, 0, 1));
        Vaes.AssertFree(model);
    }

    [Fact]
    public void Cancelled_in_the_middle_it_holds_no_graph()
    {
        using var model = Vaes.Load("wan_t2v");
        using var cancel = new CancellationTokenSource();
        var shape = new LatentShape(16, 4, 4, 4);
        var frames = 0;

        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (var piece in Vaes.Whole(model).Decode(shape, Vaes.Noisy(model, shape), cancel.Token))
            {
                frames += piece.Frames;
                if (frames > 1)
                    cancel.Cancel();
            }
        });

        Assert.Equal(5, frames);
        Vaes.AssertFree(model);
        Assert.Equal(13, Vaes.Decode(Vaes.Whole(model), shape, Vaes.Noisy(model, shape)).Frames); // and works again
    }

    [Fact]
    public void Left_before_its_end_it_holds_no_graph()
    {
        using var model = Vaes.Load("wan_t2v");
        var shape = new LatentShape(16, 4, 4, 4);

        using (var pieces = Vaes.Whole(model).Decode(shape, Vaes.Noisy(model, shape), Cancel).GetEnumerator())
        {
            Assert.True(pieces.MoveNext());
            model.Components.FreeUnused();
            Assert.Equal([StreamedVae.FirstDecoder, StreamedVae.NextDecoder], model.Components.Loaded.Order());
        }

        Vaes.AssertFree(model);
    }

    [Fact]
    public void Where_the_second_graph_cannot_be_loaded_the_first_is_not_held()
    {
        using var folder = Graphs.TinyFolder.LinkedTo(FamilyFolders.Of("wan_t2v"));
        using var store = folder.Store(StreamedVae.FirstDecoder, StreamedVae.NextDecoder);
        File.Delete(folder.Of(StreamedVae.NextDecoder));

        Assert.Throws<ModelException>(() => new StreamedVae(store, new LatentGeometry(16, 4, 8, 2)).Decode(new LatentShape(16, 2, 2, 2), new float[128], Cancel).First());

        store.FreeUnused();
        Assert.Empty(store.Loaded);
    }
}

using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Replay;
using ChatVideoBot.Inference.Tests.Families;
using ChatVideoBot.Inference.Tests.Graphs;
using ChatVideoBot.Inference.Vae;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Tests.Vae;

public sealed class PerFrameVaeTests
{
    private static readonly LatentShape Shape = new(4, 7, 4, 6);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public void A_decoder_of_pictures_gives_the_same_in_chunks_of_any_length(int chunk)
    {
        using var model = Vaes.Load("animatediff");
        var latents = Vaes.Noisy(model, Shape);
        var whole = Vaes.Decode(new PerFrameVae(model.Components, model.Folder.Geometry, 7), Shape, latents);

        var pieces = new PerFrameVae(model.Components, model.Folder.Geometry, chunk).Decode(Shape, latents, Cancel).ToList();

        Assert.Equal((7 + chunk - 1) / chunk, pieces.Count);
        Assert.InRange(Vaes.Error(Vaes.Join(pieces), whole), 0, 1e-5);
    }

    [Fact]
    public void A_decoder_that_mixes_frames_does_so_within_a_chunk()
    {
        using var model = Vaes.Load("svd");
        var latents = Vaes.Noisy(model, Shape);
        DecodedFrames InChunksOf(int chunk) => Vaes.Decode(new PerFrameVae(model.Components, model.Folder.Geometry, chunk), Shape, latents);

        var (whole, threes) = (InChunksOf(7), InChunksOf(3));

        Assert.True(Vaes.Error(threes, whole) > 1e-3);
        Assert.True(Vaes.Error(InChunksOf(1), threes) > 1e-3);
        Assert.Equal(whole.Sample, InChunksOf(16).Sample);
        var three = Vaes.Decode(new PerFrameVae(model.Components, model.Folder.Geometry, 3), Shape with { Frames = 3 }, Shape.Slice(latents, 3, 3));
        Assert.Equal(three.Sample, new LatentShape(3, 7, 32, 48).Slice(threes.Sample, 3, 3)); // the second chunk knows nothing of the first
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(6, false)]
    public void The_golden_case_was_decoded_in_chunks_of_its_own_length(int chunk, bool same)
    {
        using var model = Vaes.Load("svd");
        var golden = GoldenCase.Read(Path.Combine(FamilyFolders.Of("svd"), "golden", "euler"));
        var shape = model.Folder.Geometry.Latents(golden.NumFrames, golden.Width, golden.Height);
        var latents = new float[shape.Length];
        LatentLayout.FramesFirst.Unpack(shape, golden.Array("latents_steps").Floats.AsSpan()[^shape.Length..], latents);
        model.Folder.Statistics.Denormalise(latents);

        var clip = Vaes.Decode(new PerFrameVae(model.Components, model.Folder.Geometry, chunk), shape, latents);

        var expected = golden.Array("frames").Floats;
        var plane = clip.Sample.Length / 3;
        var ours = Enumerable.Range(0, expected.Length).Select(i => (Math.Clamp(clip.Sample[i % 3 * plane + i / 3], -1, 1) + 1) / 2).ToArray();
        Assert.Equal(same, GoldenReplay.Error(ours, expected) < 1e-3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    public void A_clip_is_encoded_frame_by_frame(int chunk)
    {
        using var store = Vaes.Encoder("animatediff");
        var geometry = new LatentGeometry(4, 1, 8, 1);
        var pixels = new LatentShape(3, 5, 16, 24);
        var sample = new float[pixels.Length];
        Noise.Fill(9, pixels, sample);

        var latents = new PerFrameVae(store, geometry, chunk).Encode(sample, 5, 24, 16, Cancel);

        var alone = new PerFrameVae(store, geometry, 1).Encode(pixels.Slice(sample, 3, 1), 1, 24, 16, Cancel);
        Assert.Equal(4 * 5 * 6, latents.Length);
        Assert.InRange(GoldenReplay.Error(new LatentShape(4, 5, 2, 3).Slice(latents, 3, 1), alone), 0, 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    public void A_graph_for_a_fixed_number_of_frames_gets_as_many_and_the_rest_is_dropped(int batch)
    {
        using var folder = new TinyFolder();
        var zero = new TinyGraph().Input("latent_sample", TensorElementType.Float, batch, 3, "h", "w").Output("sample", TensorElementType.Float, batch, 3, "h", "w").Node("Neg", "latent_sample", "sample");
        var moments = new TinyGraph().Input("sample", TensorElementType.Float, batch, 3, "h", "w").Output("latent_parameters", TensorElementType.Float, batch, 3, "h", "w").Node("Neg", "sample", "latent_parameters");
        folder.Write(VaeGraphs.Decoder, zero);
        folder.Write(VaeGraphs.Encoder, moments);
        using var store = folder.Store(VaeGraphs.Decoder, VaeGraphs.Encoder);
        var vae = new PerFrameVae(store, new LatentGeometry(3, 1, 1, 1), 2);
        var shape = new LatentShape(3, 7, 2, 2);
        var latents = Enumerable.Range(0, shape.Length).Select(i => (float)i).ToArray();

        var pieces = vae.Decode(shape, latents, Cancel).ToList();

        Assert.Equal(latents.Select(l => -l), Vaes.Join(pieces).Sample);
        Assert.Equal((7 + batch - 1) / batch, pieces.Count);
        Assert.Equal(latents.Select(l => -l), vae.Encode(latents, 7, 2, 2, Cancel));
        store.FreeUnused();
        Assert.Empty(store.Loaded);
    }
}

using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Tests.Families;
using ChatVideoBot.Inference.Tests.Graphs;
using ChatVideoBot.Inference.Vae;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Tests.Vae;

/// <summary>Decoders that repeat each latent 8 x 8 times, and ask for 2^48 bytes where a picture is larger than a tile of 256 pixels.</summary>
public sealed class OutOfMemoryTests
{
    private const int MostLatents = 32 * 32;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(40, 33)]
    [InlineData(20, 70)]
    [InlineData(8, 8)]
    public void Where_memory_lacks_for_whole_pictures_they_are_decoded_in_tiles(int height, int width)
    {
        using var folder = TinyFolder.LinkedTo(FamilyFolders.Of("animatediff"));
        folder.Write(VaeGraphs.Decoder, Hungry(new TinyGraph()
            .Input("latent_sample", TensorElementType.Float, "n", 4, "h", "w").Output("sample", TensorElementType.Float, "n", 3, "H", "W")
            .Whole("rgb", [0, 1, 2]).Node("Gather", "latent_sample rgb", "colours", ("axis", 1))
            .Weights("scales", [1, 1, 8, 8], 4).Node("Resize", "colours  scales", "large"), hungry: true));
        using var model = LoadedModel.Load(folder.Path, new InferenceOptions { Threads = 1 });
        var shape = new LatentShape(4, 2, height, width);
        var latents = Places(shape);

        var clip = Vaes.Join(model.Decode(model.Folder.Defaults with { DecodeChunk = 1 }, shape, latents, _ => { }, Cancel));

        Check(model, shape, latents, clip);
    }

    [Theory]
    [InlineData(false, true)] // first.onnx makes one frame of a latent frame, next.onnx four: memory may run out at the second
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Frames_that_were_given_out_before_memory_ran_out_are_not_given_out_again(bool firstHungry, bool nextHungry)
    {
        using var folder = TinyFolder.LinkedTo(FamilyFolders.Of("wan_t2v"));
        folder.Write(StreamedVae.FirstDecoder, Streamed(1, firstHungry));
        folder.Write(StreamedVae.NextDecoder, Streamed(4, nextHungry));
        using var model = LoadedModel.Load(folder.Path, new InferenceOptions { Threads = 1 });
        var shape = new LatentShape(16, 3, 40, 36);
        var latents = Places(shape);

        var pieces = model.Decode(model.Folder.Defaults, shape, latents, _ => { }, Cancel).ToList();

        Assert.Equal([0, 1, 5], pieces.Select(p => p.First));
        Check(model, shape, latents, Vaes.Join(pieces));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_memory_lacks_for_a_whole_picture_it_is_encoded_in_tiles(bool memoryLacks)
    {
        using var store = Vaes.Encoder("animatediff");
        var vae = new FrugalVae(new Failing(new ModelException("It failed.") { OutOfMemory = memoryLacks }), new Given([1, 2, 3]), store);

        if (memoryLacks)
            Assert.Equal([1, 2, 3], vae.Encode([], 1, 8, 8, Cancel));
        else
            Assert.Equal("It failed.", Assert.Throws<ModelException>(() => vae.Encode([], 1, 8, 8, Cancel)).Message);
    }

    [Fact]
    public void What_fails_for_another_reason_is_not_tried_in_tiles()
    {
        using var folder = TinyFolder.LinkedTo(FamilyFolders.Of("animatediff"));
        folder.Write(VaeGraphs.Decoder, new TinyGraph()
            .Input("latent_sample", TensorElementType.Float, "n", 4, "h", "w").Output("sample", TensorElementType.Float, "n", 3, "H", "W").Node("Neg", "latent_sample", "sample"));
        using var model = LoadedModel.Load(folder.Path, new InferenceOptions { Threads = 1 });
        var shape = new LatentShape(4, 1, 40, 40);

        var failed = Assert.Throws<ModelException>(() => model.Decode(model.Folder.Defaults, shape, Places(shape), _ => { }, Cancel).Count());

        Assert.StartsWith("vae_decoder/model.onnx gave 1 x 4 x 40 x 40 where 1 x 3 x 320 x 320 were due", failed.Message, StringComparison.Ordinal);
        Vaes.AssertFree(model);
    }

    private static float[] Places(LatentShape shape) => [.. Enumerable.Range(0, shape.Length).Select(i => i % 251 / 300f)];

    /// <summary>Each pixel is its latent, in the VAE's own scale.</summary>
    private static void Check(LoadedModel model, LatentShape shape, float[] latents, DecodedFrames clip)
    {
        var ready = latents.ToArray();
        model.Folder.Statistics.Denormalise(ready);
        Assert.Equal((model.Folder.Geometry.VideoFrames(shape.Frames), 8 * shape.Width, 8 * shape.Height), (clip.Frames, clip.WidthPixels, clip.HeightPixels));
        var (plane, ratio) = (clip.WidthPixels * clip.HeightPixels, model.Folder.Geometry.FramesPerLatent);
        for (var i = 0; i < clip.Sample.Length; i++)
        {
            var (c, f, y, x) = (i / plane / clip.Frames, i / plane % clip.Frames, i % plane / clip.WidthPixels, i % clip.WidthPixels);
            var expected = ready[(c * shape.Frames + (f + ratio - 1) / ratio) * shape.Plane + y / 8 * shape.Width + x / 8];
            if (!(Math.Abs(clip.Sample[i] - expected) <= 1e-5f * Math.Max(1, Math.Abs(expected))))
                Assert.Fail($"frame {f}, {x}, {y}: {clip.Sample[i]} for {expected}");
        }

        Vaes.AssertFree(model);
    }

    private static TinyGraph Streamed(int frames, bool hungry) => Hungry(new TinyGraph()
        .Input("latent_sample", TensorElementType.Float, 1, 16, 1, "h", "w").Output("sample", TensorElementType.Float, 1, 3, frames, "H", "W")
        .Whole("rgb", [0, 1, 2]).Node("Gather", "latent_sample rgb", "colours", ("axis", 1))
        .Weights("scales", [1, 1, frames, 8, 8], 5).Node("Resize", "colours  scales", "large"), hungry);

    /// <summary>large → sample, with a tensor of 2^46 numbers on the way where there are more than <see cref="MostLatents"/>.</summary>
    private static TinyGraph Hungry(TinyGraph graph, bool hungry) => !hungry ? graph.Node("Identity", "large", "sample") : graph
        .Node("Shape", "latent_sample", "dimensions").Whole("sides", [-1, -2]).Node("Gather", "dimensions sides", "side")
        .Whole("first", [0]).Node("ReduceProd", "side first", "area", ("keepdims", 1)).Whole("most", [MostLatents]).Node("Sub", "area most", "beyond").Node("Max", "beyond first", "more")
        .Whole("huge", [1L << 46]).Node("Mul", "more huge", "places").Whole("one", [1]).Node("Add", "places one", "size").Node("ConstantOfShape", "size", "zeros")
        .Node("ReduceMax", "zeros first", "nothing", ("keepdims", 1)).Node("Add", "large nothing", "sample");

    private sealed class Failing(ModelException failure) : IVaeCodec
    {
        public float[] Encode(float[] sample, int frames, int widthPixels, int heightPixels, CancellationToken cancel) => throw failure;

        public IEnumerable<DecodedFrames> Decode(LatentShape shape, float[] latents, CancellationToken cancel) => throw failure;
    }

    private sealed class Given(float[] latents) : IVaeCodec
    {
        public float[] Encode(float[] sample, int frames, int widthPixels, int heightPixels, CancellationToken cancel) => latents;

        public IEnumerable<DecodedFrames> Decode(LatentShape shape, float[] latents, CancellationToken cancel) => [];
    }
}

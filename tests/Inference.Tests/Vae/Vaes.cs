using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Replay;
using ChatVideoBot.Inference.Tests.Clips;
using ChatVideoBot.Inference.Tests.Families;
using ChatVideoBot.Inference.Vae;

namespace ChatVideoBot.Inference.Tests.Vae;

/// <summary>What tests of codecs share.</summary>
internal static class Vaes
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="family">A folder of a tiny family, or "pocket".</param>
    public static LoadedModel Load(string family) => LoadedModel.Load(family == "pocket" ? Pocket.Folder : FamilyFolders.Of(family), new InferenceOptions { Threads = 1 });

    public static IVaeCodec Whole(LoadedModel model) => model.Vae(model.Folder.Defaults);

    /// <summary>Latents of the VAE's own scale, of noise.</summary>
    public static float[] Noisy(LoadedModel model, LatentShape shape, long seed = 3)
    {
        var latents = new float[shape.Length];
        Noise.Fill(seed, shape, latents);
        model.Folder.Statistics.Denormalise(latents);
        return latents;
    }

    /// <summary>Latents that change slowly over the picture, as a sky does.</summary>
    public static float[] Smooth(LoadedModel model, LatentShape shape)
    {
        var latents = new float[shape.Length];
        for (var i = 0; i < latents.Length; i++)
        {
            var (c, f, y, x) = (i / shape.Plane / shape.Frames, i / shape.Plane % shape.Frames, i % shape.Plane / shape.Width, i % shape.Width);
            latents[i] = MathF.Sin(0.21f * x + c) + MathF.Cos(0.17f * y - 2 * c + 0.3f * f);
        }

        model.Folder.Statistics.Denormalise(latents);
        return latents;
    }

    /// <summary>All frames, [3, F, H, W], of pieces that must follow each other.</summary>
    public static DecodedFrames Join(IEnumerable<DecodedFrames> pieces)
    {
        var all = pieces.ToList();
        var (frames, plane) = (all.Sum(p => p.Frames), all[0].WidthPixels * all[0].HeightPixels);
        var sample = new float[3 * frames * plane];
        var next = 0;
        foreach (var piece in all)
        {
            Assert.Equal((next, all[0].WidthPixels, all[0].HeightPixels, 3 * piece.Frames * plane), (piece.First, piece.WidthPixels, piece.HeightPixels, piece.Sample.Length));
            for (var c = 0; c < 3; c++)
                piece.Sample.AsSpan(c * piece.Frames * plane, piece.Frames * plane).CopyTo(sample.AsSpan((c * frames + next) * plane));
            next += piece.Frames;
        }

        return new DecodedFrames(sample, 0, frames, all[0].WidthPixels, all[0].HeightPixels);
    }

    public static DecodedFrames Decode(IVaeCodec vae, LatentShape shape, float[] latents) => Join(vae.Decode(shape, latents, Cancel));

    /// <summary>The first frames of a clip.</summary>
    public static float[] Beginning(DecodedFrames clip, int frames)
    {
        var plane = clip.WidthPixels * clip.HeightPixels;
        return new LatentShape(3, clip.Frames, clip.HeightPixels, clip.WidthPixels).Slice(clip.Sample, 0, frames) is { } begun && begun.Length == 3 * frames * plane ? begun : [];
    }

    public static double Error(DecodedFrames ours, DecodedFrames theirs) => GoldenReplay.Error(ours.Sample, theirs.Sample);

    /// <summary>The encoder of a family that makes clips of text alone, and so does without it.</summary>
    public static ComponentStore Encoder(string family) =>
        new(FamilyFolders.Of(family), new Dictionary<string, OnnxFile> { [VaeGraphs.Encoder] = OnnxFile.Read(FamilyFolders.Of(family), VaeGraphs.Encoder) }, new InferenceOptions { Threads = 1 }, 1, _ => 1);

    /// <summary>That nothing holds a graph any more.</summary>
    public static void AssertFree(LoadedModel model)
    {
        model.Components.FreeUnused();
        Assert.Empty(model.Components.Loaded);
    }
}

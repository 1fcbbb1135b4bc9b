using ChatVideoBot.Inference.Conditions;
using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Pictures;
using ChatVideoBot.Inference.Replay;
using ChatVideoBot.Inference.Tests.Families;

namespace ChatVideoBot.Inference.Tests.Conditions;

/// <summary>Wan from its first picture to its last, on the folder that has the reference's numbers for the first.</summary>
public sealed class FirstAndLastTests
{
    private static readonly string Case = Path.Combine(FamilyFolders.Of("wan_i2v"), "golden", "unipc");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_pictures_are_seen_one_after_the_other_and_stand_in_the_channels()
    {
        using var model = LoadedModel.Load(FamilyFolders.Of("wan_i2v"), new InferenceOptions { Threads = 1 });
        var (golden, first, last) = await PicturesAsync();
        var shape = model.Folder.Geometry.Latents(golden.NumFrames, golden.Width, golden.Height);
        Conditioning Make(RgbPicture? end) => model.Conditions.Make(shape, model.Folder.Defaults, first, end, model.Vae(model.Folder.Defaults), _ => { }, Cancel);

        var (one, both, mirrored) = (Make(null), Make(last), Make(first));

        var states = Assert.Single(both.Inputs);
        Assert.Equal([1, 100, 16], states.Dimensions);
        var expected = golden.Array("image_embeds").Floats;
        Assert.InRange(GoldenReplay.Error(states.Values.AsSpan(0, 800), expected), 0, 1e-4);
        Assert.True(GoldenReplay.Error(states.Values.AsSpan(800), expected) > 1e-3);
        Assert.Equal(one.Inputs[0].Values, mirrored.Inputs[0].Values[800..]);

        var condition = golden.Array("condition").Floats;
        var wide = shape with { Channels = 20 };
        Assert.InRange(GoldenReplay.Error(one.Channels, condition), 0, 1e-4);
        Assert.InRange(GoldenReplay.Error(wide.Slice(both.Channels, 0, shape.Frames - 1), wide.Slice(condition, 0, shape.Frames - 1)), 0, 1e-4); // causal: only the last differs
        var end = wide.Slice(both.Channels, shape.Frames - 1, 1);
        Assert.Equal([.. new float[3 * shape.Plane], .. Enumerable.Repeat(1f, shape.Plane)], end[..(4 * shape.Plane)]);
        Assert.True(GoldenReplay.Error(end.AsSpan(4 * shape.Plane), wide.Slice(condition, shape.Frames - 1, 1).AsSpan(4 * shape.Plane)) > 1e-2);
    }

    [Fact]
    public async Task A_network_that_was_exported_for_one_picture_refuses_two_in_one_sentence()
    {
        using var model = LoadedModel.Load(FamilyFolders.Of("wan_i2v"), new InferenceOptions { Threads = 1 });
        var (golden, first, last) = await PicturesAsync();
        var shape = model.Folder.Geometry.Latents(golden.NumFrames, golden.Width, golden.Height);
        var conditioning = model.Conditions.Make(shape, model.Folder.Defaults, first, last, model.Vae(model.Folder.Defaults), _ => { }, Cancel);

        var failed = Assert.Throws<ModelException>(() =>
        {
            using var call = model.Denoiser([model.Prompts!.Encode("a cat", Cancel)], shape).Prepare(shape, conditioning, new float[shape.Length], new float[2 * shape.Length]);
            call.Run(999, 1, 1, Cancel);
        });

        Assert.StartsWith("transformer/model.onnx failed: ", failed.Message, StringComparison.Ordinal);
        Assert.Contains("encoder_hidden_states_image", failed.Message, StringComparison.Ordinal);
        Assert.Equal(50, model.Folder.Denoiser.Optional(TensorRole.PictureStates)!.Dimensions[1]);
    }

    private static async Task<(GoldenCase Golden, RgbPicture First, RgbPicture Last)> PicturesAsync()
    {
        var first = await PictureFile.ReadAsync(await File.ReadAllBytesAsync(Path.Combine(Case, "image.png"), Cancel), new InferenceOptions(), Cancel);
        return (GoldenCase.Read(Case), first, new RgbPicture(first.WidthPixels, first.HeightPixels, [.. first.Rgb.Reverse()]));
    }
}

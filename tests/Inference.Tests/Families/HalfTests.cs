using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Replay;
using ChatVideoBot.Inference.Tests.Graphs;
using ChatVideoBot.Inference.Tests.Tokenizers;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Tests.Families;

/// <summary>Graphs whose inputs, outputs and weights are float16, made of the families' own by training/export/halve.py.</summary>
public sealed class HalfTests
{
    private static readonly string Half = Path.Combine(GoldenRows.Root, "tests", "Inference.Tests", "Families", "half");

    [Theory]
    [InlineData("unipc")]
    [InlineData("euler")]
    public async Task A_whole_family_in_float16_holds_its_golden_cases_as_far_as_float16_goes(string name)
    {
        using var folder = Folder("wan_t2v");
        using var model = LoadedModel.Load(folder.Path, new InferenceOptions());
        var golden = GoldenCase.Read(Path.Combine(FamilyFolders.Of("wan_t2v"), "golden", name));
        Assert.Equal(TensorElementType.Float16, model.Folder.Denoiser.Latents.Type);
        Assert.All(model.Folder.Graphs.Values, g => Assert.All(g.Outputs, o => Assert.Equal(TensorElementType.Float16, o.Type)));

        var report = await GoldenReplay.RunAsync(model, golden, new InferenceOptions(), TestContext.Current.CancellationToken);

        // One rounding is 2^-11, 5e-4; there are eight steps, and guidance of 5, which multiplies the difference of two answers.
        Assert.True(report is { PromptEmbeds: > 1e-5 and < 1e-2, Steps: > 1e-5 and < 2e-2, Frames: > 1e-5 and < 1 }, report.ToString());
    }

    [Theory]
    [InlineData("wan_t2v", 16)]
    [InlineData("animatediff", 4)]
    public void Decoders_in_float16_and_what_they_remember_give_nearly_the_same_frames(string family, int channels)
    {
        using var folder = Folder(family);
        using var whole = LoadedModel.Load(FamilyFolders.Of(family), new InferenceOptions());
        using var half = LoadedModel.Load(folder.Path, new InferenceOptions());
        var shape = new LatentShape(channels, 3, 6, 8);
        var latents = new float[shape.Length];
        Noise.Fill(3, shape, latents);
        float[] Frames(LoadedModel model) => [.. model.Decode(model.Folder.Defaults, shape, latents, _ => { }, TestContext.Current.CancellationToken).SelectMany(f => f.Sample)];

        Assert.All(half.Folder.Graphs.Values.Where(g => g.Name.StartsWith("vae_decoder/", StringComparison.Ordinal)), g => Assert.All(g.Inputs, i => Assert.Equal(TensorElementType.Float16, i.Type)));
        // Single pixels of these random weights differ by a tenth when latents alone are rounded: norms divide by next to nothing.
        Assert.InRange(Frames(half).Zip(Frames(whole), (a, b) => Math.Abs(a - b)).Average(), 1e-6, 4e-3);
    }

    private static TinyFolder Folder(string family)
    {
        var folder = TinyFolder.LinkedTo(FamilyFolders.Of(family));
        foreach (var graph in Directory.EnumerateFiles(Path.Combine(Half, family), "*.onnx", SearchOption.AllDirectories))
            folder.Link(Path.GetRelativePath(Path.Combine(Half, family), graph), graph);
        return folder;
    }
}

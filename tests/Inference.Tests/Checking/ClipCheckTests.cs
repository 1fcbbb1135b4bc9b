using System.Text.Json;
using ChatVideoBot.Inference.Checking;
using ChatVideoBot.Inference.Tests.BadInput;
using ChatVideoBot.Inference.Tests.Enlarging;
using ChatVideoBot.Inference.Tests.Graphs;
using ChatVideoBot.Tests;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Tests.Checking;

public sealed class ClipCheckTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("dot.1x1")]
    [InlineData("noise.13x9")]
    [InlineData("photo.25x19")]
    [InlineData("cat.64x64")]
    [InlineData("wide.480x5")]
    public void Pictures_get_the_scores_that_nsfwjs_gives_them(string name)
    {
        var picture = RgbFile.Read("Checking", name);
        var expected = JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText(RgbFile.PathOf("Checking", name + ".json")))!;
        using var check = ClipCheck.Load(Plainly.Options)!;

        var scores = check.Score(picture.Rgb, picture.Width, picture.Height, Cancel);

        Assert.Equal(expected.Keys.Order(), scores.Keys.Order());
        Assert.All(expected, e => Assert.InRange(scores[e.Key] - e.Value, -1e-4, 1e-4)); // the two runtimes add in another order
    }

    [Fact]
    public void A_clip_of_the_shipped_model_is_not_flagged()
    {
        var cat = RgbFile.Read("Checking", "cat.64x64");
        using var check = ClipCheck.Load(Plainly.Options)!;
        var inspection = check.Begin();
        for (var i = 0; i < 17; i++)
            inspection.Look(cat.Rgb, cat.Width, cat.Height, i / 8.0);

        var verdict = inspection.Conclude(Cancel);

        Assert.False(verdict.IsFlagged, verdict.Why);
        Assert.InRange(verdict.Scores["Neutral"], 0.9, 1);
    }

    [Fact]
    public void A_picture_of_the_networks_own_size_is_not_resampled()
    {
        var picture = RgbFile.Drawn(ColourNetwork.Side, ColourNetwork.Side);

        var planes = Bilinear.Planes(picture, ColourNetwork.Side, ColourNetwork.Side, ColourNetwork.Side);

        Assert.Equal([.. Enumerable.Range(0, 3).SelectMany(c => picture.Where((_, i) => i % 3 == c).Select(b => b / 255f))], planes);
    }

    [Fact]
    public void Switched_off_nothing_is_loaded()
    {
        Assert.Null(ClipCheck.Load(new InferenceOptions { Check = new CheckOptions { On = false } }));
    }

    [Fact]
    public void A_cancelled_look_is_not_made()
    {
        using var network = new ColourNetwork();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var inspection = network.Check.Begin();
        inspection.Look(ColourNetwork.Frame(1), ColourNetwork.Side, ColourNetwork.Side, 0);

        Assert.ThrowsAny<OperationCanceledException>(() => inspection.Conclude(cancelled.Token));
        Assert.True(inspection.Conclude(Cancel).IsFlagged); // it can be asked again
    }

    [Fact]
    public void A_picture_of_another_size_than_said_is_refused()
    {
        using var network = new ColourNetwork();
        var inspection = network.Check.Begin();
        inspection.Look(new byte[12], 2, 2, 0);

        Assert.Throws<ArgumentException>(() => network.Check.Score(new byte[12], 2, 3, Cancel));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Check.Score([], 0, 0, Cancel));
        Assert.Throws<ArgumentException>(() => inspection.Look(new byte[11], 2, 2, 1));
        Assert.Throws<ArgumentException>(() => inspection.Look(new byte[12], 4, 1, 1)); // another size than the frame before
    }

    [Fact]
    public void A_folder_that_cannot_work_is_refused_in_a_sentence()
    {
        using var folder = new TinyFolder();
        Refuses(folder, "config.json", "missing");
        ColourNetwork.Write(folder, "\"Cat\", \"Dog\"");
        Refuses(folder, "config.json", "classes", "Porn, Hentai or Sexy");
        ColourNetwork.Write(folder, "\"Porn\", \"Porn\", \"Sexy\"");
        Refuses(folder, "config.json", "classes", "different");
        ColourNetwork.Write(folder, "\"Porn\"");
        folder.Change("config.json", "8", "100000");
        Refuses(folder, "config.json", "image_size", "2048");
        ColourNetwork.Write(folder, "\"Porn\", \"Sexy\"");
        using (var two = ClipCheck.Load(folder.Path, Plainly.Options))
            Plainly.Refuses(() => two.Score(new byte[3], 1, 1, Cancel), "3 scores", "2 classes");
        File.WriteAllText(folder.Of("model.onnx"), "no graph");
        Refuses(folder, "model.onnx", "cannot be loaded");
        File.WriteAllBytes(folder.Of("model.onnx"), File.ReadAllBytes(Path.Combine(Repository.Root, "models", "safety", "model.onnx"))[..1_000_000]);
        Refuses(folder, "model.onnx", "cannot be loaded");
        File.Delete(folder.Of("model.onnx"));
        Refuses(folder, "model.onnx", "missing");
    }

    [Fact]
    public void A_score_that_is_no_number_does_not_pass_for_a_low_one()
    {
        using var folder = new TinyFolder();
        ColourNetwork.Write(folder, "\"Porn\", \"Hentai\", \"Sexy\"");
        folder.Write("model.onnx", new TinyGraph()
            .Input("sample", TensorElementType.Float, "b", 3, 8, 8).Output("scores", TensorElementType.Float, "b", 3).Weights("none", [float.NaN], 1)
            .Node("GlobalAveragePool", "sample", "means").Node("Flatten", "means", "flat").Node("Mul", "flat none", "scores"));
        using var broken = ClipCheck.Load(folder.Path, Plainly.Options);

        Plainly.Refuses(() => broken.Score(new byte[3], 1, 1, Cancel), "models/safety/model.onnx", "no number");
    }

    private static void Refuses(TinyFolder folder, params string[] words) => Plainly.Refuses(() => ClipCheck.Load(folder.Path, Plainly.Options).Dispose(), words);
}

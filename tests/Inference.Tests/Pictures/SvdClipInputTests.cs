using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Pictures;
using ChatVideoBot.Inference.Replay;

namespace ChatVideoBot.Inference.Tests.Pictures;

public sealed class SvdClipInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pictures-").FullName;
    private readonly ImageProcessor _processor;

    public SvdClipInputTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "feature_extractor"));
        File.Copy(Golden.File("svd_preprocessor_config.json"), Path.Combine(_folder, "feature_extractor/preprocessor_config.json"));
        _processor = ImageProcessor.Read(_folder);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_golden_picture_gives_the_golden_embedding()
    {
        var picture = await PictureFile.ReadAsync(
            File.ReadAllBytes(Golden.File("svd.png")), new InferenceOptions(), TestContext.Current.CancellationToken);
        using var graph = Graph.Load(Golden.File(""), "image_encoder", new InferenceOptions());
        var golden = NpyArray.Read(Golden.File("svd_image_embeds.npy"));
        using var input = new TensorPort(graph.Inputs[0].Type, SvdClipInput.Of(picture, _processor).Values, 1, 3, 224, 224);

        var made = graph.Ask(graph.Outputs[0], TestContext.Current.CancellationToken, (graph.Inputs[0].Name, input)).Values;

        Assert.InRange(Golden.Error(made, golden.Floats), 0, 1e-5);
    }

    [Fact]
    public void Smaller_larger_long_and_narrow_pictures_become_what_PyTorch_makes_of_them()
    {
        (int Width, int Height, string Kind)[] pictures = [
            (96, 64, "noise"), (224, 224, "smooth"), (225, 223, "noise"), (640, 360, "noise"),
            (360, 1000, "hard"), (2, 1500, "noise"), (1024, 576, "smooth"), (37, 900, "noise")];
        var golden = NpyArray.Read(Golden.File("svd_pixel_values.npy")); // of each picture, every 97th value
        for (var i = 0; i < pictures.Length; i++)
        {
            var (width, height, kind) = pictures[i];
            var made = SvdClipInput.Of(DrawnPicture.Draw(width, height, i, kind), _processor).Values;

            var some = Enumerable.Range(0, golden.Shape[1]).Select(k => made[k * 97]).ToArray();
            // Weights in double precision here, in single there: a few ulps.
            Assert.InRange(Golden.Error(some, golden.Floats.AsSpan(i * some.Length, some.Length)), 0, 2e-5);
        }
    }

    [Fact]
    public void A_picture_of_one_pixel_is_its_colour_everywhere()
    {
        var values = SvdClipInput.Of(new RgbPicture(1, 1, [255, 0, 51]), _processor).Values;

        float[] colour = [1, 0, 0.2f];
        for (var i = 0; i < values.Length; i++)
            Assert.Equal((colour[i / 50176] - _processor.Mean[i / 50176]) / _processor.Deviation[i / 50176], values[i], 1e-5);
    }
}

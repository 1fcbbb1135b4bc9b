using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using ChatVideoBot.Inference.Pictures;
using ChatVideoBot.Inference.Replay;

namespace ChatVideoBot.Inference.Tests.Pictures;

public sealed class ImageProcessorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pictures-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Wans_golden_picture_becomes_its_golden_pixel_values()
    {
        Write("image_processor", File.ReadAllText(Golden.File("wan_preprocessor_config.json")));
        var golden = NpyArray.Read(Golden.File("wan_pixel_values.npy"));
        var picture = await PictureFile.ReadAsync(
            File.ReadAllBytes(Golden.File("wan.png")), new InferenceOptions(), TestContext.Current.CancellationToken);

        var values = ImageProcessor.Read(_folder).Process(picture);

        Assert.Equal([1, 3, values.HeightPixels, values.WidthPixels], golden.Shape);
        Assert.InRange(Golden.Error(values.Values, golden.Floats), 0, 1e-6);
    }

    [Fact]
    public void Any_mixture_of_settings_gives_the_references_own_floats()
    {
        var cases = File.ReadAllLines(Golden.File("processor.jsonl")).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        var wrong = cases.Where(c =>
        {
            Write("feature_extractor", c["config"]!.ToJsonString());
            var picture = DrawnPicture.Draw((int)c["width"]!, (int)c["height"]!, (int)c["seed"]!, (string)c["kind"]!);
            var made = ImageProcessor.Read(_folder).Process(picture);
            return (made.HeightPixels, made.WidthPixels) != ((int)c["shape"]![1]!, (int)c["shape"]![2]!)
                || Golden.Hash(MemoryMarshal.AsBytes(made.Values.AsSpan())) != (string)c["sha256"]!;
        }).Select(c => c.ToJsonString());

        Assert.True(cases.Count >= 120);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Without_a_file_the_message_names_both_places()
    {
        var e = Assert.Throws<ModelException>(() => ImageProcessor.Read(_folder));

        Assert.Equal($"Neither image_processor/preprocessor_config.json nor feature_extractor/preprocessor_config.json is in {_folder}; "
            + "copy the whole model folder.", e.Message);
    }

    [Theory]
    [InlineData("size", null, "\"size\" must be an object with \"shortest_edge\", or with \"height\" and \"width\", where \"do_resize\" is true")]
    [InlineData("size", "{}", "\"size\" must be an object with \"shortest_edge\", or with \"height\" and \"width\", where \"do_resize\" is true")]
    [InlineData("size", "{\"height\":224}", "\"size\" must be an object with")]
    [InlineData("size", "{\"height\":0,\"width\":224}", "size: \"height\" must be a whole number of pixels from 1 to 4096")]
    [InlineData("size", "{\"height\":224,\"width\":-1}", "size: \"width\" must be a whole number of pixels from 1 to 4096")]
    [InlineData("size", "{\"shortest_edge\":1e9}", "size: \"shortest_edge\" must be a whole number of pixels from 1 to 4096")]
    [InlineData("size", "{\"shortest_edge\":22.5}", "size: \"shortest_edge\" must be a whole number of pixels from 1 to 4096")]
    [InlineData("size", "[224,224]", "\"size\" must be an object")]
    [InlineData("crop_size", null, "\"crop_size\" must be an object with \"height\" and \"width\" where \"do_center_crop\" is true")]
    [InlineData("crop_size", "{\"height\":224}", "crop_size: \"width\" must be a whole number of pixels from 1 to 4096")]
    [InlineData("resample", "6", "\"resample\" must be 0 (nearest), 1 (Lanczos), 2 (bilinear), 3 (bicubic), 4 (box) or 5 (Hamming), not 6")]
    [InlineData("resample", "2.5", "\"resample\" must be 0 (nearest)")]
    [InlineData("resample", "\"bicubic\"", "\"resample\" must be a number")]
    [InlineData("image_mean", "[0.5,0.5]", "\"image_mean\" must be a list of 3 numbers")]
    [InlineData("image_mean", "[0.5,0.5,\"x\"]", "\"image_mean\" must be a list of 3 numbers")]
    [InlineData("image_mean", "[0.5,0.5,1e99]", "\"image_mean\" must be a list of 3 numbers, not a list of 3 with 1e99")]
    [InlineData("image_std", "[0.5,0,0.5]", "\"image_std\" must be a list of 3 finite numbers above 0")]
    [InlineData("rescale_factor", "0", "\"rescale_factor\" must be a number above 0, not 0")]
    [InlineData("do_resize", "1", "\"do_resize\" must be true or false")]
    public void A_value_that_cannot_be_used_is_named_with_what_is_legal(string key, string? value, string sentence)
    {
        var config = JsonNode.Parse(File.ReadAllText(Golden.File("svd_preprocessor_config.json")))!.AsObject();
        config.Remove(key);
        if (value is not null)
            config[key] = JsonNode.Parse(value);
        Write("feature_extractor", config.ToJsonString());

        var e = Assert.Throws<ModelException>(() => ImageProcessor.Read(_folder));

        Assert.StartsWith("feature_extractor/preprocessor_config.json: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(sentence, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_that_is_off_needs_no_setting()
    {
        Write("image_processor", """{"do_resize": false, "do_center_crop": false, "do_rescale": false, "do_normalize": false}""");

        var values = ImageProcessor.Read(_folder).Process(new RgbPicture(2, 1, [1, 2, 3, 4, 5, 6]));

        Assert.Equal([1, 4, 2, 5, 3, 6], values.Values);
    }

    [Fact]
    public void A_picture_much_too_long_is_cropped_without_its_whole_being_resized_or_else_refused()
    {
        var line = new RgbPicture(8192, 1, new byte[8192 * 3]);
        var config = """{"size": {"shortest_edge": 224}, "crop_size": {"height": 224, "width": 224}, "do_center_crop": true}""";
        Write("image_processor", config);
        Assert.Equal(224, ImageProcessor.Read(_folder).Process(line).WidthPixels);

        Write("image_processor", config.Replace("\"do_center_crop\": true", "\"do_center_crop\": false", StringComparison.Ordinal));
        var e = Assert.Throws<ClipRefusedException>(() => ImageProcessor.Read(_folder).Process(line));
        Assert.Equal("The picture of 8192 x 1 pixels becomes too large for the image encoder: crop it.", e.Message);
    }

    private void Write(string component, string config)
    {
        Directory.CreateDirectory(Path.Combine(_folder, component));
        File.WriteAllText(Path.Combine(_folder, component, "preprocessor_config.json"), config);
    }
}

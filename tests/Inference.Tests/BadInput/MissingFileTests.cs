using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.Tests.BadInput;

/// <summary>Each file of each family taken away, one at a time.</summary>
public sealed class MissingFileTests
{
    private static readonly string[] Families = ["animatediff", "ltx", "svd", "wan_i2v", "wan_t2v", "wan_ti2v", "pocket"];

    /// <summary>What a folder can do without, because what it says has a usual value or is read from elsewhere.</summary>
    private static bool IsNeedless(string family, string file) =>
        file is "vae_encoder/config.json" or "image_encoder/config.json" or "text_encoder/config.json" or "tokenizer/tokenizer_config.json"
        || (file.StartsWith("vae_encoder/", StringComparison.Ordinal) && family is "wan_t2v" or "animatediff"); // they take no picture

    public static TheoryData<string, string> Needed() => [.. All().Where(f => !IsNeedless(f.Item1, f.Item2))];

    public static TheoryData<string, string> Needless() => [.. All().Where(f => IsNeedless(f.Item1, f.Item2))];

    [Theory]
    [MemberData(nameof(Needed))]
    public void A_file_that_is_missing_is_named(string family, string file)
    {
        using var folder = new BrokenFolder(family);
        folder.Remove(file);

        // Without latents.json LTX-Video's statistics are looked for in config.json, which has none.
        Plainly.LoadRefuses(folder, file switch
        {
            "vae_decoder/latents.json" => ["vae_decoder/config.json: \"latents_mean\"", file],
            "model_index.json" => [file + " is missing", "name a folder in the layout of diffusers"],
            "image_processor/preprocessor_config.json" or "feature_extractor/preprocessor_config.json" => [file, "Neither", "copy the whole model folder"],
            _ => [file + " is missing", "copy the whole model folder"],
        });
    }

    [Theory]
    [MemberData(nameof(Needless))]
    public void A_file_that_says_only_what_is_usual_may_be_missing(string family, string file)
    {
        using var folder = new BrokenFolder(family);
        folder.Remove(file);

        using var model = LoadedModel.Load(folder.Path, Plainly.Options);

        Assert.NotEmpty(model.Folder.Graphs);
    }

    [Theory]
    [InlineData("wan_t2v", "vae_decoder/next.onnx", "vae_decoder/next.onnx is missing")]
    [InlineData("wan_t2v", "vae_decoder/first.onnx", "vae_decoder/first.onnx is missing")]
    [InlineData("wan_i2v", "vae_encoder/next.onnx", "vae_encoder/next.onnx is missing")]
    [InlineData("wan_ti2v", "transformer", "transformer/config.json is missing")]
    [InlineData("animatediff", "unet", "transformer/config.json is missing")]
    [InlineData("ltx", "tokenizer", "tokenizer/tokenizer.json is missing")]
    [InlineData("svd", "image_encoder", "image_encoder/model.onnx is missing")]
    [InlineData("pocket", "scheduler", "scheduler/scheduler_config.json is missing")]
    public void A_part_that_is_missing_is_named(string family, string part, string sentence)
    {
        using var folder = new BrokenFolder(family);
        if (Directory.Exists(folder.Of(part)))
            Directory.Delete(folder.Of(part), recursive: true);
        else
            folder.Remove(part);

        Plainly.LoadRefuses(folder, sentence);
    }

    [Theory]
    [InlineData("model_index.json")]
    [InlineData("vae_decoder/config.json")]
    [InlineData("transformer/model.onnx")]
    [InlineData("tokenizer/tokenizer.json")]
    public void A_folder_in_the_place_of_a_file_is_as_if_it_were_missing(string file)
    {
        using var folder = new BrokenFolder("wan_t2v");
        folder.Remove(file);
        Directory.CreateDirectory(folder.Of(file));

        Plainly.LoadRefuses(folder, file, "is missing");
    }

    [Theory]
    [InlineData("model_index.json", "model_index.json")]
    [InlineData("model_index.json", "nowhere")]
    [InlineData("transformer/model.onnx", "model.onnx")]
    [InlineData("transformer/model.onnx", "../../blobs/4d7a")]
    [InlineData("transformer/config.json", "../../blobs/4d7a")]
    [InlineData("tokenizer/tokenizer.json", "nowhere/at/all")]
    public void A_link_that_leads_nowhere_or_in_a_circle_is_as_if_it_were_missing(string file, string target)
    {
        using var folder = new BrokenFolder("wan_t2v");
        folder.Remove(file);
        File.CreateSymbolicLink(folder.Of(file), target);

        Plainly.LoadRefuses(folder, file, "is missing");
    }

    private static IEnumerable<(string, string)> All() => Families.SelectMany(family => BrokenFolder.Files(family).Select(file => (family, file)));
}

using ChatVideoBot.Inference.Planning;
using ChatVideoBot.Inference.Video;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Tests.BadInput;

/// <summary>Folders whose parts look right each for itself, and whose clips cannot be made: what the run says.</summary>
public sealed class MismatchedFolderTests
{
    [Theory]
    [InlineData("wan_t2v", "vae_decoder/config.json", "scale_factor_spatial", "16", "vae_decoder/first.onnx gave", "where 1 x 3 x 1 x 64 x 64 were due")]
    [InlineData("wan_t2v", "vae_decoder/config.json", "scale_factor_temporal", "8", "vae_decoder/next.onnx gave", "where 1 x 3 x 8 x 64 x 64 were due")]
    [InlineData("wan_i2v", "vae_decoder/config.json", "scale_factor_spatial", "4", "vae_encoder/first.onnx gave", "export it again")]
    [InlineData("animatediff", "vae_decoder/config.json", "block_out_channels", "[32, 32]", "vae_decoder/model.onnx gave", "were due")]
    [InlineData("svd", "vae_decoder/config.json", "block_out_channels", "[32, 32, 32, 32, 32]", "vae_encoder/model.onnx gave", "export it again")]
    [InlineData("ltx", "vae_decoder/config.json", "patch_size", "2", "vae_decoder/model.onnx gave", "were due")]
    [InlineData("ltx", "vae_decoder/config.json", "spatio_temporal_scaling", "[true]", "vae_decoder/model.onnx gave", "were due")]
    [InlineData("wan_i2v", "image_processor/preprocessor_config.json", "size.height", "100", "image_encoder/model.onnx", "failed")]
    public async Task A_config_that_does_not_fit_the_graphs_is_found_by_the_clip(string family, string file, string key, string value, params string[] words)
    {
        using var folder = new BrokenFolder(family);
        folder.Set(file, key, value);

        await ClipRefusesAsync(folder, words);
    }

    [Theory]
    [InlineData("wan_t2v", "transformer/model.onnx", "wan_t2v computed values that are no numbers")]
    [InlineData("wan_t2v", "text_encoder/model.onnx", "wan_t2v computed values that are no numbers")]
    [InlineData("wan_t2v", "vae_decoder/first.onnx", "vae_decoder/first.onnx computed values that are no numbers")]
    [InlineData("wan_t2v", "vae_decoder/next.onnx", "vae_decoder/next.onnx computed values that are no numbers")]
    [InlineData("ltx", "vae_decoder/model.onnx", "vae_decoder/model.onnx computed values that are no numbers")]
    [InlineData("animatediff", "vae_decoder/model.onnx", "vae_decoder/model.onnx computed values that are no numbers")]
    [InlineData("svd", "vae_encoder/model.onnx", "computed values that are no numbers")]
    public async Task A_graph_that_computes_no_numbers_makes_no_clip(string family, string file, string sentence)
    {
        using var folder = new BrokenFolder(family);
        folder.Write(file, OnnxEdit.Poisoned(folder.Read(file)));

        await ClipRefusesAsync(folder, sentence, "check the folder (models check)", "float32");
    }

    [Fact]
    public async Task Ids_that_the_text_encoder_does_not_know_end_the_clip_where_no_config_tells_of_them()
    {
        using var folder = new BrokenFolder("wan_t2v");
        folder.Set("text_encoder/config.json", "vocab_size", null);
        folder.Set("tokenizer/tokenizer.json", "post_processor",
            """{"type": "RobertaProcessing", "cls": ["a", 5000], "sep": ["b", 70000]}""");

        await ClipRefusesAsync(folder, "text_encoder/model.onnx failed");
    }

    private static Task ClipRefusesAsync(BrokenFolder folder, params string[] words) => Plainly.RefusesAsync(async () =>
    {
        using var maker = ClipMaker.Load(folder.Path, Plainly.Options);
        var picture = folder.Path.EndsWith("svd", StringComparison.Ordinal) || folder.Path.EndsWith("i2v", StringComparison.Ordinal) ? PngWriter.Write(new byte[48], 4, 4) : [];
        var request = new ClipRequest { Prompt = "a cat", Seconds = 0.6 };
        await maker.MakeAsync(request, new() { Picture = picture }, null, TestContext.Current.CancellationToken, new ExactClip { Size = (64, 64), Steps = 1, Guidance = 1 });
    }, words);
}

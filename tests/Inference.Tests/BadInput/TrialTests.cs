using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.Tests.BadInput;

/// <summary>What no config and no graph's header shows, only a run.</summary>
public sealed class TrialTests
{
    public static TheoryData<string> Families() => ["pocket", "wan_t2v", "wan_i2v", "wan_ti2v", "ltx", "svd", "animatediff"];

    [Theory]
    [MemberData(nameof(Families))]
    public void A_genuine_folder_passes_its_trial(string family)
    {
        using var folder = new BrokenFolder(family);

        Assert.Equal(family, FolderCheck.Run(folder.Path, Plainly.Options, TestContext.Current.CancellationToken).Name);
    }

    [Theory]
    [InlineData("wan_t2v", "vae_decoder/config.json", "scale_factor_spatial", "4", "vae_decoder/first.onnx gave 1 x 3 x 1 x 32 x 32 where 1 x 3 x 1 x 16 x 16 were due")]
    [InlineData("wan_t2v", "vae_decoder/config.json", "scale_factor_temporal", "2", "vae_decoder/next.onnx gave 1 x 3 x 4 x 32 x 32 where 1 x 3 x 2 x 32 x 32 were due")]
    [InlineData("wan_ti2v", "vae_decoder/config.json", "scale_factor_spatial", "8", "vae_encoder/first.onnx gave")]
    [InlineData("ltx", "vae_decoder/config.json", "patch_size", "8", "vae_encoder/model.onnx gave")]
    [InlineData("svd", "vae_decoder/config.json", "block_out_channels", "[32, 32, 32]", "vae_encoder/model.onnx gave")]
    [InlineData("animatediff", "vae_decoder/config.json", "block_out_channels", "[32, 32, 32]", "vae_decoder/model.onnx gave")]
    public void A_config_that_says_another_size_than_the_graph_makes_is_found_by_the_trial(string family, string file, string key, string value, string sentence)
    {
        using var folder = new BrokenFolder(family);
        folder.Set(file, key, value);
        LoadedModel.Load(folder.Path, Plainly.Options).Dispose(); // reads well

        Plainly.Refuses(() => FolderCheck.Run(folder.Path, Plainly.Options, TestContext.Current.CancellationToken), "A trial of", "pixels failed", sentence);
    }
}

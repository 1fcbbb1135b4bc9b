using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.Denoisers;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Tests.Clips;
using ChatVideoBot.Inference.Tests.Families;
using ChatVideoBot.Inference.Tests.Graphs;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Tests.Diffusion.Denoisers;

public sealed class DenoiserPortTests : IDisposable
{
    private readonly TinyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("wan_t2v", LatentLayout.ChannelsFirst, 16, 1, TensorElementType.Float, false)]
    [InlineData("wan_i2v", LatentLayout.ChannelsFirst, 36, 1, TensorElementType.Float, false)]
    [InlineData("wan_ti2v", LatentLayout.ChannelsFirst, 48, 2, TensorElementType.Float, false)]
    [InlineData("ltx", LatentLayout.Tokens, 8, 2, TensorElementType.Float, false)]
    [InlineData("svd", LatentLayout.FramesFirst, 8, 1, TensorElementType.Float, true)]
    [InlineData("animatediff", LatentLayout.ChannelsFirst, 4, 1, TensorElementType.Int64, true)]
    public void A_familys_graph_says_how_it_is_fed(string family, LatentLayout layout, int channels, int timestepRank, TensorElementType timestepType, bool repeats)
    {
        var port = ModelFolder.Read(FamilyFolders.Of(family)).Denoiser;

        Assert.Equal((layout, channels, timestepRank, timestepType, repeats, true), (port.Layout, port.Channels, port.Timestep.Rank, port.Timestep.Type, port.RepeatsPrompt, port.OpenBatch));
        Assert.Equal(timestepRank == 2, port.TimestepPerToken);
    }

    [Fact]
    public void The_shipped_models_too() => Assert.Equal(LatentLayout.ChannelsFirst, ModelFolder.Read(Pocket.Folder).Denoiser.Layout);

    [Theory]
    [InlineData(LatentLayout.ChannelsFirst, false, "b", 8, "f", "h", "w")]
    [InlineData(LatentLayout.FramesFirst, false, "b", "f", 8, "h", "w")]
    [InlineData(LatentLayout.ChannelsFirst, false, "b", 8, 8, "h", "w")] // as many frames as channels: the family's usual order
    [InlineData(LatentLayout.FramesFirst, true, "b", 8, 8, "h", "w")]
    [InlineData(LatentLayout.ChannelsFirst, false, "b", "c", "f", "h", "w")]
    [InlineData(LatentLayout.FramesFirst, true, "b", "f", "c", "h", "w")]
    [InlineData(LatentLayout.Tokens, false, "b", "s", 8, null, null)]
    [InlineData(LatentLayout.Tokens, false, "b", "s", "c", null, null)]
    public void The_order_of_latents_is_read_off_the_graph(LatentLayout layout, bool framesFirst, params object?[] dimensions) =>
        Assert.Equal(layout, Read([.. dimensions.OfType<object>()], ["b", 5, 6], framesFirst).Layout);

    [Theory]
    [InlineData("b", 4, "f", "h", "w")]
    [InlineData("b", "s", 4, null, null)]
    public void Channels_of_another_model_are_refused(params object?[] dimensions) =>
        Assert.Contains("takes 4 channels, but the config says 8", Assert.Throws<ModelException>(() => Read([.. dimensions.OfType<object>()], ["b", 5, 6], false)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("b", "b", false)] // the same name: as many prompts as clips
    [InlineData("b", "b*f", true)]
    [InlineData(1, 16, true)]
    [InlineData(1, 1, false)]
    [InlineData(2, 2, false)]
    [InlineData("b", 16, true)]
    public void Whether_the_prompt_is_wanted_once_a_frame_is_read_off_the_batches(object clips, object prompts, bool repeats) =>
        Assert.Equal(repeats, Read([clips, 8, "f", "h", "w"], [prompts, 5, 6], false).RepeatsPrompt);

    [Fact]
    public void Tokens_are_patches_of_all_frames() =>
        Assert.Equal(3 * 4 * 5, Read(["b", 8, "f", "h", "w"], ["b", 5, 6], false).Tokens(new LatentShape(8, 3, 8, 10)));

    private DenoiserPort Read(object[] latents, object[] prompt, bool framesFirst) => DenoiserPort.Read(
        _folder.Write("transformer/model.onnx", new TinyGraph()
            .Input("hidden_states", TensorElementType.Float, latents).Input("timestep", TensorElementType.Float, "b").Input("encoder_hidden_states", TensorElementType.Float, prompt)
            .Output("out_sample", TensorElementType.Float, latents).Node("Neg", "hidden_states", "out_sample")),
        8, 2, framesFirst);
}

using ChatVideoBot.Inference.Conditions;
using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Graphs;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Tests.Conditions;

/// <summary>What networks are told of pictures, worked out by hand.</summary>
public sealed class ConditionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Wans_mask_has_all_of_the_first_latent_frame_and_of_the_last_its_last_video_frame(bool hasLast)
    {
        var shape = new LatentShape(1, 3, 1, 2);
        var states = new HostTensor([1, 2, 3, 4, 5, 6], [1, 3, 2]);

        var made = WanChannels.Make(shape, [7, 7, 8, 8, 9, 9], hasLast, 4, states);

        float[] mask = [1, 1, 0, 0, 0, 0];
        Assert.Equal([.. mask, .. mask, .. mask, 1, 1, 0, 0, hasLast ? 1 : 0, hasLast ? 1 : 0, 7, 7, 8, 8, 9, 9], made.Channels);
        Assert.Null(made.NegativeChannels); // the same for both prompts
        var input = Assert.Single(made.Inputs);
        Assert.Equal((TensorRole.PictureStates, null), (input.Role, input.Negative));
        Assert.Equal([1, 3, 2], input.Dimensions);
        Assert.Equal(states.Values, input.Values);
        Assert.Empty(WanChannels.Make(shape, new float[6], hasLast, 4, null).Inputs); // Wan 2.2 looks at no picture
    }

    [Fact]
    public void Wans_clip_is_grey_but_for_its_pictures()
    {
        float[] first = [1, 2, 3], last = [-1, -2, -3]; // red, green and blue of one pixel

        Assert.Equal([1, 0, 0, 2, 0, 0, 3, 0, 0], WanChannels.Clip(first, null, 3));
        Assert.Equal([1, 0, -1, 2, 0, -2, 3, 0, -3], WanChannels.Clip(first, last, 3));
        Assert.Equal(first, WanChannels.Clip(first, null, 1));
    }

    [Fact]
    public void Each_token_of_LTX_says_its_second_and_its_place()
    {
        var geometry = new LatentGeometry(8, 8, 32, 1);

        var made = LtxTokens.Make(new LatentShape(8, 2, 2, 3), geometry, 24, null, 0);

        var input = Assert.Single(made.Inputs);
        Assert.Equal([1, 3, 12], input.Dimensions);
        Assert.Equal([
            0, 0, 0, 0, 0, 0, 1 / 3f, 1 / 3f, 1 / 3f, 1 / 3f, 1 / 3f, 1 / 3f,
            0, 0, 0, 32, 32, 32, 0, 0, 0, 32, 32, 32,
            0, 32, 64, 0, 32, 64, 0, 32, 64, 0, 32, 64], input.Values);
        Assert.Null(made.Known);
        var known = LtxTokens.Make(new LatentShape(1, 2, 1, 2), geometry with { Channels = 1 }, 24, [5, 6], 1).Known!;
        Assert.Equal((KnownUse.InLatents, 2), (known.Use, known.Mask.Count(m => m == 1)));
    }

    [Fact]
    public void Svd_has_its_picture_beside_every_frame_and_nothing_of_it_without_guidance()
    {
        var made = SvdPicture.Make(new LatentShape(2, 3, 1, 2), [1, 2, 3, 4], [8, 9], 7, 127, 0.02);

        Assert.Equal([1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4], made.Channels);
        Assert.Equal(new float[12], made.NegativeChannels!);
        var (prompt, times) = (made.Inputs[0], made.Inputs[1]);
        Assert.Equal((TensorRole.PromptStates, TensorRole.AddedTimeIds), (prompt.Role, times.Role));
        Assert.Equal([1, 1, 2], prompt.Dimensions);
        Assert.Equal([8, 9], prompt.Values);
        Assert.Equal([0, 0], prompt.Negative!);
        Assert.Equal([6, 127, 0.02f], times.Values); // one frame a second less than the clip has
        Assert.Null(times.Negative);
    }

    [Theory]
    [InlineData("hidden_states.11", "last_hidden_state", "hidden_states.2", "hidden_states.10", "hidden_states.11", "hidden_states.12")]
    [InlineData("hidden_states.0", "hidden_states.1", "hidden_states.0")]
    [InlineData("hidden_states", "last_hidden_state", "hidden_states")]
    [InlineData("penultimate_hidden_state", "image_embeds", "penultimate_hidden_state")]
    [InlineData(null, "last_hidden_state")]
    [InlineData(null, "last_hidden_state", "hidden_states.12")] // which layer that is nobody says
    public void The_states_before_the_last_layer_are_found(string? found, params string[] outputs)
    {
        var tensors = outputs.Select(name => new BoundTensor(name, [1, 257, 1280], TensorElementType.Float)).ToList();
        if (found is not null)
            Assert.Equal(found, ImageEncoder.PenultimateOutput("image_encoder/model.onnx", tensors).Name);
        else
            Assert.Contains("export the states before the last layer", Assert.Throws<ModelException>(() => ImageEncoder.PenultimateOutput("image_encoder/model.onnx", tensors)).Message, StringComparison.Ordinal);
    }
}

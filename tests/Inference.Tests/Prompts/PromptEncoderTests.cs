using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Planning;
using ChatVideoBot.Inference.Prompts;
using ChatVideoBot.Inference.Replay;
using ChatVideoBot.Inference.Tests.Families;
using ChatVideoBot.Inference.Tests.Graphs;
using ChatVideoBot.Queue;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Tests.Prompts;

public sealed class PromptEncoderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("A red balloon rising over the desert, golden hour")]
    [InlineData("")]
    [InlineData("雨の夜 &amp; a cat")]
    public void Wans_states_are_those_of_the_whole_window_and_zeros_past_the_prompt(string prompt)
    {
        using var model = Load("wan_t2v");
        var states = model.Prompts!.Encode(prompt, Cancel);
        var (ids, used) = (model.Prompts.Ids(prompt), (int)states.Mask.Sum());

        var whole = Run(model, ids, states.Mask);

        Assert.Equal((512, 32, 512), (states.Window, states.Width, ids.Length));
        Assert.InRange(used, 1, 60);
        Assert.Equal(1, ids[used - 1]); // the end mark, then padding
        Assert.All(ids[used..], id => Assert.Equal(0, id));
        Assert.InRange(GoldenReplay.Error(states.Values.AsSpan(0, used * 32), whole.AsSpan(0, used * 32)), 0, 1e-5);
        Assert.All(states.Values[(used * 32)..], v => Assert.Equal(0, v));
        Assert.Contains(whole[(used * 32)..], v => v != 0); // the encoder's own are none
    }

    [Theory]
    [InlineData("ltx", 128)]
    [InlineData("animatediff", 77)]
    public void Where_the_network_reads_the_padding_too_the_encoder_runs_padded(string family, int window)
    {
        using var model = Load(family);
        var states = model.Prompts!.Encode("a cat", Cancel);
        var ids = model.Prompts.Ids("a cat");
        var used = (int)states.Mask.Sum();

        Assert.Equal((window, window), (states.Window, ids.Length));
        Assert.InRange(used, 2, 10);
        Assert.Equal(Run(model, ids, null), states.Values);
        Assert.All(ids[used..], id => Assert.Equal(family == "animatediff" ? ids[used - 1] : 0, id)); // CLIP pads with its end mark
        Assert.Equal(family == "animatediff" ? 49407 : 1, ids[used - 1]);
        Assert.Contains(states.Values[(used * states.Width)..], v => v != 0);
    }

    [Theory]
    [InlineData("wan_t2v", true)]
    [InlineData("ltx", false)]
    public void An_encoder_with_a_mask_is_given_the_prompts_only_where_the_padding_is_thrown_away(string family, bool masked)
    {
        // An encoder whose states are its mask: diffusers calls T5 and CLIP without one where their padding is used.
        using var folder = TinyFolder.LinkedTo(FamilyFolders.Of(family));
        folder.Write(PromptEncoder.File, new TinyGraph().Input("input_ids", TensorElementType.Int64, "b", 128).Input("attention_mask", TensorElementType.Int64, "b", 128)
            .Output("last_hidden_state", TensorElementType.Float, "b", 128, 32).Whole("axis", [2]).Node("Unsqueeze", "attention_mask axis", "deep")
            .Cast("deep", "flag", TensorElementType.Float).Weights("ones", [.. Enumerable.Repeat(1f, 32)], 32).Node("Mul", "flag ones", "last_hidden_state"));
        using var model = LoadedModel.Load(folder.Path, new InferenceOptions { Threads = 1 });

        var states = model.Reader(model.PromptRule! with { Window = 128 }).Encode("a cat", Cancel);

        var used = (int)states.Mask.Sum();
        Assert.InRange(used, 2, 20);
        Assert.All(states.Values[..(used * 32)], v => Assert.Equal(1, v));
        Assert.All(states.Values[(used * 32)..], v => Assert.Equal(masked ? 0 : 1, v));
    }

    [Fact]
    public void An_encoder_with_a_fixed_window_gets_the_padding()
    {
        using var model = Load("animatediff"); // [B, 77]
        Assert.Equal(77, model.Folder.Graphs[PromptEncoder.File].Inputs[0].Dimensions[1]);

        Assert.Equal(77 * 16, model.Prompts!.Encode("", Cancel).Values.Length);
    }

    [Theory]
    [InlineData("wan_t2v", 512, 1)]
    [InlineData("animatediff", 77, 49407)]
    [InlineData("ltx", 128, 1)]
    public async Task A_prompt_longer_than_the_window_is_cut_and_the_clip_says_what_was_left_out(string family, int window, int end)
    {
        using var model = Load(family);
        using var maker = ClipMaker.Load(FamilyFolders.Of(family), new InferenceOptions { Threads = 1, MaxPromptCharacters = 100_000 });
        var prompt = string.Join(' ', Enumerable.Range(0, 400).Select(i => $"word{i}"));
        var ids = model.Prompts!.Ids(prompt);
        Assert.Equal((window, end), (ids.Length, ids[^1]));
        Assert.DoesNotContain(end, ids[..^1]);
        var leftOut = model.Prompts.LeftOut(prompt);
        Assert.EndsWith("word398 word399", leftOut, StringComparison.Ordinal);
        Assert.Equal("", model.Prompts.LeftOut(prompt[..^(leftOut.Length + 1)])); // all the rest is read

        var step = model.Folder.Geometry.PixelStep;
        var clip = await maker.MakeAsync(
            new ClipRequest { Prompt = prompt, Negative = "x" }, default, null, Cancel, new ExactClip { Steps = 1, Frames = model.Folder.Geometry.SnapFrames(0), Size = (2 * step, 2 * step) });

        Assert.Equal($"The prompt is longer than {family} reads; left out: \"{leftOut}\".", Assert.Single(clip.Notes));
        Assert.Equal(window, model.Prompts.Encode(prompt, Cancel).Mask.Sum());
    }

    [Fact]
    public void A_text_asked_again_is_not_encoded_again()
    {
        using var model = LoadedModel.Load(FamilyFolders.Of("wan_t2v"), new InferenceOptions { Threads = 1 });
        var first = model.Prompts!.Encode("a  cat ", Cancel);
        model.Components.Dispose(); // it could not be

        Assert.Same(first, model.Prompts.Encode("a cat", Cancel)); // the same when tidied
        Assert.Throws<ObjectDisposedException>(() => model.Prompts.Encode("a dog", Cancel));
    }

    private static LoadedModel Load(string family) => LoadedModel.Load(FamilyFolders.Of(family), new InferenceOptions { Threads = 1 });

    /// <summary>Runs the encoder by hand over all ids.</summary>
    private static float[] Run(LoadedModel model, long[] ids, float[]? mask)
    {
        using var lease = model.Components.Open(PromptEncoder.File);
        using var words = new TensorPort(TensorElementType.Int64, Array.ConvertAll(ids, id => (float)id), 1, ids.Length);
        using var bound = mask is null ? null : new TensorPort(TensorElementType.Int64, mask, 1, ids.Length);
        return lease.Graph.Ask(lease.Graph.Outputs[0], Cancel, bound is null ? [("input_ids", words)] : [("input_ids", words), ("attention_mask", bound)]).Values;
    }
}

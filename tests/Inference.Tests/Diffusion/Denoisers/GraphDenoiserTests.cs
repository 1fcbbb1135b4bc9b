using ChatVideoBot.Inference.Conditions;
using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.Denoisers;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Prompts;
using ChatVideoBot.Inference.Replay;
using ChatVideoBot.Inference.Tests.Families;
using ChatVideoBot.Inference.Tests.Graphs;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Tests.Diffusion.Denoisers;

/// <summary>Graphs that answer what they were given: latents + timestep + the sum of the prompt's states.</summary>
public sealed class GraphDenoiserTests : IDisposable
{
    private const string File = "transformer/model.onnx";

    private static readonly LatentShape Shape = new(2, 3, 1, 2);
    private static readonly float[] Latents = [.. Enumerable.Range(1, 12).Select(i => i * 1000f)];

    private readonly TinyFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, TensorElementType.Float, 7.75f)]
    [InlineData(1, TensorElementType.Float, 7.75f)]
    [InlineData(2, TensorElementType.Float, 7.75f)]
    [InlineData(0, TensorElementType.Int64, 7f)]
    [InlineData(1, TensorElementType.Int64, 7f)]
    [InlineData(2, TensorElementType.Int64, 7f)]
    [InlineData(1, TensorElementType.Int32, 7f)]
    [InlineData(1, TensorElementType.Double, 7.75f)]
    [InlineData(1, TensorElementType.Float16, 7.75f)]
    [InlineData(1, TensorElementType.BFloat16, 7.75f)]
    public void A_timestep_goes_in_by_the_rank_and_the_type_of_the_graph(int rank, TensorElementType type, float seen)
    {
        var port = Write(Echo("b", rank, type));
        foreach (var runs in Enum.GetValues<GuidanceRuns>())
        {
            var answers = Ask(port, runs, branches: 2, timestep: 7.75f);
            Assert.Equal(Latents.Select(l => l + seen + 3), answers[..12]); // the prompt's states sum to 3, the negative's to 30
            Assert.Equal(Latents.Select(l => l + seen + 30), answers[12..]);
        }
    }

    [Theory]
    [InlineData("b")]
    [InlineData(1)]
    public void Without_guidance_the_prompt_alone_is_asked(object batch)
    {
        var answers = Ask(Write(Echo(batch, 1, TensorElementType.Float)), GuidanceRuns.One, branches: 1, timestep: 1);

        Assert.Equal(Latents.Select(l => l + 1 + 3), answers[..12]);
        Assert.All(answers[12..], a => Assert.Equal(0, a));
    }

    [Fact]
    public void A_graph_for_one_clip_is_asked_twice()
    {
        var port = Write(Echo(1, 1, TensorElementType.Float));
        Assert.False(port.OpenBatch);

        Assert.Equal(Ask(Write(Echo("b", 1, TensorElementType.Float)), GuidanceRuns.One, 2, 5), Ask(port, GuidanceRuns.One, 2, 5));
    }

    [Fact]
    public void Latents_are_scaled_on_their_way_in_and_read_again_at_every_call()
    {
        using var store = _folder.Store(Written(Echo("b", 1, TensorElementType.Float)));
        var (latents, answers) = (Latents.ToArray(), new float[24]);
        using var call = new GraphDenoiser(store, Port, Prompts, GuidanceRuns.One, false).Prepare(Shape, Conditioning.None, latents, answers);
        call.Run(0, 0.5f, 2, Cancel);
        Assert.Equal(Latents.Select(l => l / 2 + 30), answers[12..]);

        latents.AsSpan().Fill(1);
        call.Run(2, 1, 1, Cancel);

        Assert.All(answers[..12], a => Assert.Equal(1 + 2 + 3, a));
        Assert.Equal(Latents.Select(l => l / 2 + 30), answers[12..]); // not asked, not touched
    }

    [Fact]
    public void Where_memory_lacks_for_both_prompts_in_one_run_they_go_one_after_the_other()
    {
        // A run for two clips makes a tensor of 2^46 numbers, which no machine has room for.
        var graph = Echo("b", 1, TensorElementType.Float, "sum")
            .Node("Shape", "hidden_states", "dimensions").Whole("zero", [0]).Node("Gather", "dimensions zero", "clips")
            .Whole("one", [1]).Node("Sub", "clips one", "more").Whole("huge", [1L << 46]).Node("Mul", "more huge", "places").Node("Add", "places one", "size")
            .Node("ConstantOfShape", "size", "zeros").Node("ReduceMax", "zeros zero", "nothing", ("keepdims", 1)).Node("Add", "sum nothing", "out_sample");
        var port = Write(graph);
        using var store = _folder.Store(File);
        var answers = new float[24];
        using (var call = new GraphDenoiser(store, port, Prompts, GuidanceRuns.One, false).Prepare(Shape, Conditioning.None, Latents, answers))
        {
            for (var step = 0; step < 2; step++)
            {
                call.Run(step, 1, 2, Cancel);
                Assert.Equal(Latents.Select(l => l + step + 3), answers[..12]);
                Assert.Equal(Latents.Select(l => l + step + 30), answers[12..]);
            }
        }

        store.FreeUnused();
        Assert.Empty(store.Loaded);
    }

    [Theory]
    [InlineData(KnownUse.InInput, true)]
    [InlineData(KnownUse.InLatents, false)]
    [InlineData(KnownUse.AtEnd, false)]
    public void Known_latents_are_seen_and_have_timestep_0_where_the_graph_takes_one_a_token(KnownUse use, bool seen)
    {
        var port = Write(Echo("b", 2, TensorElementType.Float));
        var known = KnownLatents.Leading(Shape, [-1, -2, -3, -4], 1, use);

        var answers = Ask(port, GuidanceRuns.One, 2, 7, new Conditioning { Known = known });

        float[] input = seen ? [-1, -2, .. Latents[2..6], -3, -4, .. Latents[8..]] : Latents;
        float[] time = use == KnownUse.AtEnd ? [7, 7, 7, 7, 7, 7] : [0, 0, 7, 7, 7, 7];
        Assert.Equal(Enumerable.Range(0, 12).Select(i => input[i] + time[i % 6] + 3), answers[..12]);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => input[i] + time[i % 6] + 30), answers[12..]);
    }

    [Theory]
    [InlineData(GuidanceRuns.One)]
    [InlineData(GuidanceRuns.Two)]
    [InlineData(GuidanceRuns.Parallel)]
    public void A_prompt_wanted_once_a_frame_is_repeated_for_each_clip(GuidanceRuns runs)
    {
        // Each frame's own copy of the states is added to that frame.
        var port = Write(new TinyGraph().Input("hidden_states", TensorElementType.Float, "b", 2, "f", "h", "w").Input("timestep", TensorElementType.Float, "b")
            .Input("encoder_hidden_states", TensorElementType.Float, "b*f", 1, 2).Output("out_sample", TensorElementType.Float, "b", 2, "f", "h", "w")
            .Whole("axes", [1, 2]).Node("ReduceSum", "encoder_hidden_states axes", "states", ("keepdims", 1)).Whole("frames", [-1, 1, 3, 1, 1])
            .Node("Reshape", "states frames", "prompt").Node("Add", "hidden_states prompt", "out_sample"));

        var answers = Ask(port, runs, 2, 0, promptPerFrame: true);

        Assert.Equal(Latents.Select(l => l + 3), answers[..12]);
        Assert.Equal(Latents.Select(l => l + 30), answers[12..]);
    }

    [Theory]
    [InlineData("wan_t2v", 5)]
    [InlineData("wan_ti2v", 5)]
    [InlineData("animatediff", 5)]
    [InlineData("ltx", 9)]
    [InlineData("svd", 5)]
    public void Both_prompts_in_one_run_and_in_two_give_the_same_on_a_real_graph(string family, int frames)
    {
        using var model = LoadedModel.Load(FamilyFolders.Of(family), new InferenceOptions { Threads = 1 });
        var shape = model.Folder.Geometry.Latents(frames, 64, 32);
        var latents = new float[shape.Length];
        Noise.Fill(8, shape, latents);
        PromptStates[] prompts = model.Prompts is { } reader ? [reader.Encode("a cat", Cancel), reader.Encode("bad", Cancel)] : [];
        var conditioning = family switch
        {
            "ltx" => LtxTokens.Make(shape, model.Folder.Geometry, 24, null, 0),
            "svd" => SvdPicture.Make(shape, latents[..(4 * shape.Plane)], [.. Enumerable.Repeat(0.3f, 16)], 7, 127, 0.02),
            _ => Conditioning.None,
        };
        float[] Answers(DenoiserPort port)
        {
            var answers = new float[2 * shape.Length];
            using var call = new GraphDenoiser(model.Components, port, prompts, GuidanceRuns.One, family == "animatediff").Prepare(shape, conditioning, latents, answers);
            call.Run(500, 0.7f, 2, Cancel);
            return answers;
        }

        var open = model.Folder.Denoiser;
        var one = open with { Latents = open.Latents with { Dimensions = [1, .. open.Latents.Dimensions[1..]] } };

        Assert.True(open.OpenBatch && !one.OpenBatch);
        var together = Answers(open);
        Assert.InRange(GoldenReplay.Error(together, Answers(one)), 0, 1e-5);
        Assert.True(GoldenReplay.Error(together.AsSpan(0, shape.Length), together.AsSpan(shape.Length)) > 1e-6); // and the two prompts are two
    }

    [Fact]
    public void Channels_that_nobody_gives_are_a_fault_of_the_program_and_hold_no_graph()
    {
        var port = Write(Echo("b", 1, TensorElementType.Float)) with { Channels = 3 };
        using var store = _folder.Store(File);
        using (var call = new GraphDenoiser(store, port, Prompts, GuidanceRuns.One, false).Prepare(Shape, Conditioning.None, Latents, new float[24]))
            Assert.Throws<InvalidOperationException>(() => call.Run(0, 1, 2, Cancel));

        store.FreeUnused();
        Assert.Empty(store.Loaded);
    }

    private static IReadOnlyList<PromptStates> Prompts { get; } = [new([1, 2], [1], 1, 2), new([10, 20], [1], 1, 2)];

    private DenoiserPort Port { get; set; } = null!;

    private string Written(TinyGraph graph)
    {
        Write(graph);
        return File;
    }

    private DenoiserPort Write(TinyGraph graph) => Port = DenoiserPort.Read(_folder.Write(File, graph), 2, 1, false);

    /// <param name="rank">Of the timestep: 2 = one a token.</param>
    private static TinyGraph Echo(object batch, int rank, TensorElementType type, string output = "out_sample")
    {
        object[] clip = [batch, 2, "f", "h", "w"];
        object[] time = rank switch { 0 => [], 1 => [batch], _ => [batch, "s"] };
        var graph = new TinyGraph().Input("hidden_states", TensorElementType.Float, clip).Input("timestep", type, time)
            .Input("encoder_hidden_states", TensorElementType.Float, batch, 1, 2).Output("out_sample", TensorElementType.Float, clip)
            .Cast("timestep", "t", TensorElementType.Float).Whole("each", rank == 2 ? [-1, 1, 3, 1, 2] : [-1, 1, 1, 1, 1]).Node("Reshape", "t each", "time");
        return graph.Whole("axes", [1, 2]).Node("ReduceSum", "encoder_hidden_states axes", "states", ("keepdims", 1)).Whole("all", [-1, 1, 1, 1, 1])
            .Node("Reshape", "states all", "prompt").Node("Add", "hidden_states time", "timed").Node("Add", "timed prompt", output);
    }

    private float[] Ask(DenoiserPort port, GuidanceRuns runs, int branches, float timestep, Conditioning? conditioning = null, bool promptPerFrame = false)
    {
        using var store = _folder.Store(File);
        var answers = new float[24];
        using var call = new GraphDenoiser(store, port, Prompts, runs, promptPerFrame).Prepare(Shape, conditioning ?? Conditioning.None, Latents, answers);
        call.Run(timestep, 1, branches, Cancel);
        return answers;
    }
}

using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.Denoisers;
using ChatVideoBot.Inference.Diffusion.Guidance;
using ChatVideoBot.Inference.Families;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Planning;
using ChatVideoBot.Inference.Replay;
using ChatVideoBot.Inference.Tests.Families;
using ChatVideoBot.Inference.Tests.Graphs;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Tests.Diffusion.Denoisers;

public sealed class ExpertDenoiserTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void The_first_network_is_asked_down_to_the_boundary_and_let_go_before_the_other_is_taken()
    {
        var heard = new List<string>();
        using (var call = new ExpertDenoiser(new Named("noisy", heard), new Named("fine", heard), 875).Prepare(new LatentShape(1, 1, 1, 1), Conditioning.None, new float[1], new float[2]))
        {
            foreach (var timestep in (float[])[999, 875, 874.9f, 3])
                call.Run(timestep, 1, 2, Cancel);
        }

        Assert.Equal(["take noisy", "noisy 999", "noisy 875", "leave noisy", "take fine", "fine 874.9", "fine 3", "leave fine"], heard);
    }

    [Theory]
    [InlineData("0.5")]
    [InlineData("0.9")]
    public async Task Two_equal_networks_of_equal_guidance_make_the_clip_of_one(string boundary)
    {
        using var folder = Folder(boundary);
        using var model = LoadedModel.Load(folder.Path, new InferenceOptions());
        var golden = GoldenCase.Read(Path.Combine(FamilyFolders.Of("wan_t2v"), "golden", "unipc"));

        var report = await GoldenReplay.RunAsync(model, golden, new InferenceOptions(), Cancel);

        Assert.Empty(report.Failed());
        Assert.Equal(("Wan 2.2 A14B", "transformer_2/model.onnx", boundary), (model.Folder.Family.Name, model.Folder.FineDenoiser?.File, $"{model.Folder.Boundary:0.#}"));
        Assert.Contains("transformer_2/model.onnx", model.Components.Loaded);
        var scheduler = model.Scheduler(golden.Settings(model.Folder.Defaults), new LatentShape(16, 4, 6, 8));
        Assert.InRange(Enumerable.Range(0, scheduler.Steps).Count(i => scheduler.Timestep(i) >= model.Folder.Boundary * 1000), 1, scheduler.Steps - 1); // both were asked
    }

    [Fact]
    public void Each_network_has_the_familys_own_guidance_and_one_that_is_asked_for_is_for_both()
    {
        using var folder = Folder("0.5");
        using var model = LoadedModel.Load(folder.Path, new InferenceOptions { Threads = 1 });
        var (request, shape) = (new ClipRequest { Prompt = "a cat" }, new LatentShape(16, 1, 4, 4));
        IGuidance Guidance(InferenceOptions options, ExactClip? exact = null)
        {
            var settings = ClipPlan.Make(request, default, model.Folder, options, exact).Settings with { Steps = 10 };
            return model.Guidance(settings, model.Scheduler(settings, shape));
        }

        var own = Assert.IsType<ExpertGuidance>(Guidance(new InferenceOptions()));
        Assert.Equal(new ClassifierFreeGuidance(6) { EndStep = 10 }, Guidance(new InferenceOptions { Guidance = 6 }));
        Assert.IsType<NoGuidance>(Guidance(new InferenceOptions(), new ExactClip { Guidance = 1 }));

        float At(int step)
        {
            var output = new float[1];
            own.Combine(step, new LatentShape(1, 1, 1, 1), [1, 0], output);
            return output[0];
        }

        Assert.Equal((4, 3), (At(0), At(9)));
        Assert.Equal(Family.WanExperts, model.Folder.Family);
    }

    [Fact]
    public async Task A_folder_that_guides_the_fine_steps_alone_has_a_negative_prompt_for_them()
    {
        using var folder = Folder("0.5");
        async Task<byte[]> ClipAsync(double fine, string negative)
        {
            File.WriteAllText(folder.Of("clip_defaults.json"), $$"""{ "width": 64, "height": 32, "num_inference_steps": 4, "guidance_scale": 1, "guidance_scale_2": {{fine}} }""");
            using var maker = ClipMaker.Load(folder.Path, new InferenceOptions { Threads = 1 });
            return (await maker.MakeAsync(new ClipRequest { Prompt = "a cat", Negative = negative, Seconds = 0.5, Seed = 1 }, default, null, Cancel)).Mp4;
        }

        Assert.NotEqual(await ClipAsync(8, "blurry"), await ClipAsync(8, "a long tail of words, dark"));
    }

    /// <summary>wan_t2v with its network a second time.</summary>
    private static TinyFolder Folder(string boundary)
    {
        var folder = TinyFolder.LinkedTo(FamilyFolders.Of("wan_t2v"));
        folder.Change("model_index.json", "\"boundary_ratio\": null", $"\"boundary_ratio\": {boundary}");
        folder.Change("model_index.json", "\"transformer_2\": [\n  null,\n  null", "\"transformer_2\": [\"diffusers\", \"WanTransformer3DModel\"");
        foreach (var file in (string[])["config.json", "model.onnx"])
            folder.Link($"transformer_2/{file}", Path.Combine(FamilyFolders.Of("wan_t2v"), "transformer", file));
        return folder;
    }

    private sealed class Named(string name, List<string> heard) : IDenoiser, IDenoiserCall
    {
        public IDenoiserCall Prepare(LatentShape shape, Conditioning conditioning, float[] latents, float[] answers)
        {
            heard.Add($"take {name}");
            return this;
        }

        public void Run(float timestep, float inputScale, int branches, CancellationToken cancel) =>
            heard.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name} {timestep}"));

        public void Dispose() => heard.Add($"leave {name}");
    }
}

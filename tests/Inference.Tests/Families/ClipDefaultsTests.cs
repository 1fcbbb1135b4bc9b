using ChatVideoBot.Inference.Diffusion.Guidance;
using ChatVideoBot.Inference.Diffusion.StepSkipping;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Planning;
using ChatVideoBot.Inference.Tests.BadInput;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Tests.Families;

/// <summary>What a folder's clip_defaults.json and the owner's settings make of a model.</summary>
public sealed class ClipDefaultsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void A_folders_own_defaults_stand_before_the_familys()
    {
        using var folder = new BrokenFolder("ltx");
        folder.Write("clip_defaults.json", """
            { "num_inference_steps": 4, "sigmas": [1, 0.9, 0.6, 0.3], "guidance_scale": 2.5, "guidance_rescale": 0.7, "guided_from": 0.25, "guided_until": 0.75,
              "width": 96, "height": 64, "frames_per_second": 30, "negative_prompt": "mud", "step_skip": { "policy": "easycache", "threshold": 0.1 } }
            """);
        using var model = LoadedModel.Load(folder.Path, Plainly.Options);
        var plan = ClipPlan.Make(new ClipRequest { Prompt = "a cat", Seconds = 1 }, default, model.Folder, Plainly.Options);
        var shape = model.Folder.Geometry.Latents(plan.Frames, plan.WidthPixels, plan.HeightPixels);
        var scheduler = model.Scheduler(plan.Settings, shape);

        Assert.Equal((96, 64, 33, "mud", 4), (plan.WidthPixels, plan.HeightPixels, plan.Frames, plan.Negative, scheduler.Steps));
        Assert.Equal(new ClassifierFreeGuidance(2.5f) { Rescale = 0.7f, FirstStep = 1, EndStep = 3 }, model.Guidance(plan.Settings, scheduler));
        Assert.IsType<EasyCache>(model.StepSkip(plan.Settings, scheduler));
        var asked = ClipPlan.Make(new ClipRequest { Prompt = "a cat", Negative = " rain " }, default, model.Folder, Plainly.Options, new ExactClip { Steps = 7, Guidance = 1 });
        Assert.Equal(("rain", 7), (asked.Negative, model.Scheduler(asked.Settings, shape).Steps)); // a number of steps asked for drops the list
        Assert.IsType<NoGuidance>(model.Guidance(asked.Settings, scheduler));
    }

    [Fact]
    public void The_owners_policy_stands_before_the_folders()
    {
        using var folder = new BrokenFolder("pocket");
        folder.Write("clip_defaults.json", """{ "step_skip": { "policy": "easycache" } }""");
        using var plain = LoadedModel.Load(folder.Path, Plainly.Options);
        using var owned = LoadedModel.Load(folder.Path, new InferenceOptions { Threads = 1, StepSkip = new() { Policy = "none" } });
        using var lacking = LoadedModel.Load(folder.Path, new InferenceOptions { Threads = 1, StepSkip = new() { Policy = "magcache" } });
        var scheduler = plain.Scheduler(plain.Folder.Defaults, plain.Folder.Geometry.Latents(17, 64, 64));

        Assert.IsType<EasyCache>(plain.StepSkip(plain.Folder.Defaults, scheduler));
        Assert.IsType<RunEveryStep>(owned.StepSkip(owned.Folder.Defaults, scheduler));
        Assert.Contains("needs Ratios", Assert.Throws<ModelException>(() => lacking.StepSkip(lacking.Folder.Defaults, scheduler)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clip_with_skipped_steps_is_another_than_with_all()
    {
        using var every = ClipMaker.Load(BrokenFolder.Source("pocket"), new InferenceOptions { Steps = 16 });
        using var table = ClipMaker.Load(BrokenFolder.Source("pocket"), new InferenceOptions { Steps = 16, StepSkip = new() { Policy = "table", Computed = [0, 1, 2, 3, 15] } });
        var request = new ClipRequest { Prompt = "a red ball bouncing in the desert", Seconds = 0.5, Seed = 1 };

        Assert.NotEqual((await every.MakeAsync(request, default, null, Cancel)).Mp4, (await table.MakeAsync(request, default, null, Cancel)).Mp4);
    }
}

using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Replay;

namespace ChatVideoBot.Inference.Tests.Families;

/// <summary>What diffusers' own pipelines computed on tiny models of every family, from prompt, picture and noise to frames.</summary>
public sealed class FamilyReplayTests
{
    public static TheoryData<string, string> Cases() => [.. Directory.EnumerateDirectories(FamilyFolders.All)
        .SelectMany(family => Directory.EnumerateDirectories(Path.Combine(family, "golden")))
        .Select(golden => (Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(golden)))!, Path.GetFileName(golden))).Order()];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Every_stage_of_a_golden_case_holds(string family, string name)
    {
        var report = await ReplayAsync(family, name, new InferenceOptions());

        Assert.Empty(report.Failed());
        Assert.True(report is { Passed: true, Steps: < 1e-4, Frames: < 1e-3 }, report.ToString()); // a tenth of what is allowed
        Assert.Equal(family != "svd", report.PromptEmbeds is not null);
        Assert.Equal(family is "svd" or "wan_i2v", report.ImageEmbeds is not null);
        Assert.Equal(name == "image" || family is "svd" or "wan_i2v", report.Condition is not null);
    }

    [Fact]
    public void There_is_a_case_of_every_family() =>
        Assert.Equal(["animatediff", "ltx", "svd", "wan_i2v", "wan_t2v", "wan_ti2v"], Cases().Select(c => c.Data.Item1).Distinct());

    [Theory]
    [InlineData("wan_t2v", "unipc")]
    [InlineData("ltx", "image")]
    [InlineData("svd", "euler")]
    [InlineData("animatediff", "ddim")]
    public async Task However_guidance_runs_it_gives_the_same(string family, string name)
    {
        foreach (var runs in (string[])["one", "two", "parallel"])
            Assert.Empty((await ReplayAsync(family, name, new InferenceOptions { GuidanceRuns = runs })).Failed());
    }

    [Theory]
    [InlineData("wan_i2v", "unipc")]
    [InlineData("svd", "euler")]
    public async Task With_memory_for_one_component_at_a_time_it_computes_the_same(string family, string name)
    {
        using var model = LoadedModel.Load(FamilyFolders.Of(family), new InferenceOptions());
        using var small = LoadedModel.Load(FamilyFolders.Of(family), new InferenceOptions { WeightsMiB = 1 });
        var golden = GoldenCase.Read(Path.Combine(FamilyFolders.Of(family), "golden", name));
        Assert.Empty(small.Components.Loaded);

        var report = await GoldenReplay.RunAsync(small, golden, new InferenceOptions(), TestContext.Current.CancellationToken);

        Assert.Empty(report.Failed());
        Assert.Equal(model.Folder.Graphs.Count, model.Components.Loaded.Count);
        Assert.InRange(small.Components.Loaded.Count, 1, model.Folder.Graphs.Count - 1);
    }

    private static async Task<ReplayReport> ReplayAsync(string family, string name, InferenceOptions options)
    {
        using var model = LoadedModel.Load(FamilyFolders.Of(family), options);
        var golden = GoldenCase.Read(Path.Combine(FamilyFolders.Of(family), "golden", name));
        return await GoldenReplay.RunAsync(model, golden, options, TestContext.Current.CancellationToken);
    }
}

using ChatVideoBot.Inference.Replay;

namespace ChatVideoBot.Inference.Tests.Clips;

/// <summary>Every stage against the reference's numbers; tolerances are those of the model's README.</summary>
public sealed class GoldenTests(Pocket pocket)
{
    [Theory]
    [InlineData("square")]
    [InlineData("wide")]
    [InlineData("tall")]
    [InlineData("image")]
    public async Task A_golden_case_holds_at_every_stage(string name)
    {
        var golden = GoldenCase.Read(Path.Combine(Pocket.Folder, "golden", name));

        var report = await GoldenReplay.RunAsync(pocket.Model, golden, new InferenceOptions(), TestContext.Current.CancellationToken);

        Assert.Empty(report.Failed());
        Assert.True(report.Passed);
        Assert.NotNull(report.PromptEmbeds);
        Assert.Equal(name == "image", report.Condition is not null);
        Assert.Equal(golden.Array("input_ids").Integers, pocket.Model.Prompts!.Ids(golden.Prompt).Concat(pocket.Model.Prompts.Ids(golden.NegativePrompt)));
    }

    [Fact]
    public void An_array_cut_anywhere_is_refused_by_its_files_name()
    {
        var whole = File.ReadAllBytes(Path.Combine(Pocket.Folder, "golden", "square", "sigmas.npy"));
        var file = Path.GetTempFileName();
        try
        {
            for (var length = 0; length < whole.Length; length++)
            {
                File.WriteAllBytes(file, whole[..length]);
                Assert.Contains(file, Assert.Throws<InvalidDataException>(() => NpyArray.Read(file)).Message);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void An_error_is_relative_to_the_largest_value_and_counts_what_is_no_number()
    {
        Assert.Equal(0.25, GoldenReplay.Error([1, -3], [1, -4]));
        Assert.Equal(double.PositiveInfinity, GoldenReplay.Error([float.NaN], [1]));
        Assert.Equal(double.PositiveInfinity, GoldenReplay.Error([1, 2], [1]));
    }
}

using ChatVideoBot.Inference.Replay;

namespace ChatVideoBot.Inference.Tests.Clips;

/// <summary>Every stage against the reference's numbers; tolerances are those of the model's README.</summary>
public sealed class GoldenTests(Pocket pocket)
{
    private static readonly Dictionary<string, double> Tolerances = new()
    {
        ["input_ids"] = 0,
        ["encoder_hidden_states"] = 1e-4,
        ["sigmas"] = 1e-6,
        ["condition"] = 1e-4,
        ["latents_steps"] = 1e-3,
        ["frames"] = 5e-3,
    };

    [Theory]
    [InlineData("square", 5)]
    [InlineData("wide", 5)]
    [InlineData("tall", 5)]
    [InlineData("image", 6)]
    public async Task A_golden_case_holds_at_every_stage(string name, int stages)
    {
        var golden = GoldenCase.Read(Path.Combine(Pocket.Folder, "golden", name));

        var errors = await GoldenReplay.RunAsync(pocket.Model, golden, new InferenceOptions(), TestContext.Current.CancellationToken);

        Assert.Equal(stages, errors.Count);
        Assert.All(errors, e => Assert.True(e.Value <= Tolerances[e.Key], $"{e.Key}: {e.Value}"));
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

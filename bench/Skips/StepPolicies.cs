using ChatVideoBot.Inference;

namespace ChatVideoBot.Bench.Skips;

/// <summary>A way to make a clip with fewer model calls.</summary>
/// <param name="Set">Makes it of the settings of the full run.</param>
internal sealed record StepPolicy(string Name, Action<InferenceOptions> Set);

/// <summary>
/// What <see cref="SkipBench"/> holds against the full run. A new policy is one line. Simply making fewer steps is the floor: a policy that
/// is no better at as many calls is not worth its code.
/// </summary>
internal static class StepPolicies
{
    /// <param name="measured">Of the model and the number of steps.</param>
    public static IReadOnlyList<StepPolicy> Of(int steps, Calibration measured) =>
    [
        new("the same again", _ => { }), // two equal runs give equal frames
        Fewer(steps * 3 / 4),
        Fewer(steps / 2),
        Fewer(steps / 3),
        .. from threshold in (double[])[0.02, 0.05, 0.1, 0.2] select Easy(threshold),
        .. from threshold in (double[])[0.06, 0.12, 0.24] select Mag(threshold, measured),
        .. from threshold in (double[])[0.1, 0.2, 0.4] select Tea(threshold, measured),
    ];

    private static StepPolicy Easy(double threshold) =>
        new($"easycache {threshold}", options => options.StepSkip = new() { Policy = "easycache", Threshold = threshold });

    private static StepPolicy Mag(double threshold, Calibration measured) => new(
        $"magcache {threshold}", options => options.StepSkip = new() { Policy = "magcache", Threshold = threshold, Ratios = measured.Ratios });

    /// <summary>With the output's own change in the place of the time embedding's, which lies within the graph.</summary>
    private static StepPolicy Tea(double threshold, Calibration measured) => new(
        $"teacache {threshold}", options => options.StepSkip = new() { Policy = "teacache", Threshold = threshold, Changes = measured.Changes });

    private static StepPolicy Fewer(int steps) => new($"{steps} steps", options => options.Steps = steps);
}

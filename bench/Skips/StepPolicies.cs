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
    public static IReadOnlyList<StepPolicy> Of(int steps) =>
    [
        new("the same again", _ => { }), // two equal runs give equal frames
        Fewer(steps * 3 / 4),
        Fewer(steps / 2),
        Fewer(steps / 3),
    ];

    private static StepPolicy Fewer(int steps) => new($"{steps} steps", options => options.Steps = steps);
}

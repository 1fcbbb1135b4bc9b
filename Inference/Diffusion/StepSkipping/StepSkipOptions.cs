using System.ComponentModel.DataAnnotations;
using ChatVideoBot.Inference.Diffusion.Schedulers;

namespace ChatVideoBot.Inference.Diffusion.StepSkipping;

/// <summary>
/// How model calls are saved: the "Inference:StepSkip" section, or <c>step_skip</c> of a model's clip_defaults.json. What is guessed is not
/// computed: a clip gets faster and a little other than it would be. Below <see cref="SkipTable.LeastSteps"/> steps nothing is skipped.
/// </summary>
public sealed class StepSkipOptions : IValidatableObject
{
    internal static readonly string[] Policies = ["none", "easycache", "magcache", "teacache", "table"];

    /// <summary>"none"; "easycache", which watches each clip; "magcache" and "teacache", which skip the same steps of every clip; "table", the steps given. Empty = the model's own.</summary>
    public string Policy { get; set; } = "";

    /// <summary>How much may be guessed: easycache 0.05 (careful) to 0.2, magcache 0.12, teacache 0.05 to 0.1.</summary>
    [Range(0.0, 10.0)]
    public double Threshold { get; set; } = 0.05;

    /// <summary>magcache: the most steps skipped in a row.</summary>
    [Range(0, 100)]
    public int MostInARow { get; set; } = 4;

    /// <summary>magcache: how the magnitude of the model's residual changes from step to step, measured once for a model.</summary>
    public float[] Ratios { get; set; } = [];

    /// <summary>teacache: how the model's time embedding changes from step to step, measured once for a model and a number of steps.</summary>
    public float[] Changes { get; set; } = [];

    /// <summary>teacache: the model's polynomial from that change to its output's, highest power first.</summary>
    public double[] Polynomial { get; set; } = [1, 0];

    /// <summary>table: the steps that are computed, from 0.</summary>
    public int[] Computed { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Policy.Length > 0 && !Policies.Contains(Policy))
            yield return new($"Inference:StepSkip:Policy: \"{Policy}\" is not known; it is {string.Join(", ", Policies)}.");
    }

    /// <summary>The policy for one clip.</summary>
    /// <exception cref="ModelException">The policy needs what the model's file does not give.</exception>
    internal IStepSkip Make(IScheduler scheduler)
    {
        // Along a straight path the difference from the latents changes little; elsewhere their scale does.
        var reuse = Enumerable.Range(0, scheduler.Steps).All(i => scheduler.InputScale(i) == 1) && scheduler.Sigma(0) <= 1 ? Reuse.Offset : Reuse.Copy;
        return Policy switch
        {
            "easycache" => new EasyCache(scheduler.Steps, Threshold, reuse: reuse),
            "magcache" => Ratios.Length > 0
                ? new FixedTable(SkipTable.MagCache(Ratios, scheduler.Steps, Threshold, MostInARow), reuse)
                : throw Missing("Ratios"),
            "teacache" => Changes.Length == scheduler.Steps
                ? new FixedTable(SkipTable.TeaCache(Changes, Polynomial, Threshold), reuse)
                : Changes.Length > 0 ? new RunEveryStep() : throw Missing("Changes"), // measured for another number of steps
            "table" => Computed.Length == 0 ? throw Missing("Computed")
                : Computed.All(i => i >= 0 && i < scheduler.Steps) ? new FixedTable(SkipTable.Of(scheduler.Steps, Computed), reuse)
                : new RunEveryStep(),
            _ => new RunEveryStep(),
        };
    }

    private ModelException Missing(string what) => new(
        $"Inference:StepSkip:Policy is \"{Policy}\", which needs {what} of this model: give Inference:StepSkip:{what}, or take \"easycache\", which needs nothing.");
}

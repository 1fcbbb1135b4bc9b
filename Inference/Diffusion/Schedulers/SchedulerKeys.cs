using System.Globalization;
using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>Reads a scheduler's keys, each within its range; the errors name file, key, value and what is legal.</summary>
internal static class SchedulerKeys
{
    private const int MostTrainTimesteps = 100_000;

    /// <summary>One of a few words.</summary>
    public static string Choice(this JsonFile config, string key, string otherwise, params ReadOnlySpan<string> legal)
    {
        var word = config.Text(key, otherwise);
        return legal.Contains(word)
            ? word
            : throw config.Wrong(key, $"one of {string.Join(", ", legal.ToArray().Select(l => $"\"{l}\""))}, not \"{word}\"");
    }

    /// <summary>A number above <paramref name="least"/> and below <paramref name="most"/>, as it was typed (0.012, not 0.012f).</summary>
    public static double Between(this JsonFile config, string key, float otherwise, double least, double most)
    {
        var number = config.Number(key, otherwise);
        return number > least && number < most
            ? number.AsTyped()
            : throw config.Wrong(key, $"above {least.Typed()} and below {most.Typed()}, not {number.Typed()}");
    }

    /// <summary>A finite number, as it was typed.</summary>
    public static double Typed(this JsonFile config, string key, float otherwise) => config.Number(key, otherwise).AsTyped();

    /// <summary>A number above 0, as it was typed.</summary>
    public static double Positive(this JsonFile config, string key, float otherwise)
    {
        var number = config.Number(key, otherwise);
        return number > 0 ? number.AsTyped() : throw config.Wrong(key, $"above 0, not {number.Typed()}");
    }

    /// <summary>A number above 0, or null where the key is missing or null.</summary>
    public static double? OptionalPositive(this JsonFile config, string key) => config.Has(key) ? config.Positive(key, 1) : null;

    /// <summary>A whole number within a range.</summary>
    public static int WholeBetween(this JsonFile config, string key, int otherwise, int least, int most)
    {
        var number = config.Number(key, otherwise);
        return number >= least && number <= most && number == MathF.Floor(number)
            ? (int)number
            : throw config.Wrong(key, $"a whole number from {least} to {most}, not {number.Typed()}");
    }

    public static int TrainTimesteps(this JsonFile config) => config.WholeBetween("num_train_timesteps", 1000, 2, MostTrainTimesteps);

    /// <summary>Refuses what the reference can do and these schedulers cannot.</summary>
    public static void RefuseFlag(this JsonFile config, string key, string why)
    {
        if (config.Flag(key, false))
            throw config.Wrong(key, $"false, not true: {why}");
    }

    public static Prediction Predicts(this JsonFile config, string otherwise, params ReadOnlySpan<string> legal) =>
        config.Choice("prediction_type", otherwise, legal) switch
        {
            "epsilon" => Prediction.Noise,
            "sample" or "original_sample" => Prediction.Sample,
            "v_prediction" => Prediction.V,
            _ => Prediction.Flow,
        };

    public static string Typed(this double number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Typed(this float number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The shortest decimal that means this float32, in float64: what the file's author typed.</summary>
    private static double AsTyped(this float number) => double.Parse(number.Typed(), CultureInfo.InvariantCulture);
}

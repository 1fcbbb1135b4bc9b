using System.Globalization;
using System.Text.RegularExpressions;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Planning;

/// <summary>A request made exact: what the model can make nearest to what was asked.</summary>
/// <param name="Frames">Video frames.</param>
/// <param name="Notes">What was changed, one sentence each.</param>
public sealed partial record ClipPlan(
    string Prompt, string Negative, long Seed, int Frames, double FramesPerSecond, int WidthPixels, int HeightPixels, int Steps,
    double Guidance, IReadOnlyList<string> Notes)
{
    /// <summary>The widest and the tallest picture that still gives a clip one can look at.</summary>
    private const double MaxAspect = 4;

    /// <param name="pictureAspect">Width divided by height of the picture, or null when there is none.</param>
    /// <exception cref="ClipRefusedException">The request cannot be met; the sentence names the nearest legal value.</exception>
    public static ClipPlan Make(ClipRequest request, double? pictureAspect, ModelFolder model, InferenceOptions options)
    {
        if (request.Model.Length > 0 && request.Model != model.Name)
            throw new ClipRefusedException(FailureStage.Model, $"model: \"{request.Model}\" is not here; this worker has \"{model.Name}\".");
        var notes = new List<string>();
        var prompt = CheckPrompt("prompt", request.Prompt, options);
        if (prompt.Length == 0)
            throw Refused("prompt: say what should be seen, for example \"a red ball bouncing in the desert\".");
        var (width, height) = Size(request.Aspect, pictureAspect, model, notes);
        return new ClipPlan(
            prompt, CheckPrompt("negative", request.Negative, options), request.Seed, CountFrames(request.Seconds, model, options),
            model.Family.FramesPerSecond, width, height, options.Steps > 0 ? options.Steps : model.Family.Steps,
            options.Guidance > 0 ? options.Guidance : model.Family.Guidance, notes);
    }

    /// <summary>The longest clip that may be asked for, in seconds.</summary>
    public static double MostSeconds(ModelFolder model, InferenceOptions options) =>
        options.MaxSeconds > 0 ? options.MaxSeconds : model.Family.MaxSeconds;

    private static string CheckPrompt(string name, string text, InferenceOptions options) => text.Length <= options.MaxPromptCharacters
        ? text.Trim()
        : throw Refused($"{name}: {text.Length} characters are more than {options.MaxPromptCharacters}.");

    private static int CountFrames(double seconds, ModelFolder model, InferenceOptions options)
    {
        var most = MostSeconds(model, options);
        if (!double.IsFinite(seconds))
            throw Refused($"seconds: give a number from {Number(options.MinSeconds)} to {Number(most)}.");
        if (seconds > most)
            throw Refused($"seconds: {Number(seconds)} is more than {Number(most)}.");
        if (seconds < options.MinSeconds)
            throw Refused($"seconds: {Number(seconds)} is less than {Number(options.MinSeconds)}.");
        return model.Geometry.SnapFrames(seconds * model.Family.FramesPerSecond);
    }

    private static (int Width, int Height) Size(string asked, double? pictureAspect, ModelFolder model, List<string> notes)
    {
        var aspect = asked.Trim().Length > 0 ? ReadAspect(asked.Trim()) : Math.Clamp(pictureAspect ?? 1, 1 / MaxAspect, MaxAspect);
        var (width, height) = model.Geometry.SnapSize(aspect, model.Family.Pixels);
        if (Math.Abs(Math.Log((double)width / height / aspect)) > 0.01)
        {
            var wanted = asked.Trim().Length > 0 ? $"Aspect {asked.Trim()}" : "The picture's shape";
            notes.Add($"{wanted} became {width} x {height} pixels, the nearest that {model.Name} makes.");
        }

        return (width, height);
    }

    private static double ReadAspect(string text)
    {
        var match = AspectPattern().Match(text);
        if (!match.Success
            || !double.TryParse(match.Groups[1].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var width)
            || !double.TryParse(match.Groups[2].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var height)
            || width <= 0 || height <= 0)
            throw Refused($"aspect: \"{Short(text)}\" is not W:H, for example 16:9.");
        return (width / height) switch
        {
            > MaxAspect => throw Refused($"aspect: {text} is wider than {Number(MaxAspect)}:1."),
            < 1 / MaxAspect => throw Refused($"aspect: {text} is taller than 1:{Number(MaxAspect)}."),
            var aspect => aspect,
        };
    }

    private static string Short(string text) => text.Length <= 20 ? text : text[..20] + "…";

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static ClipRefusedException Refused(string sentence) => new(FailureStage.Prompt, sentence);

    [GeneratedRegex(@"^([0-9]{1,5}(?:\.[0-9]{1,4})?)\s*[:x/]\s*([0-9]{1,5}(?:\.[0-9]{1,4})?)$")]
    private static partial Regex AspectPattern();
}

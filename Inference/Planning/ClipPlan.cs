using System.Globalization;
using System.Text.RegularExpressions;
using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Families;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Planning;

/// <summary>A request made exact: what the model can make nearest to what was asked.</summary>
/// <param name="Frames">Video frames; of a storyboard and where a clip is given, those of one window.</param>
/// <param name="Settings">Steps, guidance and the rest.</param>
/// <param name="Notes">What was changed, one sentence each.</param>
public sealed partial record ClipPlan(
    string Prompt, string Negative, long Seed, int Frames, int WidthPixels, int HeightPixels, ClipDefaults Settings, IReadOnlyList<string> Notes)
{
    /// <summary>The longest clip, in seconds. What a model cannot make in one go is made in windows.</summary>
    public const double LongestSeconds = 60;

    /// <summary>The longest side of a clip, in pixels.</summary>
    public const int MaxSidePixels = 8192;

    /// <summary>The widest and the tallest picture that still gives a clip one can look at.</summary>
    private const double MaxAspect = 4;

    /// <summary>A clip lies in memory as one array of three float32 a pixel.</summary>
    private const long MaxPixelsOfAll = int.MaxValue / 4;

    private const int MaxSteps = 1000;
    private const double MaxGuidance = 100;
    private const double MostMotionBucket = 255;

    /// <summary>Video frames that the model makes in one go; a longer clip goes on from there.</summary>
    public required int WindowFrames { get; init; }

    /// <summary>The words that are read: the prompt and a style's.</summary>
    public required string Words { get; init; }

    /// <summary>Frames that are shown at the model's rate; <see cref="Frames"/> are made for them.</summary>
    public required int ShownFrames { get; init; }

    /// <summary>Seconds of the model's for one that is shown: 1 where it is told how much moves, or makes as much as it likes.</summary>
    public double Speed { get; init; } = 1;

    public int Steps => Settings.Steps;

    public double Guidance => Settings.Guidance;

    public double FramesPerSecond => Settings.FramesPerSecond;

    /// <param name="given">The pictures and the clip that came with the request.</param>
    /// <param name="exact">What is fixed beyond the request; null = nothing.</param>
    /// <exception cref="ClipRefusedException">The request cannot be met; the sentence names the nearest legal value.</exception>
    public static ClipPlan Make(ClipRequest request, GivenShape given, ModelFolder model, InferenceOptions options, ExactClip? exact = null)
    {
        exact ??= new ExactClip();
        KindCheck.Refuse(request, given, options);
        if (request.Model.Length > 0 && request.Model != model.Name)
            throw new ClipRefusedException(FailureStage.Model, $"model: \"{request.Model}\" is not here; this worker has \"{model.Name}\".");
        if (!given.HasPicture && !given.HasClip && model.NeedsPicture)
            throw new ClipRefusedException(FailureStage.Picture, $"{model.Name} makes clips from a picture alone: send one with the request.");
        if (given.HasPicture && !model.TakesPictures)
            throw new ClipRefusedException(FailureStage.Picture, $"{model.Name} cannot begin with a picture: ask without one.");
        if (given.HasEndPicture && !model.TakesEndPicture)
            throw new ClipRefusedException(FailureStage.Picture, $"{model.Name} cannot end with a picture: ask without one.");
        if (given.HasClip && request.Kind != ClipKind.Enlarge && !model.HasEncoder)
            throw new ClipRefusedException(FailureStage.Picture, $"{model.Name} has no VAE encoder for clips, so it cannot work on one: ask for a new clip.");
        var notes = new List<string>();
        var prompt = CheckPrompt("prompt", request.Prompt, options);
        if (request.Style.Length > 0)
            CheckPrompt("style: with the prompt", request.Prompt + request.Style, options);
        var needsWords = request.Kind is not (ClipKind.Extend or ClipKind.Loop or ClipKind.Enlarge) && request.Shots.Count == 0;
        if (prompt.Length == 0 && needsWords && !model.Family.ReadsNoWords)
            throw Refused("prompt: say what should be seen, for example \"a red ball bouncing in the desert\".");
        if (request.Words.Length > 0 && model.Family.ReadsNoWords)
            notes.Add($"{model.Name} reads no words: the picture alone says what is seen.");
        CheckPrompt("negative", request.Negative, options);
        var window = WindowOf(model);
        var hasOwnLength = request.Shots.Count > 0 || (given.HasClip && request.Kind != ClipKind.Extend);
        var frames = exact.Frames is { } count ? CheckFrames(count, model, options) : hasOwnLength ? window : CountFrames(request.Seconds, model, options);
        if (LeverRules.RefusalOf(request, MostSeconds(options)) is { } refusal)
            throw Refused(refusal.English);
        if (ClipMaker.CardOf(model, options).GuidanceNote(request) is { } guidanceNote)
            notes.Add(guidanceNote);
        var (shown, speed) = (frames, model.IsToldMotion ? 1 : Motion.Speed(request.Motion));
        if (!hasOwnLength)
            frames = MadeFrames(shown, speed, model);
        var atOnce = Math.Min(frames, window);
        var (width, height) = exact.Size is { } size ? CheckSize(size, atOnce, model) : Size(request.Aspect, given, atOnce, model, request.Kind == ClipKind.Enlarge ? [] : notes); // which keeps every pixel
        return new ClipPlan(
            prompt, NegativeOf(request, model), request.Seed, frames, width, height, Fix(request, exact, model, options), notes)
        { WindowFrames = window, Words = request.Words, ShownFrames = shown, Speed = speed };
    }

    /// <summary>The negative prompt in force: what is asked for, else the model's own.</summary>
    public static string NegativeOf(ClipRequest request, ModelFolder model) => request.Negative.Trim() is { Length: > 0 } asked ? asked : model.Defaults.Negative;

    /// <summary>The longest clip that may be asked for, in seconds.</summary>
    public static double MostSeconds(InferenceOptions options) => options.MaxSeconds > 0 ? options.MaxSeconds : LongestSeconds;

    /// <summary>Video frames that the model makes in one go.</summary>
    public static int WindowOf(ModelFolder model) => model.FixedLatents.Frames > 0
        ? MostFrames(model)
        : Math.Min(MostFrames(model), model.Geometry.SnapFrames(model.Defaults.MaxSeconds * model.Defaults.FramesPerSecond));

    /// <summary>Video frames to make for so many that are shown while things happen faster or slower.</summary>
    private static int MadeFrames(int shown, double speed, ModelFolder model)
    {
        if (speed == 1)
            return shown;
        var ratio = model.Geometry.FramesPerLatent;
        var frames = Math.Max(1, (int)Math.Ceiling((shown - 1) * speed / ratio - 1e-9)) * ratio + 1;
        return model.FixedLatents.Frames > 0 ? Math.Max(frames, MostFrames(model)) : frames;
    }

    private static ClipDefaults Fix(ClipRequest request, ExactClip exact, ModelFolder model, InferenceOptions options)
    {
        var own = model.Defaults;
        var mostSteps = Math.Min(MaxSteps, model.Scheduler.MostSteps);
        var steps = exact.Steps ?? (options.Steps > 0 ? Math.Min(options.Steps, mostSteps) : own.Steps);
        if (steps < 1 || steps > mostSteps)
            throw Refused($"steps: {steps} is not possible; {model.Name} takes 1 to {mostSteps}: the nearest is {Math.Clamp(steps, 1, mostSteps)}.");
        var asked = exact.Guidance ?? (request.Guidance > 0 && model.TakesGuidance ? request.Guidance : null);
        var guidance = asked ?? (options.Guidance > 0 ? options.Guidance : own.Guidance);
        if (!(guidance >= 0 && guidance <= MaxGuidance))
            throw Refused($"guidance: {Number(guidance)} is not possible; it is 0 to {MaxGuidance} (1 and less = none): the nearest is {Number(double.IsNaN(guidance) ? own.Guidance : Math.Clamp(guidance, 0, MaxGuidance))}.");
        var isOwn = exact.Steps is null && options.Steps == 0;
        var fine = asked is null && options.Guidance == 0 ? own.FineGuidance : null; // what somebody asks for is for both networks
        return own with { Steps = steps, Guidance = guidance, FineGuidance = fine, MotionBucket = MotionBucket(request.Motion, own.MotionBucket), Sigmas = isOwn ? own.Sigmas : null, Timesteps = isOwn ? own.Timesteps : null };
    }

    /// <summary>What a model that is told how much moves is told: its own at 1, a quarter of that at 0, and evenly up to the most there is at 4.</summary>
    private static double MotionBucket(int? motion, double own) => motion switch
    {
        null or Motion.Own => own,
        < Motion.Own => own / 4,
        _ => own + (MostMotionBucket - own) * (motion.Value - Motion.Own) / (Motion.Most - Motion.Own),
    };

    private static string CheckPrompt(string name, string text, InferenceOptions options) => text.Length <= options.MaxPromptCharacters
        ? text.Trim()
        : throw Refused($"{name}: {text.Length} characters are more than {options.MaxPromptCharacters}.");

    /// <summary>The largest number of video frames that the network was built for and the geometry has.</summary>
    private static int MostFrames(ModelFolder model) => model.FixedLatents.Frames > 0
        ? model.Geometry.VideoFrames(model.FixedLatents.Frames)
        : model.Geometry.VideoFrames((model.MaxFrames - 1) / model.Geometry.FramesPerLatent + 1);

    private static int CheckFrames(int frames, ModelFolder model, InferenceOptions options)
    {
        var least = model.FixedLatents.Frames > 0 ? MostFrames(model) : model.Geometry.SnapFrames(0);
        var most = Math.Max(least, model.Geometry.SnapFrames(MostSeconds(options) * model.Defaults.FramesPerSecond));
        var nearest = Math.Clamp(model.Geometry.SnapFrames(Math.Clamp(frames, 0, most)), least, most);
        if (frames == nearest)
            return frames;
        var rule = model.Geometry.FramesPerLatent == 1 ? "" : $" of {model.Geometry.FramesPerLatent}k+1";
        throw Refused($"frames: {frames} is not possible; {model.Name} makes {least} to {most}{rule}: the nearest is {nearest}.");
    }

    private static int CountFrames(double seconds, ModelFolder model, InferenceOptions options)
    {
        var most = MostSeconds(options);
        if (!double.IsFinite(seconds))
            throw Refused($"seconds: give a number from {Number(options.MinSeconds)} to {Number(most)}.");
        if (seconds > most)
            throw Refused($"seconds: {Number(seconds)} is more than {Number(most)}.");
        if (seconds < options.MinSeconds)
            throw Refused($"seconds: {Number(seconds)} is less than {Number(options.MinSeconds)}.");
        var frames = model.Geometry.SnapFrames(seconds * model.Defaults.FramesPerSecond);
        return model.FixedLatents.Frames > 0 ? Math.Max(frames, MostFrames(model)) : frames;
    }

    private static (int Width, int Height) CheckSize((int Width, int Height) asked, int frames, ModelFolder model)
    {
        if (Fixed(model) is { } only)
            return asked == only ? only : throw Refused($"size: {asked.Width}x{asked.Height} is not possible; {model.Name} was exported for {only.Width}x{only.Height}.");
        var step = model.Geometry.PixelStep;
        int Nearest(int side) => Math.Clamp((int)Math.Round((double)side / step), 1, MaxSidePixels / step) * step;
        var nearest = (Width: Nearest(asked.Width), Height: Nearest(asked.Height));
        if (nearest != asked)
            throw Refused($"size: {asked.Width}x{asked.Height} is not possible; {model.Name} takes multiples of {step} from {step} to {MaxSidePixels / step * step}: the nearest is {nearest.Width}x{nearest.Height}.");
        var most = Math.Min(MaxPixelsOfAll, (long)int.MaxValue / model.Geometry.Channels * model.Geometry.PixelsPerLatent * model.Geometry.PixelsPerLatent / 2) / frames;
        if ((long)asked.Width * asked.Height > most)
        {
            var less = model.Geometry.SnapSize((double)asked.Width / asked.Height, (int)most);
            throw Refused($"size: {asked.Width}x{asked.Height} with {frames} frames is more than fits into memory at once; the nearest is {less.WidthPixels}x{less.HeightPixels}.");
        }

        var tokens = model.Tokens(model.Geometry.Latents(frames, asked.Width, asked.Height));
        if (tokens <= model.MostTokens)
            return asked;
        var smaller = model.Geometry.SnapSize((double)asked.Width / asked.Height, Budget(frames, model));
        throw Refused($"size: {asked.Width}x{asked.Height} with {frames} frames is {tokens} tokens, but {model.Name} was exported without fused attention and takes {model.MostTokens}: the nearest is {smaller.WidthPixels}x{smaller.HeightPixels}.");
    }

    private static (int Width, int Height)? Fixed(ModelFolder model) => model.FixedLatents is { Height: > 0, Width: > 0 } latents
        ? (latents.Width * model.Geometry.PixelsPerLatent, latents.Height * model.Geometry.PixelsPerLatent)
        : null;

    /// <summary>Pixels of a frame that the model makes best, or those that attention has memory for.</summary>
    internal static int Budget(int frames, ModelFolder model)
    {
        var pixels = model.Defaults.WidthPixels * model.Defaults.HeightPixels;
        if (model.MostTokens == int.MaxValue)
            return pixels;
        var latentFrames = model.IsUNet ? 1 : (frames - 1) / model.Geometry.FramesPerLatent + 1;
        var side = model.Geometry.PixelsPerLatent * model.Denoiser.Patch;
        return (int)Math.Min(pixels, (long)model.MostTokens / latentFrames * side * side);
    }

    private static (int Width, int Height) Size(string asked, GivenShape given, int frames, ModelFolder model, List<string> notes)
    {
        if (Fixed(model) is { } only)
            return only;
        var own = (double)model.Defaults.WidthPixels / model.Defaults.HeightPixels;
        var pictureAspect = given.Aspect;
        if (given.HasClip)
            asked = ""; // a clip keeps its shape
        var aspect = asked.Trim().Length > 0 ? ReadAspect(asked.Trim()) : Math.Clamp(pictureAspect ?? own, 1 / MaxAspect, MaxAspect);
        var budget = Budget(frames, model);
        var isMade = model.Defaults.WidthPixels % model.Geometry.PixelStep == 0 && model.Defaults.HeightPixels % model.Geometry.PixelStep == 0;
        var (width, height) = asked.Trim().Length == 0 && pictureAspect is null && isMade && budget >= model.Defaults.WidthPixels * model.Defaults.HeightPixels
            ? (model.Defaults.WidthPixels, model.Defaults.HeightPixels)
            : model.Geometry.SnapSize(aspect, budget);
        if (Math.Abs(Math.Log((double)width / height / aspect)) > 0.01)
        {
            var wanted = asked.Trim().Length > 0 ? $"Aspect {asked.Trim()}" : given.HasClip ? "The clip's shape" : "The picture's shape";
            notes.Add(SizeSnap.Note(wanted, width, height, model.Name));
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

    private static string Number(double value) => value.ToString(Math.Abs(value) < 1e9 ? "0.###" : "G6", CultureInfo.InvariantCulture);

    private static ClipRefusedException Refused(string sentence) => new(FailureStage.Prompt, sentence);

    [GeneratedRegex(@"^([0-9]{1,5}(?:\.[0-9]{1,4})?)\s*[:x/]\s*([0-9]{1,5}(?:\.[0-9]{1,4})?)$")]
    private static partial Regex AspectPattern();
}

using System.Globalization;

namespace ChatVideoBot.Queue;

// Whether the model can make what is asked for. The worker decides the same once it has the job, and more, for it opens the files.
public sealed partial record ModelCard
{
    /// <summary>Why none of the workers can make it, as the most able of them says; null when one can, or when nothing is known.</summary>
    /// <param name="cards">Of all models; see <see cref="JobQueue.ReadCardsAsync"/>.</param>
    /// <param name="model">That must make it.</param>
    public static string? Refusal(IEnumerable<ModelCard> cards, string model, ClipRequest request, SourceKinds sources)
    {
        string? refusal = null;
        foreach (var card in cards.Where(card => card.Model == model).OrderBy(card => card.MostSeconds))
        {
            refusal = card.Refusal(request, sources);
            if (refusal is null)
                return null;
        }
        return refusal;
    }

    /// <inheritdoc cref="Refusal(ClipRequest, SourceKinds)"/>
    public string? Refusal(ClipRequest request, ClipSources sources) => Refusal(request, sources.Kinds);

    /// <summary>Why it cannot be made, in one sentence that names the option and the nearest that can; null when it can.</summary>
    public string? Refusal(ClipRequest request, SourceKinds sources) =>
        RefuseFiles(request, sources) ?? RefuseWords(request) ?? RefuseShots(request) ?? RefuseSeconds(request, sources) ?? RefuseAspect(request, sources);

    private string? RefuseFiles(ClipRequest request, SourceKinds sources)
    {
        bool Has(SourceKinds kind) => (sources & kind) != 0;
        var isMade = request.Kind == ClipKind.Make;
        return request switch
        {
            _ when isMade && NeedsPicture && !Has(SourceKinds.Picture) => $"image: {Model} makes clips from a picture alone: send one with the request.",
            _ when isMade && !TakesPicture && Has(SourceKinds.Picture) => $"image: {Model} cannot begin with a picture: ask without one.",
            _ when isMade && !TakesEndPicture && Has(SourceKinds.EndPicture) => $"image: {Model} cannot end with a picture: ask without the last one.",
            _ when !isMade && request.Kind != ClipKind.Enlarge && !TakesClips =>
                $"{request.Kind.ToString().ToLowerInvariant()}: {Model} cannot work on a clip that is given: ask for a new one.",
            _ => null,
        };
    }

    private string? RefuseWords(ClipRequest request)
    {
        var needsWords = ReadsWords && request.Shots.Count == 0 && request.Kind is not (ClipKind.Extend or ClipKind.Loop or ClipKind.Enlarge);
        return needsWords && request.Prompt.Trim().Length == 0
            ? "prompt: say what should be seen, for example \"a red ball bouncing in the desert\"."
            : TooLong("prompt:", request.Prompt.Length) ?? TooLong("negative:", request.Negative.Length);
    }

    private string? RefuseShots(ClipRequest request)
    {
        if (request.Shots.Count == 0)
            return null;
        if (request.Shots.Count > MostShots)
            return $"shots: {request.Shots.Count} are more than {MostShots}: leave {request.Shots.Count - MostShots} out.";
        for (var i = 0; i < request.Shots.Count; i++)
        {
            var shot = request.Shots[i];
            if (shot.Prompt.Trim().Length == 0 && request.Prompt.Trim().Length == 0)
                return $"shots: shot {i + 1} does not say what should be seen.";
            if (TooLong($"shots: shot {i + 1} and the style have", shot.Prompt.Length + request.Prompt.Length) is { } tooLong)
                return tooLong;
            if (!(shot.Seconds >= MinSeconds))
                return $"shots: shot {i + 1} has {Number(shot.Seconds)} s, but {Model} makes {Number(MinSeconds)} s and more: the nearest is {Number(MinSeconds)}.";
        }

        var sum = request.WorkSeconds;
        return sum <= MostSeconds + 1e-9
            ? null
            : $"shots: they add up to {Number(sum)} s, {Number(sum - MostSeconds)} s more than {Number(MostSeconds)}: shorten one, or leave one out.";
    }

    private string? RefuseSeconds(ClipRequest request, SourceKinds sources)
    {
        var seconds = request.Seconds;
        if (request.Shots.Count > 0 || ((sources & SourceKinds.Clip) != 0 && request.Kind != ClipKind.Extend) || (seconds >= MinSeconds && seconds <= MostSeconds))
            return null;
        return double.IsFinite(seconds)
            ? $"seconds: {Number(seconds)} is not possible; {Model} makes {Number(MinSeconds)} to {Number(MostSeconds)}: the nearest is {Number(Math.Clamp(seconds, MinSeconds, MostSeconds))}."
            : $"seconds: give a number from {Number(MinSeconds)} to {Number(MostSeconds)}.";
    }

    private string? RefuseAspect(ClipRequest request, SourceKinds sources)
    {
        var asked = request.Aspect.Trim();
        if (asked.Length == 0 || HasFixedSize || (sources & SourceKinds.Clip) != 0)
            return null;
        var shown = asked.Length <= 20 ? asked : asked[..20] + "…";
        return AspectText.Read(asked) switch
        {
            null => $"aspect: \"{shown}\" is not W:H, for example 16:9.",
            > MaxAspect => $"aspect: {shown} is too wide: the nearest is {Number(MaxAspect)}:1.",
            < 1 / MaxAspect => $"aspect: {shown} is too tall: the nearest is 1:{Number(MaxAspect)}.",
            _ => null,
        };
    }

    private string? TooLong(string what, int characters) => characters <= MaxPromptCharacters
        ? null
        : $"{what} {characters} characters, {characters - MaxPromptCharacters} more than {MaxPromptCharacters}: shorten it by so many.";

    private static string Number(double value) => value.ToString(Math.Abs(value) < 1e9 ? "0.###" : "G6", CultureInfo.InvariantCulture);
}

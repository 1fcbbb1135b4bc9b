namespace ChatVideoBot.Queue;

// Whether the model can make what is asked for. The worker decides the same once it has the job, and more, for it opens the files.
public sealed partial record ModelCard
{
    /// <summary>Why none of the workers can make it, as the most able of them says; null when one can, or when nothing is known.</summary>
    /// <param name="cards">Of all models; see <see cref="JobQueue.ReadCardsAsync"/>.</param>
    /// <param name="model">That must make it.</param>
    public static string? Refusal(IEnumerable<ModelCard> cards, string model, ClipRequest request, SourceKinds sources) =>
        RefusalOf(cards, model, request, sources)?.English;

    /// <inheritdoc cref="Refusal(IEnumerable{ModelCard}, string, ClipRequest, SourceKinds)"/>
    public static CardRefusal? RefusalOf(IEnumerable<ModelCard> cards, string model, ClipRequest request, SourceKinds sources)
    {
        CardRefusal? refusal = null;
        foreach (var card in cards.Where(card => card.Model == model).OrderBy(card => card.MostSeconds))
        {
            refusal = card.RefusalOf(request, sources);
            if (refusal is null)
                return null;
        }
        return refusal;
    }

    /// <inheritdoc cref="Refusal(ClipRequest, SourceKinds)"/>
    public string? Refusal(ClipRequest request, ClipSources sources) => Refusal(request, sources.Kinds);

    /// <summary>Why it cannot be made, in one sentence that names the option and the nearest that can; null when it can.</summary>
    public string? Refusal(ClipRequest request, SourceKinds sources) => RefusalOf(request, sources)?.English;

    /// <inheritdoc cref="Refusal(ClipRequest, SourceKinds)"/>
    public CardRefusal? RefusalOf(ClipRequest request, SourceKinds sources) =>
        RefuseFiles(request, sources) ?? RefuseWords(request) ?? RefuseShots(request) ?? RefuseSeconds(request, sources)
        ?? LeverRules.RefusalOf(request, MostSeconds) ?? RefuseAspect(request, sources);

    private CardRefusal? RefuseFiles(ClipRequest request, SourceKinds sources)
    {
        bool Has(SourceKinds kind) => (sources & kind) != 0;
        var isMade = request.Kind == ClipKind.Make;
        var kind = request.Kind.ToString().ToLowerInvariant();
        CardRefusal Image(string code, string says) => CardRefusal.Of($"card.image.{code}", $"image: {Model} {says}", ("model", Model));
        return request switch
        {
            _ when isMade && NeedsPicture && !Has(SourceKinds.Picture) => Image("needed", "makes clips from a picture alone: send one with the request."),
            _ when isMade && !TakesPicture && Has(SourceKinds.Picture) => Image("first", "cannot begin with a picture: ask without one."),
            _ when isMade && !TakesEndPicture && Has(SourceKinds.EndPicture) => Image("last", "cannot end with a picture: ask without the last one."),
            _ when !isMade && request.Kind != ClipKind.Enlarge && !TakesClips => CardRefusal.Of(
                "card.clip.taken", $"{kind}: {Model} cannot work on a clip that is given: ask for a new one.", ("kind", kind), ("model", Model)),
            _ => null,
        };
    }

    private CardRefusal? RefuseWords(ClipRequest request)
    {
        var needsWords = ReadsWords && request.Shots.Count == 0 && request.Kind is not (ClipKind.Extend or ClipKind.Loop or ClipKind.Enlarge);
        return needsWords && request.Prompt.Trim().Length == 0
            ? CardRefusal.Of("card.prompt.missing", "prompt: say what should be seen, for example \"a red ball bouncing in the desert\".")
            : TooLong("prompt", "prompt:", request.Prompt.Length) ?? TooLong("negative", "negative:", request.Negative.Length)
                ?? (request.Style.Length == 0 ? null : TooLong("style", "style: the prompt and it have", request.Prompt.Length + request.Style.Length));
    }

    private CardRefusal? RefuseShots(ClipRequest request)
    {
        if (request.Shots.Count == 0)
            return null;
        if (request.Shots.Count > MostShots)
        {
            var over = request.Shots.Count - MostShots;
            return CardRefusal.Of("card.shots.many", $"shots: {request.Shots.Count} are more than {MostShots}: leave {over} out.",
                ("shots", request.Shots.Count), ("max", MostShots), ("over", over));
        }

        for (var i = 0; i < request.Shots.Count; i++)
        {
            var shot = request.Shots[i];
            if (shot.Prompt.Trim().Length == 0 && request.Prompt.Trim().Length == 0)
                return CardRefusal.Of("card.shots.empty", $"shots: shot {i + 1} does not say what should be seen.", ("shot", i + 1));
            if (TooLong("shots", $"shots: shot {i + 1} and the style have", shot.Prompt.Length + request.Prompt.Length + request.Style.Length, ("shot", i + 1)) is { } tooLong)
                return tooLong;
            if (!(shot.Seconds >= MinSeconds))
            {
                return CardRefusal.Of("card.shots.short",
                    $"shots: shot {i + 1} has {Number(shot.Seconds)} s, but {Model} makes {Number(MinSeconds)} s and more: the nearest is {Number(MinSeconds)}.",
                    ("shot", i + 1), ("seconds", shot.Seconds), ("model", Model), ("min", MinSeconds));
            }
        }

        var sum = request.Shots.Sum(shot => shot.Seconds);
        return sum <= MostSeconds + 1e-9
            ? null
            : CardRefusal.Of("card.shots.sum",
                $"shots: they add up to {Number(sum)} s, {Number(sum - MostSeconds)} s more than {Number(MostSeconds)}: shorten one, or leave one out.",
                ("seconds", sum), ("over", sum - MostSeconds), ("max", MostSeconds));
    }

    private CardRefusal? RefuseSeconds(ClipRequest request, SourceKinds sources)
    {
        var seconds = request.Seconds;
        if (request.Shots.Count > 0 || ((sources & SourceKinds.Clip) != 0 && request.Kind != ClipKind.Extend) || (seconds >= MinSeconds && seconds <= MostSeconds))
            return null;
        var nearest = Math.Clamp(seconds, MinSeconds, MostSeconds);
        return double.IsFinite(seconds)
            ? CardRefusal.Of("card.seconds.range",
                $"seconds: {Number(seconds)} is not possible; {Model} makes {Number(MinSeconds)} to {Number(MostSeconds)}: the nearest is {Number(nearest)}.",
                ("seconds", seconds), ("model", Model), ("min", MinSeconds), ("max", MostSeconds), ("nearest", nearest))
            : CardRefusal.Of("card.seconds.number", $"seconds: give a number from {Number(MinSeconds)} to {Number(MostSeconds)}.", ("min", MinSeconds), ("max", MostSeconds));
    }

    private CardRefusal? RefuseAspect(ClipRequest request, SourceKinds sources)
    {
        var asked = request.Aspect.Trim();
        if (asked.Length == 0 || HasFixedSize || (sources & SourceKinds.Clip) != 0)
            return null;
        var shown = asked.Length <= 20 ? asked : asked[..20] + "…";
        return AspectText.Read(asked) switch
        {
            null => CardRefusal.Of("card.aspect.form", $"aspect: \"{shown}\" is not W:H, for example 16:9.", ("aspect", shown)),
            > MaxAspect => CardRefusal.Of("card.aspect.wide", $"aspect: {shown} is too wide: the nearest is {Number(MaxAspect)}:1.", ("aspect", shown), ("nearest", $"{Number(MaxAspect)}:1")),
            < 1 / MaxAspect => CardRefusal.Of("card.aspect.tall", $"aspect: {shown} is too tall: the nearest is 1:{Number(MaxAspect)}.", ("aspect", shown), ("nearest", $"1:{Number(MaxAspect)}")),
            _ => null,
        };
    }

    private CardRefusal? TooLong(string option, string what, int characters, params ReadOnlySpan<(string, object)> more)
    {
        var over = characters - MaxPromptCharacters;
        return over <= 0
            ? null
            : CardRefusal.Of($"card.{option}.long", $"{what} {characters} characters, {over} more than {MaxPromptCharacters}: shorten it by so many.",
                [("characters", characters), ("over", over), ("max", MaxPromptCharacters), .. more]);
    }

    private static string Number(double value) => LeverRules.Number(value);
}

using System.Globalization;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Planning;

/// <summary>Whether a request has what its kind wants, and nothing that it has no use for.</summary>
internal static class KindCheck
{
    /// <exception cref="ClipRefusedException">It has not; the sentence says what to do.</exception>
    public static void Refuse(ClipRequest request, GivenShape given, InferenceOptions options)
    {
        if (!Enum.IsDefined(request.Kind))
            throw Refused($"kind: {(int)request.Kind} is none; there are {string.Join(", ", Enum.GetNames<ClipKind>())}.");
        var isMade = request.Kind == ClipKind.Make;
        if (!isMade && !given.HasClip)
            throw Missing($"{Verb(request.Kind)} needs a clip: send one, or reply to one.");
        if (isMade && given.HasClip)
            throw Missing("A clip was sent, but nothing is to be done with it: say extend, remix, edit, loop or upscale.");
        if (request.Kind == ClipKind.Edit != given.HasMask)
            throw Missing(given.HasMask ? $"{Verb(request.Kind)} takes no mask: leave it out." : "edit needs a mask: send a picture that is white where the clip is to change.");
        if (!isMade && (given.HasPicture || given.HasEndPicture))
            throw Missing($"{Verb(request.Kind)} takes no picture: leave it out.");
        if (!isMade && request.Shots.Count > 0)
            throw Refused($"{Verb(request.Kind)} takes no shots: ask for a storyboard alone.");
        if (!(request.Strength >= 0 && request.Strength <= 1))
            throw Refused($"strength: {Number(request.Strength)} is not possible; it is above 0 to 1: the nearest is {(request.Strength > 1 ? 1 : 0.1)}.");
        if (request.Upscale is not (0 or 1 or 2 or 3 or 4))
            throw Refused($"upscale: {request.Upscale} is not possible; it is 2, 3 or 4: the nearest is {Math.Clamp(request.Upscale, 2, 4)}.");
        if (request.Kind == ClipKind.Enlarge && request.Upscale < 2 && !request.Smooth && request.FramesPerSecond == 0 && string.IsNullOrWhiteSpace(request.Camera))
            throw Refused("upscale: say by how much, 2, 3 or 4, or ask for a smoother clip.");
        if (request.Loop && (given.HasEndPicture || request.Shots.Count > 0 || !(isMade || request.Kind == ClipKind.Loop)))
            throw Refused("loop: a clip that ends where it begins has no last picture and no shots, and is new: leave one of them out.");
        RefuseShots(request, given, options);
    }

    private static void RefuseShots(ClipRequest request, GivenShape given, InferenceOptions options)
    {
        if (request.Shots.Count == 0)
            return;
        if (given.HasEndPicture)
            throw Missing("A storyboard takes no last picture: leave it out.");
        if (request.Shots.Count > ModelCard.MostShots)
            throw Refused($"shots: {request.Shots.Count} are more than {ModelCard.MostShots}.");
        for (var i = 0; i < request.Shots.Count; i++)
        {
            var shot = request.Shots[i];
            if (shot.Prompt.Trim().Length == 0 && request.Prompt.Trim().Length == 0)
                throw Refused($"shot {i + 1}: say what should be seen.");
            var characters = shot.Prompt.Length + request.Prompt.Length + request.Style.Length;
            if (characters > options.MaxPromptCharacters)
                throw Refused($"shot {i + 1}: {characters} characters with the style are more than {options.MaxPromptCharacters}.");
            if (!Enum.IsDefined(shot.Transition))
                throw Refused($"shot {i + 1}: transition {(int)shot.Transition} is none; there are {string.Join(", ", Enum.GetNames<Transition>())}.");
            if (!(shot.Seconds >= options.MinSeconds))
                throw Refused($"shot {i + 1}: {Number(shot.Seconds)} s is less than {Number(options.MinSeconds)}.");
        }

        var (sum, most) = (request.Shots.Sum(shot => shot.Seconds), ClipPlan.MostSeconds(options));
        if (!(sum <= most + 1e-9))
            throw Refused($"shots: they add up to {Number(sum)} s, {Number(sum - most)} s more than {Number(most)}: shorten one, or leave one out.");
    }

    /// <summary>As people say it.</summary>
    private static string Verb(ClipKind kind) => kind switch
    {
        ClipKind.Enlarge => "upscale",
        ClipKind.Background => "background",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static string Number(double value) => value.ToString(Math.Abs(value) < 1e9 ? "0.###" : "G6", CultureInfo.InvariantCulture);

    private static ClipRefusedException Refused(string sentence) => new(FailureStage.Prompt, sentence);

    private static ClipRefusedException Missing(string sentence) => new(FailureStage.Picture, sentence);
}

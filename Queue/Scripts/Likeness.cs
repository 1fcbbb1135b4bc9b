using System.Globalization;

namespace ChatVideoBot.Queue.Scripts;

/// <summary>What the time of a clip goes by: clips that are alike in it take about the same time on one worker.</summary>
/// <param name="HalfSeconds">Its length, rounded up.</param>
/// <param name="HalfOctaves">2·log₂ of a frame's pixels, rounded; 0 when the model chooses.</param>
/// <param name="Strength">In quarters, rounded up; 0 = what suits the kind.</param>
internal readonly record struct Likeness(
    ClipKind Kind, double HalfSeconds, string Aspect, int HalfOctaves, int Strength, int Upscale, bool IsSmooth, bool IsLoop, bool HasPicture, bool HasEndPicture)
{
    public static Likeness Of(JobDraft draft) => new(
        draft.Clip.Kind, Math.Ceiling(draft.Clip.WorkSeconds * 2), draft.Clip.Aspect, draft.Pixels == 0 ? 0 : (int)Math.Round(2 * Math.Log2(draft.Pixels)),
        (int)Math.Ceiling(4 * Math.Clamp(draft.Clip.Strength, 0, 1)), Math.Max(1, draft.Clip.Upscale), draft.Clip.Smooth, draft.Clip.Loop,
        !draft.Sources.Picture.IsEmpty, !draft.Sources.EndPicture.IsEmpty);

    /// <summary>
    /// A field's name: "2s16:9t", "extend 4si". What is before the space says which jobs the mean time of a second of clip is kept for:
    /// kinds differ too much in it to speak for each other. See average() of _base.lua.
    /// </summary>
    public string Name => string.Create(CultureInfo.InvariantCulture,
        $"{(Kind == ClipKind.Make ? "" : $"{Kind.ToString().ToLowerInvariant()} ")}{HalfSeconds / 2}s{Aspect}{(HalfOctaves > 0 ? $"p{HalfOctaves}" : "")}"
        + $"{(Strength > 0 ? $"d{Strength}" : "")}{(Upscale > 1 ? $"x{Upscale}" : "")}{(IsSmooth ? "f" : "")}{(IsLoop ? "l" : "")}{(HasPicture ? "i" : HasEndPicture ? "" : "t")}{(HasEndPicture ? "e" : "")}");
}

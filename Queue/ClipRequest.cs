using System.Text.Json.Serialization;

namespace ChatVideoBot.Queue;

/// <summary>What to make. Stored as JSON in the job.</summary>
/// <remarks>What a job of an older version does not say is read as null, and is then nothing.</remarks>
public sealed record ClipRequest
{
    public required string Prompt { get; init; }

    /// <summary>What should not be seen; empty for nothing.</summary>
    public string Negative { get; init => field = value ?? ""; } = "";

    /// <summary>The clip's length in seconds. For <see cref="ClipKind.Extend"/>: what is added. Where a clip that is given says it, it only feeds estimates.</summary>
    public double Seconds { get; init; } = 2;

    /// <summary>
    /// How many seconds of clip are made: what the job costs, and what a worker must be able to make at once. Where more moves, more is made
    /// than is shown. For a model that is told how much moves it is a rough measure alone: a job is placed before its model is known.
    /// </summary>
    [JsonIgnore]
    public double WorkSeconds => (Shots.Count > 0 ? Shots.Sum(shot => shot.Seconds) : Seconds) * Queue.Motion.Speed(Motion);

    /// <summary>"W:H", for example "16:9". Empty: as the picture or the clip that is given, else the model's own.</summary>
    public string Aspect { get; init => field = value ?? ""; } = "";

    public long Seed { get; init; }

    /// <summary>The model that must make it, and so the lane to wait in. Empty: any, in <see cref="QueueOptions.DefaultModel"/>.</summary>
    public string Model { get; init => field = value ?? ""; } = "";

    /// <summary>What is made, and which <see cref="ClipSources"/> it wants.</summary>
    public ClipKind Kind { get; init; }

    /// <summary>A storyboard, 2 to 60 shots; empty for a clip of one. Its <see cref="Prompt"/> is then a style that every shot shares, and may be empty.</summary>
    public IReadOnlyList<Shot> Shots { get; init => field = value is { Count: > 0 } ? value : []; } = []; // none equals none: records compare lists by reference

    /// <summary>The clip's end runs into its beginning.</summary>
    public bool Loop { get; init; }

    /// <summary><see cref="ClipKind.Extend"/> adds before the clip, not after it.</summary>
    public bool Backward { get; init; }

    /// <summary>
    /// How much of the given clip may change, above 0 to 1, for <see cref="ClipKind.Remix"/>, <see cref="ClipKind.Edit"/> and
    /// <see cref="ClipKind.Background"/>: σ of the noise that it is begun from. 0 = what suits the kind.
    /// </summary>
    public double Strength { get; init; }

    /// <summary>Words that are read after the prompt and are not the user's own: a style's. Empty for none.</summary>
    public string Style { get; init => field = value ?? ""; } = "";

    /// <summary>The words that are read: the user's own, then the style's. What is shown as the prompt is <see cref="Prompt"/>.</summary>
    [JsonIgnore]
    public string Words => Together(Prompt, Style);

    /// <summary>How much moves, 0 (half as much) to 4 (twice as much); 1 and null = as the model does it. See <see cref="Queue.Motion"/>.</summary>
    public int? Motion { get; init; }

    /// <summary>
    /// How the camera moves, one of: "zoom in", "zoom out"; "pan" and one or two of up, down, left, right that do not contradict each other
    /// ("pan up right"); "rotate cw", "rotate ccw". Empty: it stands still, or does as the prompt says. See <see cref="CameraMove"/>.
    /// </summary>
    public string Camera { get; init => field = value ?? ""; } = "";

    /// <summary>Frames a second of the finished clip, 8 to 24, whatever else is asked for; 0 = the model's, or those of the clip that is given.</summary>
    public double FramesPerSecond { get; init; }

    /// <summary>How closely the prompt is followed: w of classifier-free guidance, 1 to 25; 0 = the model's.</summary>
    public double Guidance { get; init; }

    /// <summary>The finished clip is enlarged so many times, 2 to 4; 0 or 1 = not.</summary>
    public int Upscale { get; init; }

    /// <summary>The finished clip has twice the frames a second; where <see cref="FramesPerSecond"/> says how many, those between two are made for it.</summary>
    public bool Smooth { get; init; }

    /// <summary>The prompt is not written into the file.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>The clip carries the visible mark, or does not; null: as the worker's owner set it.</summary>
    public bool? Watermark { get; init; }

    /// <summary>Own words, then those that are shared: "a cat, at night".</summary>
    public static string Together(string own, string shared) => (own.Trim(), shared.Trim()) switch
    {
        (var first, "") => first,
        ("", var last) => last,
        var (first, last) => $"{first}, {last}",
    };
}

/// <summary>What is made.</summary>
public enum ClipKind
{
    /// <summary>A new clip from the prompt, from a first picture, a last one, or both.</summary>
    Make,

    /// <summary>The given clip goes on, or has a new beginning.</summary>
    Extend,

    /// <summary>The given clip is made anew from itself, as the prompt says.</summary>
    Remix,

    /// <summary>What the mask shows of the given clip is made anew; every other pixel stays.</summary>
    Edit,

    /// <summary>What is behind the thing that moves is made anew; the thing stays.</summary>
    Background,

    /// <summary>The given clip is changed until its end runs into its beginning.</summary>
    Loop,

    /// <summary>The given clip is enlarged, made smoother, or both.</summary>
    Enlarge,
}

/// <summary>One shot of a storyboard.</summary>
public sealed record Shot
{
    public required string Prompt { get; init; }

    public double Seconds { get; init; } = 2;

    /// <summary>How it follows the shot before; of no use for the first.</summary>
    public Transition Transition { get; init; }
}

/// <summary>How one shot follows another.</summary>
public enum Transition
{
    /// <summary>At once.</summary>
    Cut,

    /// <summary>The two are seen through each other for half a second.</summary>
    Dissolve,

    /// <summary>The same scene goes on under another prompt.</summary>
    Continue,
}

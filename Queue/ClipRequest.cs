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

    /// <summary>How many seconds of clip are made: what the job costs, and what a worker must be able to make at once.</summary>
    [JsonIgnore]
    public double WorkSeconds => Shots.Count > 0 ? Shots.Sum(shot => shot.Seconds) : Seconds;

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

    /// <summary>The finished clip is enlarged so many times, 2 to 4; 0 or 1 = not.</summary>
    public int Upscale { get; init; }

    /// <summary>The finished clip has twice the frames a second.</summary>
    public bool Smooth { get; init; }

    /// <summary>The prompt is not written into the file.</summary>
    public bool IsPrivate { get; init; }
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

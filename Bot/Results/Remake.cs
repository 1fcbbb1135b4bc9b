using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Discord;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Results;

/// <summary>What is ordered from a clip that is there, without its files: pure decisions.</summary>
internal static class Remake
{
    /// <summary>Of the noise that a variation is begun from: enough to differ, too little to show something else.</summary>
    internal const double VaryStrength = 0.35;

    /// <summary>The longest side of an enlarged clip, pixels: the most that players of H.264 are sure to take; workers hold to the same.</summary>
    internal const int MostSidePixels = 4096;

    private const int UpscaleTimes = 2;

    /// <summary>The same request under another seed.</summary>
    public static ClipOrder Again(ClipRecord clip) => Order(clip, clip.Clip) with { ReplyTo = Id(clip.SourceMessage) };

    /// <summary>Another like it: made from the clip itself where the model can, else as <see cref="Again"/>.</summary>
    public static ClipOrder Vary(ClipRecord clip, bool takesClips) =>
        takesClips ? Order(clip, FromClip(clip, ClipKind.Remix) with { Strength = VaryStrength }) : Again(clip);

    /// <summary>The clip goes on for so many seconds.</summary>
    public static ClipOrder Extend(ClipRecord clip, double seconds) => Order(clip, FromClip(clip, ClipKind.Extend) with { Seconds = seconds });

    public static ClipOrder Upscale(ClipRecord clip) => Order(clip, FromClip(clip, ClipKind.Enlarge) with { Upscale = UpscaleTimes });

    /// <summary>Why it cannot be enlarged; null when it can, or its size is not known.</summary>
    public static string? RefuseUpscale(ClipRecord clip, Wording.Tongue tongue)
    {
        var (width, height) = (clip.WidthPixels, clip.HeightPixels);
        if (UpscaleTimes * Math.Max(width, height) <= MostSidePixels) return null;
        return tongue.Say("result.too-large", ("width", Text(UpscaleTimes * width)), ("height", Text(UpscaleTimes * height)), ("most", Text(MostSidePixels)))
            + " " + tongue.Say("result.too-large-already", ("width", Text(width)), ("height", Text(height)));
    }

    /// <summary>The clip made anew from itself.</summary>
    /// <param name="strength">Above 0 to 1; 0 = what suits.</param>
    public static ClipOrder Remix(ClipRecord clip, string prompt, string negative, double strength, long? seed) =>
        Order(clip, FromClip(clip, ClipKind.Remix) with { Prompt = prompt, Negative = negative, Strength = strength }) with { Seed = seed };

    /// <summary>A fresh clip; from the same picture where there was one.</summary>
    public static ClipOrder Fresh(ClipRecord clip, string prompt, string negative, long? seed, BotOptions limits)
    {
        var isMade = clip.Clip.Kind == ClipKind.Make && clip.Clip.Shots.Count == 0;
        var request = clip.Clip with
        {
            Kind = ClipKind.Make,
            Prompt = prompt,
            Negative = negative,
            Shots = [],
            Strength = 0,
            Backward = false,
            Upscale = isMade ? clip.Clip.Upscale : 0,
            Seconds = isMade ? clip.Clip.Seconds : Math.Clamp(Math.Round(clip.Seconds, 1), limits.ShortestSeconds, limits.LongestSeconds),
        };
        return Order(clip, request) with { Seed = seed, ReplyTo = isMade ? Id(clip.SourceMessage) : null };
    }

    /// <summary>A request that is made from the clip's own file: its shape and length say themselves.</summary>
    private static ClipRequest FromClip(ClipRecord clip, ClipKind kind) => clip.Clip with
    {
        Kind = kind,
        Prompt = clip.Words,
        Shots = [],
        Aspect = "",
        Seconds = clip.Seconds,
        Loop = false,
        Backward = false,
        Strength = 0,
        Upscale = 0,
        Smooth = false,
        FramesPerSecond = 0,
    };

    private static ClipOrder Order(ClipRecord clip, ClipRequest request) => new()
    {
        Clip = request,
        Parent = clip.Id,
        IsSpoiler = clip.IsSpoiler,
    };

    private static Snowflake? Id(string text) => Snowflake.TryParse(text, out var id) ? id : null;

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

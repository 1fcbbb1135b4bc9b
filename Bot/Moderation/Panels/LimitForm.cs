using System.Globalization;
using System.Text.RegularExpressions;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Moderation.Panels;

/// <summary>What somebody may have, as moderators type it: five fields, each empty for "not set".</summary>
internal static partial class LimitForm
{
    public const string Jobs = "jobs", Day = "day", Seconds = "seconds", Frame = "frame", Priority = "priority";

    private const int MostJobs = 1000, MostDay = 86_400, MostPixels = 8192 * 8192;
    private const double MostSeconds = 60, LeastWeight = 0.1, MostWeight = 100;

    public static IReadOnlyList<string> Fields { get; } = [Jobs, Day, Seconds, Frame, Priority];

    /// <summary>Reads the fields.</summary>
    /// <param name="highest">The highest band that may be given.</param>
    /// <returns>The limits; or a sentence for the first field that cannot be.</returns>
    public static (Limits? Queue, ClipLimits? Clip, string? Problem) Read(Func<string, string?> field, Band highest, Tongue tongue)
    {
        string Text(string name) => field(name)?.Trim() ?? "";
        (Limits?, ClipLimits?, string?) Wrong(string name, string key = "wrong") =>
            (null, null, tongue.Say($"mod.limits.{name}.{key}", ("value", Markdown.Plain(Text(name), 60)), ("nearest", highest.ToString().ToLowerInvariant())));

        var limits = new Limits();
        if (Text(Jobs) is { Length: > 0 } jobs)
        {
            if (jobs.Split('/') is not [var waiting, var running] || !Whole(waiting, MostJobs, out var most) || !Whole(running, MostJobs, out var atOnce)) return Wrong(Jobs);
            limits = limits with { Waiting = most, Running = atOnce };
        }
        if (Text(Day) is { Length: > 0 } day)
        {
            if (!Whole(day, MostDay, out var seconds) || seconds is null) return Wrong(Day);
            limits = limits with { GpuADay = TimeSpan.FromSeconds(seconds.Value) };
        }
        double? longest = null;
        if (Text(Seconds) is { Length: > 0 } length)
        {
            if (!Fraction(length, out var number) || number is not (>= 0.1 and <= MostSeconds)) return Wrong(Seconds);
            longest = number;
        }
        int? pixels = null;
        if (Text(Frame) is { Length: > 0 } frame)
        {
            if (Size().Match(frame) is not { Success: true } size || (long)Part(size, 1) * Part(size, 2) is not (>= 64 * 64 and <= MostPixels)) return Wrong(Frame);
            pixels = Part(size, 1) * Part(size, 2);
        }
        foreach (var part in Text(Priority).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Trim(',')).Where(part => part.Length > 0))
        {
            if (Fraction(part, out var weight))
            {
                if (limits.Weight is not null || weight is not (>= LeastWeight and <= MostWeight)) return Wrong(Priority);
                limits = limits with { Weight = weight };
            }
            else if (limits.Band is not null || !char.IsAsciiLetter(part[0]) || !Enum.TryParse<Band>(part, ignoreCase: true, out var band) || !Enum.IsDefined(band)) return Wrong(Priority);
            else if (band < highest) return Wrong(Priority, "high");
            else limits = limits with { Band = band };
        }
        return (limits == new Limits() ? null : limits, longest is null && pixels is null ? null : new(longest, pixels), null);
    }

    /// <summary>What a field holds at first; null for nothing.</summary>
    public static string? Write(string field, Limits? limits, ClipLimits? clip) => field switch
    {
        Jobs when limits is { } l && (l.Waiting ?? l.Running) is not null => $"{Text(l.Waiting)} / {Text(l.Running)}",
        Day when limits?.GpuADay is { } day => Text((int)day.TotalSeconds),
        Seconds when clip?.Seconds is { } seconds => seconds.ToString(CultureInfo.InvariantCulture),
        Frame when clip?.Pixels is > 0 and var pixels && Side(pixels) is var side => $"{Text(pixels / side)} x {Text(side)}",
        Priority when limits is { } l && (l.Band is not null || l.Weight is not null) =>
            $"{l.Band?.ToString().ToLowerInvariant()} {l.Weight?.ToString(CultureInfo.InvariantCulture)}".Trim(),
        _ => null,
    };

    /// <summary>In a line, as moderators read it.</summary>
    public static string Say(Limits? limits, ClipLimits? clip, Tongue tongue) => string.Join(" · ", Fields
        .Select(field => (field, Text: Write(field, limits, clip)))
        .Where(one => one.Text is not null)
        .Select(one => $"{tongue.Say($"mod.limits.{one.field}")}: {one.Text}"));

    /// <summary>A whole number up to some most; nothing or "-" is null.</summary>
    private static bool Whole(string text, int most, out int? number)
    {
        number = null;
        if (text.Trim() is "" or "-") return true;
        if (!int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) || parsed > most) return false;
        number = parsed;
        return true;
    }

    /// <summary>A number with a point or a comma, as half the world writes it.</summary>
    private static bool Fraction(string text, out double number) =>
        double.TryParse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";

    /// <summary>The shorter side of the frame of that area that is most like a square.</summary>
    private static int Side(int pixels)
    {
        var side = (int)Math.Sqrt(pixels);
        while (pixels % side != 0) side--;
        return side;
    }

    private static int Part(Match size, int group) => int.Parse(size.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("^([0-9]{1,5})\\s*[x×*]\\s*([0-9]{1,5})$", RegexOptions.IgnoreCase)]
    private static partial Regex Size();
}

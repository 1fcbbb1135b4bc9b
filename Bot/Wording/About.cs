using System.Globalization;

namespace ChatVideoBot.Bot.Wording;

/// <summary>A time from now as users read an estimate: "about 2 to 4 min". Both ends are rounded, the coarser the longer they are.</summary>
public readonly record struct About(TimeSpan Low, TimeSpan High)
{
    /// <param name="shown">What the user reads now: an end of it stays while the new one is near, so that the text does not flicker.</param>
    public static About Of(TimeSpan low, TimeSpan high, About? shown = null)
    {
        var (from, to) = (Round(low, shown?.Low), Round(high, shown?.High));
        return new(from, to > from ? to : from);
    }

    public override string ToString()
    {
        var ((from, unit), (to, last)) = (Say(Low), Say(High));
        return Low == High ? $"about {from} {unit}" : unit == last ? $"about {from} to {to} {unit}" : $"about {from} {unit} to {to} {last}";
    }

    private static TimeSpan Round(TimeSpan time, TimeSpan? shown)
    {
        var step = Step(time);
        if (shown is { } kept && Step(kept) == step && (time - kept).Duration() <= step * 0.75) return kept;
        var steps = Math.Max(1, Math.Round(time / step));
        return step * steps;
    }

    private static TimeSpan Step(TimeSpan time) => time.TotalMinutes switch
    {
        < 57.5 / 60 => TimeSpan.FromSeconds(5),
        < 12 => TimeSpan.FromMinutes(1),
        < 87.5 => TimeSpan.FromMinutes(5),
        < 36 * 60 => TimeSpan.FromMinutes(30),
        _ => TimeSpan.FromDays(1),
    };

    private static (string Number, string Unit) Say(TimeSpan rounded)
    {
        var (number, unit) = rounded.TotalMinutes switch
        {
            < 1 => (rounded.TotalSeconds, "s"),
            < 90 => (rounded.TotalMinutes, "min"),
            <= 36 * 60 => (rounded.TotalHours, "h"),
            _ => (rounded.TotalDays, "days"),
        };
        return (number.ToString("0.#", CultureInfo.InvariantCulture), unit);
    }
}

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

    /// <summary>"about 2 to 4 min".</summary>
    public string Say(Tongue tongue)
    {
        var ((from, unit), (to, last)) = (Rounded(Low), Rounded(High));
        if (Low == High) return tongue.Say("about.one", ("time", With(to, last)));
        return tongue.Say("about.range", ("from", unit == last ? tongue.Number(from) : With(from, unit)), ("to", With(to, last)));

        string With(double number, string of) => tongue.Say($"about.{of}", ("number", number));
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

    private static (double Number, string Unit) Rounded(TimeSpan rounded) => rounded.TotalMinutes switch
    {
        < 1 => (rounded.TotalSeconds, "seconds"),
        < 90 => (rounded.TotalMinutes, "minutes"),
        <= 36 * 60 => (rounded.TotalHours, "hours"),
        _ => (rounded.TotalDays, "days"),
    };
}

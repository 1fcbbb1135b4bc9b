using System.Globalization;

namespace ChatVideoBot.Bot.Wording;

/// <summary>Numbers and times as users read them.</summary>
public static class Sentences
{
    /// <summary>"2 s", "1.5 s", "3 min 20 s", "10 min".</summary>
    public static string Duration(TimeSpan time, Tongue tongue)
    {
        if (time < TimeSpan.FromSeconds(90))
            return tongue.Say("about.seconds", ("number", Math.Round(time.TotalSeconds, time < TimeSpan.FromSeconds(10) ? 1 : 0)));
        var minutes = tongue.Say("about.minutes", ("number", Math.Floor(Math.Min(time.TotalMinutes, int.MaxValue))));
        return time.Seconds > 0 ? $"{minutes} {tongue.Say("about.seconds", ("number", time.Seconds))}" : minutes;
    }

    /// <summary>Ten boxes, filled from the left.</summary>
    public static string Bar(double fraction)
    {
        var filled = (int)Math.Round(Math.Clamp(fraction, 0, 1) * 10);
        return new string('▰', filled) + new string('▱', 10 - filled);
    }

    /// <summary>A moment that Discord counts down to by itself.</summary>
    public static string Relative(DateTimeOffset moment) => $"<t:{moment.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}:R>";
}

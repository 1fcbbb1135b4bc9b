using System.Globalization;

namespace ChatVideoBot.Bot.Wording;

/// <summary>Numbers and times as users read them.</summary>
public static class Sentences
{
    /// <summary>"2 s", "1.5 s", "3 min 20 s", "10 min".</summary>
    public static string Duration(TimeSpan time)
    {
        if (time < TimeSpan.FromSeconds(10)) return string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");
        if (time < TimeSpan.FromSeconds(90)) return string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s");
        var minutes = (int)Math.Min(time.TotalMinutes, int.MaxValue);
        return string.Create(CultureInfo.InvariantCulture, $"{minutes} min") + (time.Seconds > 0 ? $" {time.Seconds} s" : "");
    }

    public static string Number(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    /// <summary>Ten boxes, filled from the left.</summary>
    public static string Bar(double fraction)
    {
        var filled = (int)Math.Round(Math.Clamp(fraction, 0, 1) * 10);
        return new string('▰', filled) + new string('▱', 10 - filled);
    }

    /// <summary>A moment that Discord counts down to by itself.</summary>
    public static string Relative(DateTimeOffset moment) => $"<t:{moment.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}:R>";
}

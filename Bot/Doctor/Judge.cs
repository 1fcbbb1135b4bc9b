using System.Globalization;

namespace ChatVideoBot.Bot.Doctor;

/// <summary>What facts mean for the bot, and what its owner does about them. Nothing is asked here.</summary>
internal static partial class Judge
{
    private static string Sentence(TimeSpan time) => time.TotalMinutes < 2 ? $"{Math.Round(time.TotalSeconds)} s" : time.TotalHours < 2 ? $"{Math.Round(time.TotalMinutes)} min" : $"{Math.Round(time.TotalHours)} h";

    private static string Size(long bytes) => bytes >= 1L << 30 ? (bytes / (double)(1L << 30)).ToString("0.#", CultureInfo.InvariantCulture) + " GiB" : $"{bytes >> 20} MiB";

    private static string Upper(string sentence) => sentence.Length == 0 ? sentence : char.ToUpperInvariant(sentence[0]) + sentence[1..];
}

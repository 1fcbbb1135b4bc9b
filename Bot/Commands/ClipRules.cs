using ChatVideoBot.Bot.Wording;

namespace ChatVideoBot.Bot.Commands;

/// <summary>What may be asked for, decided before anything is queued. Each answer is the sentence that refuses, or null.</summary>
public static class ClipRules
{
    public static string? RefusePrompt(string prompt, BotOptions limits)
    {
        if (string.IsNullOrWhiteSpace(prompt)) return "prompt: it is empty; say in a few words what the clip shows.";
        if (prompt.Length > limits.LongestPrompt)
            return $"prompt: {Sentences.Number(prompt.Length)} characters are more than {Sentences.Number(limits.LongestPrompt)}; "
                + $"shorten it by {Sentences.Number(prompt.Length - limits.LongestPrompt)}.";
        return null;
    }

    public static string? RefuseSeconds(double seconds, BotOptions limits)
    {
        if (double.IsNaN(seconds)) return "seconds: that is not a number.";
        if (seconds < limits.ShortestSeconds)
            return $"seconds: {Sentences.Number(seconds)} is too short; the shortest clip is {Sentences.Number(limits.ShortestSeconds)} s.";
        if (seconds > limits.LongestSeconds)
            return $"seconds: {Sentences.Number(seconds)} is too long; the longest clip is {Sentences.Number(limits.LongestSeconds)} s.";
        return null;
    }

    public static string? RefuseSeed(long seed) =>
        seed is < 0 or > uint.MaxValue ? $"seed: {seed} is out of range; give a whole number from 0 to {uint.MaxValue}." : null;
}

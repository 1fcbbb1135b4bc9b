using System.Collections.Frozen;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Bot.Moderation.Words;

/// <summary>What stands for Discord's own word lists, see <c>Presets.txt</c>.</summary>
internal static class Preset
{
    private static readonly FrozenDictionary<string, IReadOnlyList<string>> Lists = Read();

    /// <summary>Keywords; none for a preset that nobody knows.</summary>
    public static IReadOnlyList<string> WordsOf(AutoModerationPreset preset) => preset switch
    {
        AutoModerationPreset.Profanity => Lists["profanity"],
        AutoModerationPreset.SexualContent => Lists["sexual"],
        AutoModerationPreset.Slurs => Lists["slurs"],
        _ => [],
    };

    private static FrozenDictionary<string, IReadOnlyList<string>> Read()
    {
        using var reader = new StreamReader(typeof(Preset).Assembly.GetManifestResourceStream("moderation.Presets.txt")!);
        var lists = new Dictionary<string, IReadOnlyList<string>>();
        List<string> list = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('[')) lists[line.Trim('[', ']')] = list = [];
            else if (line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal)) list.Add(line);
        }
        return lists.ToFrozenDictionary();
    }
}

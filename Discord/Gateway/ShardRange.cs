using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>One shard of so many; a guild belongs to shard (id >> 22) % Count, direct messages to shard 0.</summary>
internal readonly record struct ShardId(int Index, int Count)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}

/// <summary>Which shards this process runs: First to Last, of Count in all processes together.</summary>
internal readonly partial record struct ShardRange(int First, int Last, int Count)
{
    /// <summary>Far above what any bot has; a number beyond it is a slip.</summary>
    public const int Most = 16_384;

    public static ShardRange AllOf(int count) => new(0, count - 1, count);

    public IEnumerable<ShardId> Shards
    {
        get
        {
            var count = Count;
            return Enumerable.Range(First, Last - First + 1).Select(index => new ShardId(index, count));
        }
    }

    /// <summary>Reads "Discord:Shards".</summary>
    /// <param name="setting">Empty, "4", "0-3/8" or "5/8".</param>
    /// <param name="range">Null when the setting is empty: as many as Discord recommends.</param>
    /// <returns>Null when it is right; else the sentence for the owner.</returns>
    public static string? Read(string? setting, out ShardRange? range)
    {
        range = null;
        var text = (setting ?? "").Trim();
        if (text.Length == 0)
            return null;
        if (Form().Match(text) is not { Success: true } form)
            return Fault(text, "it is neither a number (4), a range (0-3/8) nor one shard (5/8)", Numbers().Matches(text) is [var only, ..] ? Nearest(only) : "");
        var count = Number(form.Groups["count"]) ?? 0;
        if (count is < 1 or > Most)
            return Fault(text, $"there are 1 to {Most} shards", Write(form, Math.Clamp(count, 1, Most)));
        if (!form.Groups["first"].Success)
        {
            range = AllOf(count);
            return null;
        }
        var first = Number(form.Groups["first"]) ?? 0;
        var last = Number(form.Groups["last"]) ?? first;
        if (first > last || last >= count)
            return Fault(text, $"{count} shards are numbered 0 to {count - 1}, the lower one first", Write(form, count));
        range = new(first, last, count);
        return null;
    }

    /// <summary>Reads "Discord:Shards" where several processes share them.</summary>
    /// <param name="setting">A number: all shards of all processes.</param>
    /// <param name="processes">2 or more.</param>
    /// <param name="process">A name with this one's number at the end, from 0: "bot-3", as a Kubernetes StatefulSet names its pods.</param>
    /// <param name="range">Every shard is one process's; parts differ by one shard at most.</param>
    /// <returns>Null when they are right; else the sentence for the owner.</returns>
    public static string? ReadShare(string? setting, int processes, string process, out ShardRange? range)
    {
        if (Read(setting, out range) is { } wrong)
            return wrong;
        if (range is not { } all || all != AllOf(all.Count) || all.Count < processes)
        {
            range = null;
            return $"Discord:Shards is '{setting}': with Discord:Processes {processes} it must be a number, {processes} or more, that counts the shards of all of them.";
        }
        range = null;
        if (Ordinal().Match(process) is not { Success: true } name || Number(name.Groups["number"]) is not { } number || number >= processes)
            return $"Discord:Process (or POD_NAME, or the machine's name) is '{process}': with Discord:Processes {processes} it must end with a number from 0 to {processes - 1}, such as bot-0.";
        range = new((int)((long)all.Count * number / processes), (int)((long)all.Count * (number + 1) / processes) - 1, all.Count);
        return null;
    }

    /// <summary>As the setting is spelt.</summary>
    public override string ToString() => (First, Last) == (0, Count - 1)
        ? Count.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{First}{(Last == First ? "" : $"-{Last}")}/{Count}");

    private static string Fault(string text, string why, string nearest) =>
        $"Discord:Shards is '{text}': {why}; the nearest is {(nearest.Length == 0 ? "to leave it empty, for as many as Discord recommends" : $"'{nearest}'")}.";

    private static string Write(Match form, int count)
    {
        if (!form.Groups["first"].Success)
            return AllOf(count).ToString();
        var first = Math.Clamp(Number(form.Groups["first"]) ?? 0, 0, count - 1);
        var last = form.Groups["last"].Success ? Math.Clamp(Number(form.Groups["last"]) ?? 0, 0, count - 1) : first;
        return new ShardRange(Math.Min(first, last), Math.Max(first, last), count).ToString();
    }

    private static string Nearest(Match number) => AllOf(Math.Clamp(Number(number) ?? 1, 1, Most)).ToString();

    /// <summary>Null when there is none; a number too long to be one is simply too large.</summary>
    private static int? Number(Group digits) => !digits.Success ? null
        : int.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;

    [GeneratedRegex("^(?:(?<first>[0-9]+)(?:-(?<last>[0-9]+))?/)?(?<count>[0-9]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    [GeneratedRegex("(?:^|[^0-9])(?<number>[0-9]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Ordinal();

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();
}

using System.Text.Json;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Moderation;

/// <summary>What a user said of a clip, for moderators.</summary>
/// <param name="By">Who reported it: never shown in public.</param>
/// <param name="Why">One of <see cref="ReportBook.Reasons"/>.</param>
public sealed record Report(string Clip, string Prompt, string User, string By, string Why, string Words, string Link, DateTimeOffset At);

/// <summary>Keeps reports of clips: the newest 10,000, once per user and clip.</summary>
internal sealed class ReportBook(Keepsakes keepsakes, IOptions<BotOptions> options)
{
    private const string List = "reports";
    private const int Most = 10_000, MostOfClip = 100;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<string> Reasons { get; } = ["sexual", "violence", "hate", "person", "minor", "other"];

    /// <summary>False when this user has reported this clip before.</summary>
    public async Task<bool> AddAsync(Report report, CancellationToken cancel)
    {
        var name = $"{report.Clip}:{report.By}";
        var isNew = await keepsakes.TryWriteAsync(Key(name), JsonSerializer.Serialize(report, Json), options.Value.KeepRecords, cancel);
        // Also when it is not new: a process that died between the two left it in no list.
        await keepsakes.FileAsync(List, name, report.At, Most, options.Value.KeepRecords, cancel);
        await keepsakes.FileAsync(ListOf(report.Clip), name, report.At, MostOfClip, options.Value.KeepRecords, cancel);
        return isNew;
    }

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<Report>> ReadAsync(int skip, int take, CancellationToken cancel) => ReadAsync(List, skip, take, cancel);

    /// <summary>Those of one clip, newest first.</summary>
    public Task<IReadOnlyList<Report>> OfClipAsync(string clip, int most, CancellationToken cancel) => ReadAsync(ListOf(clip), 0, most, cancel);

    private async Task<IReadOnlyList<Report>> ReadAsync(string list, int skip, int take, CancellationToken cancel)
    {
        var texts = await keepsakes.ReadAsync([.. (await keepsakes.ListAsync(list, skip, take, cancel)).Select(Key)], cancel);
        return [.. texts.OfType<string>().Select(text => JsonSerializer.Deserialize<Report>(text, Json)!)];
    }

    private static string Key(string name) => $"report:{name}";

    private static string ListOf(string clip) => $"reports:{clip}";
}

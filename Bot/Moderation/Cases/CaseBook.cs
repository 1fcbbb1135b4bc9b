using System.Text.Json;
using System.Text.Json.Serialization;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Moderation.Cases;

/// <summary>What waits for the moderators of each server, and what they decided.</summary>
internal sealed class CaseBook(Keepsakes keepsakes, IOptions<BotOptions> options)
{
    private const int Most = 10_000, MostTries = 20;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Opens it; the same case again changes nothing, but one that was decided is opened anew where <paramref name="again"/> says so.</summary>
    /// <returns>True when nobody had opened it.</returns>
    public async Task<bool> OpenAsync(Case one, CancellationToken cancel, bool again = false)
    {
        var isNew = await keepsakes.TryWriteAsync(Key(one.Guild, one.Id), Write(one), options.Value.KeepLog, cancel);
        if (!isNew && again && await FindAsync(one.Guild, one.Id, cancel) is { End: not CaseEnd.Open } was)
            isNew = await keepsakes.TryReplaceAsync(Key(one.Guild, one.Id), Write(was), Write(one), options.Value.KeepLog, cancel);
        // Also when it is not new: a process that died between the two left it on no list.
        if (isNew || await FindAsync(one.Guild, one.Id, cancel) is { End: CaseEnd.Open })
            await keepsakes.FileAsync(List(one.Guild), one.Id, one.At, Most, options.Value.KeepLog, cancel);
        return isNew;
    }

    public async Task<Case?> FindAsync(string guild, string id, CancellationToken cancel) =>
        await keepsakes.ReadAsync(Key(guild, id), cancel) is { } text ? Read(text) : null;

    /// <summary>Decides it: of several who do, one is told the case as it was, and the others null.</summary>
    public async Task<Case?> DecideAsync(string guild, string id, CaseEnd end, string by, CancellationToken cancel)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await keepsakes.ReadAsync(Key(guild, id), cancel) is not { } text || Read(text) is not { End: CaseEnd.Open } was)
            {
                await keepsakes.UnfileAsync(List(guild), id, cancel);
                return null;
            }
            if (!await keepsakes.TryReplaceAsync(Key(guild, id), text, Write(was with { End = end, By = by }), options.Value.KeepLog, cancel)) continue;
            await keepsakes.UnfileAsync(List(guild), id, cancel);
            return was;
        }
        return null;
    }

    /// <summary>The open ones, newest first.</summary>
    public async Task<IReadOnlyList<Case>> ReadOpenAsync(string guild, int skip, int take, CancellationToken cancel)
    {
        var ids = await keepsakes.ListAsync(List(guild), skip, take, cancel);
        var texts = await keepsakes.ReadAsync([.. ids.Select(id => Key(guild, id))], cancel);
        var open = new List<Case>();
        for (var i = 0; i < ids.Count; i++)
        {
            if (texts[i] is { } text && Read(text) is { End: CaseEnd.Open } one) open.Add(one);
            else await keepsakes.UnfileAsync(List(guild), ids[i], cancel); // decided by a process that died before it said so
        }
        return open;
    }

    public Task<int> CountOpenAsync(string guild, CancellationToken cancel) => keepsakes.CountAsync(List(guild), cancel);

    /// <summary>Nothing is left of it.</summary>
    public async Task ForgetAsync(string guild, string id, CancellationToken cancel)
    {
        await keepsakes.ForgetAsync(cancel, Key(guild, id));
        await keepsakes.UnfileAsync(List(guild), id, cancel);
    }

    private static string Write(Case one) => JsonSerializer.Serialize(one, Json);

    private static Case Read(string text) => JsonSerializer.Deserialize<Case>(text, Json)!;

    private static string Key(string guild, string id) => $"case:{guild}:{id}";

    private static string List(string guild) => $"cases:{guild}";
}

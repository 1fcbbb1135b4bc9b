using System.Text.Json;
using System.Text.Json.Serialization;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Moderation.Cases;

/// <summary>What waits for the moderators of each server, and what they decided.</summary>
/// <remarks>
/// What is begun with a case and not yet done stands on a list of its own, over all servers, from before the first step until after the last: where a
/// process dies in between, <see cref="CaseKeeper"/> does the rest.
/// </remarks>
internal sealed class CaseBook(Keepsakes keepsakes, IOptions<BotOptions> options)
{
    private const string Begun = "cases:begun";

    private const int Most = 10_000, MostTries = 20, AtOnce = 1000;
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

    /// <summary>Decides it: of several who do, one is told the case as it is now, and the others null.</summary>
    public async Task<Case?> DecideAsync(string guild, string id, CaseEnd end, string by, string reason, DateTimeOffset at, CancellationToken cancel)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var text = await keepsakes.ReadAsync(Key(guild, id), cancel);
            var was = text is null ? null : Read(text);
            if (was is { End: CaseEnd.Open })
            {
                var decided = was with { End = end, By = by, Reason = reason, DecidedAt = at };
                if (!await keepsakes.TryReplaceAsync(Key(guild, id), text, Write(decided), options.Value.KeepLog, cancel)) continue;
                was = decided;
            }
            await keepsakes.UnfileAsync(List(guild), id, cancel);
            return was is not null && was.End == end && was.By == by && was.DecidedAt == at ? was : null; // ours also where the answer to an earlier try was lost
        }
        return null;
    }

    /// <summary>Something is about to be done with it.</summary>
    public Task BeginAsync(string guild, string id, DateTimeOffset now, CancellationToken cancel) =>
        keepsakes.FileAsync(Begun, $"{guild} {id}", now, Most, options.Value.KeepLog, cancel);

    /// <summary>All of it is done.</summary>
    public Task EndAsync(string guild, string id, CancellationToken cancel) => keepsakes.UnfileAsync(Begun, $"{guild} {id}", cancel);

    /// <summary>What is being done now, or was broken off; of all servers.</summary>
    public async Task<IReadOnlyList<(string Guild, string Id)>> ReadBegunAsync(CancellationToken cancel) =>
        [.. (await keepsakes.ListAsync(Begun, 0, AtOnce, cancel)).Select(member => member.Split(' ', 2)).Where(parts => parts.Length == 2).Select(parts => (parts[0], parts[1]))];

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

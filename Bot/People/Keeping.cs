using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Moderation.Cases;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.People;

/// <summary>Everything that is kept of a user: handed out, or forgotten.</summary>
internal sealed class Keeping(PeopleShelf people, ClipArchive archive, CaseBook cases, Keepsakes keepsakes, JobQueue queue)
{
    private const int AtOnce = 100;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a file for people to read, not a page
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Whose a keepsake is, and what of it is handed out: not who reported, barred or decided.</summary>
    private static readonly Dictionary<string, (string Whose, string[] Handed)> Others = new()
    {
        ["report"] = ("by", ["clip", "why", "words", "at"]),
        ["case"] = ("user", ["id", "kind", "guild", "words", "at", "end"]),
        ["ban"] = ("user", ["guild", "until", "why", "at"]),
    };

    /// <summary>As JSON: settings, clips, open jobs, reports they made, what moderators looked at, bans and limits.</summary>
    public async Task<byte[]> ExportAsync(string user, CancellationToken cancel)
    {
        var clips = await ClipsAsync(user, cancel);
        var others = await OthersAsync(user, cancel);
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            User = user,
            Settings = await people.ReadAsync(user, cancel),
            Clips = clips,
            OpenJobs = (await queue.ListOfUserAsync(user, cancel)).Select(job => new
            {
                Id = job.Id.Value,
                job.State,
                job.Guild,
                job.Clip,
                job.CreatedAt,
                HasFiles = job.HasSources,
            }),
            Reports = others["report"],
            Cases = others["case"],
            Bans = others["ban"],
            Limits = (await queue.ReadLimitsAsync(cancel))
                .Where(limit => limit.Key == LimitSubject.User(user) || limit.Key.Kind == "member" && limit.Key.Id.EndsWith($":{user}", StringComparison.Ordinal))
                .Select(limit => new { Guild = limit.Key.Kind == "member" ? limit.Key.Id.Split(':')[0] : "", Limits = limit.Value }),
            ClipLimits = others[GuildBook.Kind],
        }, Json);
    }

    /// <summary>By kind, as <see cref="Others"/> says; by <see cref="GuildBook.Kind"/> what a server's rules say of the user.</summary>
    private async Task<Dictionary<string, List<JsonObject>>> OthersAsync(string user, CancellationToken cancel)
    {
        var found = Others.Keys.Append(GuildBook.Kind).ToDictionary(kind => kind, _ => new List<JsonObject>());
        await foreach (var one in keepsakes.SearchAsync(user, cancel))
        {
            if (one.IsMember || one.Name.Split(':') is not [var kind, var of, ..] || !found.ContainsKey(kind)) continue;
            var text = one.Text.Length > 0 ? one.Text : await keepsakes.ReadAsync(one.Name, cancel); // found by its name
            if (text is null || JsonNode.Parse(text) is not JsonObject all) continue;
            if (kind == GuildBook.Kind)
            {
                if (all["limits"]?[$"user:{user}"] is { } limits) found[kind].Add(new() { ["guild"] = of, ["limits"] = limits.DeepClone() });
                continue;
            }
            var rule = Others[kind];
            if ((string?)all[rule.Whose] != user) continue;
            if (kind == "ban") all["guild"] = of; // which only its name says
            found[kind].Add(new(rule.Handed.Where(all.ContainsKey).Select(name => KeyValuePair.Create(name, all[name]?.DeepClone()))));
        }
        return found;
    }

    /// <summary>
    /// Cancels what is open and forgets the rest. What is to be done is written down first: where this breaks off, or a worker must stop a job before
    /// that can go, <see cref="Forgetter"/> does the rest.
    /// </summary>
    /// <returns>How many open jobs and clips there were.</returns>
    public async Task<(int Jobs, int Clips)> ForgetAsync(string user, CancellationToken cancel)
    {
        var (jobs, clips) = ((await queue.ListOfUserAsync(user, cancel)).Count, (await ClipsAsync(user, cancel)).Count);
        await GoOnAsync(await queue.BeginForgettingAsync(user, cancel), hurry: false, cancel);
        return (jobs, clips);
    }

    /// <summary>Forgets what can be forgotten of the user by now. May be repeated: what one call left because it broke off, the next one takes.</summary>
    /// <param name="hurry">Ends that nobody could tell so far are dropped untold.</param>
    /// <returns>Whether everything is gone.</returns>
    public async Task<bool> GoOnAsync(Forgetting whom, bool hurry, CancellationToken cancel)
    {
        var clips = new List<JobId>(); // also those that stand on no list any more
        await foreach (var found in keepsakes.SearchAsync(whom.User, cancel))
            if (IdOfClip(found.Name) is { } id && JobId.IsValid(id)) clips.Add(new(id));
        var left = (await queue.ForgetAsync(whom, clips, hurry, cancel)).Left;
        // Last, for what is written down while an end is told; and only now is it forgotten which clips there were.
        if (!await EraseAsync(whom, cancel) || left > 0) return false;
        await queue.EndForgettingAsync(whom, cancel);
        return true;
    }

    /// <returns>False where something was changed while it was looked at: the next look finds it.</returns>
    private async Task<bool> EraseAsync(Forgetting whom, CancellationToken cancel)
    {
        var isWhole = true;
        await foreach (var found in keepsakes.SearchAsync(whom.User, cancel))
        {
            if (Erasure.Of(found.Name, found.Text, found.IsMember, whom.User, whom.Mark) is { } text)
            {
                if (text == found.Text) continue;
                if (found.IsMember) await keepsakes.ReplaceMemberAsync(found.Name, found.Text, text, cancel);
                else isWhole &= await keepsakes.TryEditAsync(found.Name, found.Text, text, cancel);
            }
            else if (found.IsMember)
            {
                await keepsakes.UnfileAsync(found.Name, found.Text, cancel);
            }
            else
            {
                // What points to it goes first: whoever dies in between finds it again.
                if (IdOfClip(found.Name) is { } id && await archive.FindAsync(id, cancel) is { } clip) await archive.ForgetAsync(clip, cancel);
                if (found.Name.Split(':') is ["case", var guild, var of]) await cases.ForgetAsync(guild, of, cancel);
                await keepsakes.ForgetAsync(cancel, found.Name);
            }
        }
        return isWhole;
    }

    private static string? IdOfClip(string name) => name.Split(':') is ["clip", var id] ? id : null;

    /// <summary>All of them: some of those that are listed may be known no more.</summary>
    private async Task<List<ClipRecord>> ClipsAsync(string user, CancellationToken cancel)
    {
        var clips = new List<ClipRecord>();
        var listed = await archive.CountOfUserAsync(user, cancel);
        for (var skip = 0; skip < listed; skip += AtOnce) clips.AddRange(await archive.OfUserAsync(user, skip, AtOnce, cancel));
        return clips;
    }
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace ChatVideoBot.Tests.Chaos;

/// <summary>Looks at what stands when everything is over, from the outside only: Redis' keys, and the channels as Discord's API shows them.</summary>
internal sealed class Judge(RawRedis redis, Uri api, string token, IReadOnlyList<string> channels, Ledger ledger)
{
    private const string Prefix = QueueWatch.Prefix;
    private static readonly string[] Ends = ["done", "failed", "cancelled", "expired"];
    private static readonly string[] MustBeEmpty = ["w", "g", "exp", "del", "held", "act", "out", "u"];

    private readonly List<string> _complaints = [];

    /// <summary>Cards of jobs that have ended whose Cancel button nobody took away.</summary>
    public int CardsLeft { get; private set; }

    /// <summary>Jobs by end.</summary>
    public IReadOnlyDictionary<string, int> ByEnd { get; private set; } = new Dictionary<string, int>();

    /// <summary>Clips that were posted more than once; jobs that did not end, or whose clip was never posted.</summary>
    public int Doubled { get; private set; }

    public int Lost { get; private set; }

    /// <summary>All that is wrong; empty when the promises held.</summary>
    public async Task<IReadOnlyList<string>> JudgeAsync(CancellationToken cancel)
    {
        var standing = await ReadClipsAsync(cancel);
        var jobs = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        var keys = await redis.ReadKeysAsync(cancel);
        foreach (var key in keys.Where(key => key.StartsWith(Prefix + "j:", StringComparison.Ordinal)))
            jobs[key[(Prefix.Length + 2)..]] = await redis.ReadHashAsync(key, cancel);

        foreach (var id in jobs.Keys.Except(ledger.Jobs.Select(job => job.Id))) _complaints.Add($"{id}: a job that no event tells of");
        foreach (var id in ledger.Posted.Union(standing.Keys).Where(id => !jobs.ContainsKey(id))) _complaints.Add($"{id}: a clip of a job that is not there");
        foreach (var job in ledger.Jobs) Judge1(job, jobs.GetValueOrDefault(job.Id), standing.GetValueOrDefault(job.Id, []));
        ByEnd = ledger.Jobs.CountBy(job => job.End ?? "open").ToDictionary();

        foreach (var key in keys.Where(key => MustBeEmpty.Any(kind => key == Prefix + kind || key.StartsWith($"{Prefix}{kind}:", StringComparison.Ordinal))))
            _complaints.Add($"{key} is left over");
        var meta = await redis.ReadHashAsync(Prefix + "meta", cancel);
        if (meta.GetValueOrDefault("clipBytes", "0") != "0") _complaints.Add($"{meta["clipBytes"]} bytes of clips are still counted as undelivered");
        var retried = jobs.Where(job => job.Value.ContainsKey("failures")).Select(job => job.Key).ToHashSet(); // gave their lease up before its time
        _complaints.AddRange(ledger.Leases.Overlaps().Where(overlap => !retried.Contains(overlap.Split(':')[0])).Select(overlap => "two live leases at once: " + overlap));
        return _complaints;
    }

    private void Judge1(JobStory story, IReadOnlyDictionary<string, string>? hash, IReadOnlyList<string> standing)
    {
        var (id, wrong) = (story.Id, _complaints.Count);
        _complaints.AddRange(story.Complaints);
        var state = hash?.GetValueOrDefault("state") ?? "gone";
        if (story.End is null) _complaints.Add($"{id}: never ended, stands at '{state}', after: {story.Tale}");
        else if (state != story.End) _complaints.Add($"{id}: ended as {story.End}, but stands at '{state}'");
        if (story.End is null || state == "gone" || story.End == "done" && standing.Count == 0) Lost++;

        var ever = ledger.ClipsOf(id).Union(standing).ToArray();
        if (ever.Length > 1)
        {
            Doubled++;
            _complaints.Add($"{id}: its clip was posted {ever.Length} times: {string.Join(", ", ever)}");
        }
        if (story.End == "done" && standing.Count == 0) _complaints.Add($"{id}: done, but its clip stands in no channel");
        if (story.End != "done" && ever.Length > 0) _complaints.Add($"{id}: {story.End}, but its clip was posted");
        if (story.End == "done" && standing.Count > 0 && hash?.GetValueOrDefault("message") != standing[0])
            _complaints.Add($"{id}: message {standing[0]} carries its clip, {hash?.GetValueOrDefault("message")} is recorded");
        if (story.End == "cancelled" && !ledger.WasPressed(id)) _complaints.Add($"{id}: cancelled, but nobody wished it");
        if (story.End is "failed" or "expired")
            _complaints.Add($"{id}: {story.End} after {hash?.GetValueOrDefault("crashes", "0")} crashes: {hash?.GetValueOrDefault("failReason")}");
        if (_complaints.Count > wrong && hash is not null)
            _complaints.Add($"    {id}: {story.Tale}; {string.Join(" ", hash.Where(field => field.Key is not ("clip" or "origin" or "made")).Select(field => $"{field.Key}={field.Value}"))}");
    }

    /// <summary>The messages that carry each job's clip, from all channels, as any client of Discord's can list them.</summary>
    private async Task<Dictionary<string, List<string>>> ReadClipsAsync(CancellationToken cancel)
    {
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bot", token) } };
        var found = new Dictionary<string, List<string>>();
        foreach (var channel in channels)
        {
            for (var before = ""; ;)
            {
                using var answer = await http.GetAsync($"{api}/v10/channels/{channel}/messages?limit=100{before}", cancel);
                var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancel))!;
                if ((int)answer.StatusCode == 429)
                {
                    await Task.Delay(TimeSpan.FromSeconds(body["retry_after"]!.GetValue<double>() + 0.1), cancel);
                    continue;
                }
                answer.EnsureSuccessStatusCode();
                var page = body.AsArray();
                foreach (var message in page)
                {
                    if (ChatWatch.ClipOf(message!) is { } job)
                    {
                        if (!found.TryGetValue(job, out var messages)) found[job] = messages = [];
                        messages.Add(message!["id"]!.GetValue<string>());
                    }
                    else if (ChatWatch.CardOf(message!) is { } card && !ledger.IsOpen(card))
                    {
                        CardsLeft++;
                    }
                }
                if (page.Count < 100) break;
                before = "&before=" + page.Min(message => ulong.Parse(message!["id"]!.GetValue<string>(), CultureInfo.InvariantCulture));
            }
        }
        return found;
    }

    /// <summary>Whether every accepted job has ended and every end was told.</summary>
    public static async Task<bool> IsOverAsync(RawRedis redis, Ledger ledger, CancellationToken cancel) =>
        ledger.Accepted == ledger.Ended && await redis.AskAsync(cancel, "ZCARD", Prefix + "out") is 0L;

    /// <summary>The jobs that are open, each in a line, for a run that hangs.</summary>
    public static async Task<IReadOnlyList<string>> DescribeOpenAsync(RawRedis redis, Ledger ledger, CancellationToken cancel)
    {
        var lines = new List<string>();
        foreach (var key in await redis.ReadKeysAsync(cancel))
        {
            if (!key.StartsWith(Prefix + "j:", StringComparison.Ordinal)) continue;
            var hash = await redis.ReadHashAsync(key, cancel);
            var id = key[(Prefix.Length + 2)..];
            if (Ends.Contains(hash.GetValueOrDefault("state")) && await redis.AskAsync(cancel, "ZSCORE", Prefix + "out", id) is null) continue;
            lines.Add($"{id}: {ledger.Jobs.FirstOrDefault(job => job.Id == id)?.Tale}; "
                + string.Join(" ", hash.Where(field => field.Key is not ("clip" or "origin" or "made")).Select(field => $"{field.Key}={field.Value}")));
        }
        return lines;
    }
}

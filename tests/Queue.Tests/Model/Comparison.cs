using System.Globalization;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Tests.Model;

/// <summary>Holds everything that is in Redis against the model.</summary>
internal sealed class Comparison(JobQueue queue, ModelQueue model, CancellationToken cancel)
{
    private string _read = "-";
    private int _events;

    public async Task AllAsync()
    {
        await PlacesAsync();
        await JobsAsync();
        await TagsAsync();
        await CountersAsync();
        await EventsAsync();
        await OrderAsync();
    }

    /// <summary>Each id is in exactly one place, the one that its state says; so are the secondary sets.</summary>
    private async Task PlacesAsync()
    {
        var places = new Dictionary<string, List<string>>();
        foreach (var key in await KeysAsync("w:*"))
            await AddAsync(key);
        foreach (var lane in new[] { "pocket", "wan" })
        {
            await AddAsync("act:" + lane);
            await AddAsync("del:" + lane);
            Same("exp:" + lane, model.Jobs.Values.Where(job => job.Waits && job.Lane == lane).Select(job => job.Id.Value), await MembersAsync("exp:" + lane));
        }
        foreach (var set in new[] { "held", "out", "done", "dead", "reviews" })
            await AddAsync(set);
        foreach (var job in model.Jobs.Values)
        {
            var place = Assert.Single(places.GetValueOrDefault(job.Id.Value) ?? throw new InvalidOperationException($"{job} stands nowhere"));
            Assert.Equal($"{job.Id} {PlaceOf(job)}", $"{job.Id} {place}");
        }
        Same("all places", model.Jobs.Keys.Select(id => id.Value), places.Keys);
        Same("jobs", model.Jobs.Keys.Select(id => "j:" + id.Value), await KeysAsync("j:*"));
        foreach (var user in model.Jobs.Values.GroupBy(job => job.User))
            Same("u:" + user.Key, user.Where(job => job.Waits || job.Place == Place.Held).Select(job => job.Id.Value), await MembersAsync("u:" + user.Key));
        Same("wipe", model.Jobs.Values.Where(job => job.Place == Place.Kept).Select(job => job.Id.Value), await MembersAsync("wipe"));

        async Task AddAsync(string set)
        {
            foreach (var id in await MembersAsync(set))
            {
                if (!places.TryGetValue(id, out var list))
                    places[id] = list = [];
                list.Add(set);
            }
        }
    }

    private string PlaceOf(ModelJob job) => job.Place switch
    {
        Place.Line => $"w:{job.Lane}:{LineOf(job)}",
        Place.Later => "del:" + job.Lane,
        Place.Held => "held",
        Place.Worker => "act:" + job.Lane,
        Place.Outbox => "out",
        Place.Review => "reviews",
        _ => job.State == JobState.Failed ? "dead" : "done",
    };

    private string LineOf(ModelJob job) =>
        $"{ModelQueue.Name(job.Band)}:{(job.Band == ModelJob.Front && model.IsPaused(job) ? "!" + job.Group : job.Flow.Group)}";

    private async Task JobsAsync()
    {
        var rows = await Task.WhenAll(model.Jobs.Values.Select(async job => (job, Row: (object?[])(await ReadAsync(job))!)));
        foreach (var (job, row) in rows)
        {
            Assert.Equal(
                (job.Id, job.State.ToString().ToLowerInvariant(), ModelQueue.Name(job.Band), job.Cost, job.Weight, job.Attempt),
                (job.Id, Text(0), Text(1), (long)Number(2), Number(3) is 0 ? 1 : Number(3), (int)Number(5)));
            if (job.Waits)
                Close($"tag of {job}", job.Tag, Number(4));
            Assert.Equal(
                (job.Id, job.Failures, job.Crashes, job.IsCancelWanted, job.Token, job.Tries, job.Group, job.ClipBytes),
                (job.Id, (int)Number(6), (int)Number(7), Text(8) == "1", (long)Number(9), (int)Number(10), Text(11), (long)Number(12)));

            string Text(int i) => row[i] as string ?? "";
            double Number(int i) => row[i] is string text ? double.Parse(text, CultureInfo.InvariantCulture) : 0;
        }

        Task<object?> ReadAsync(ModelJob job)
        {
            RedisArg[] command =
            [
                "HMGET", queue.Keys.Job(job.Id), "state", "band", "cost", "weight", "tag", "attempt", "failures", "crashes", "cancel", "token",
                "tries", "group", "size",
            ];
            return queue.Redis.CallAsync(command, cancel);
        }
    }

    /// <summary>The tags of users, groups and bands, and the jobs' in their lines.</summary>
    private async Task TagsAsync()
    {
        foreach (var lane in new[] { "pocket", "wan" })
        {
            var groups = await ScoresAsync("g:" + lane);
            var expected = model.Jobs.Values.Where(job => job.Place == Place.Line && job.Lane == lane && !model.IsPaused(job)).Select(job => job.Flow).Distinct().ToArray();
            Same("p:" + lane, model.Jobs.Values.Where(job => job.Place == Place.Line && job.Lane == lane && model.IsPaused(job)).Select(LineOf).Distinct(),
                [.. ((object?[])(await queue.Redis.CallAsync(["SMEMBERS", queue.Keys.Prefix + "p:" + lane], cancel))!).Cast<string>()]);
            Same("g:" + lane, expected.Select(flow => $"{ModelQueue.Name(flow.Band)}:{flow.Group}"), groups.Keys);
            foreach (var flow in expected)
                Close($"{flow} in {lane}", model.Now[flow], groups[$"{ModelQueue.Name(flow.Band)}:{flow.Group}"] - (flow.Band * 1e15));
        }
        foreach (var key in await KeysAsync("w:*"))
        {
            foreach (var (id, tag) in await ScoresAsync(key))
                Close(id, model.Jobs[new JobId(id)].Tag, tag);
        }
        for (var band = 1; band <= 4; band++)
        {
            var last = await ScoresAsync("vt:" + ModelQueue.Name(band));
            Close($"time of {band}", model.Time.GetValueOrDefault(band), last.GetValueOrDefault(""));
            last.Remove("");
            var expected = model.Last.Where(row => row.Key.Band == band).ToDictionary(row => row.Key.Group, row => row.Value);
            Same($"vt {band}", expected.Keys, last.Keys);
            foreach (var (group, tag) in expected)
                Close($"last of {band} {group}", tag, last[group]);
        }
        foreach (var (flow, users) in model.Flows)
        {
            var actual = await ScoresAsync($"f:{ModelQueue.Name(flow.Band)}:{flow.Group}");
            Same($"f {flow}", users.Keys, actual.Keys);
            foreach (var (user, tag) in users)
                Close($"{user} in {flow}", tag, actual[user]);
        }
    }

    private async Task CountersAsync()
    {
        var look = await queue.LookAsync(cancel);
        Assert.Equal(
            (model.Mode, model.Jobs.Values.Count(job => job.Place == Place.Worker), model.Jobs.Values.Count(job => job.Place == Place.Held)),
            (look.Mode, look.Running, look.Held));
        Assert.Equal(
            (model.Jobs.Values.Count(job => job.Place == Place.Outbox), model.ClipBytes, model.Jobs.Values.Count(job => job.Place == Place.Line)),
            (look.Outbox, look.ClipBytes, look.Waiting));
        Assert.Equal(
            (model.Fence, model.Counters["crashes"], model.Counters["stale"], model.Counters["expired"]),
            (look.Claims, look.Crashes, look.StaleRefused, look.Expired));
        var reviews = model.Jobs.Values.Where(job => job.Place == Place.Review).ToList();
        Same("kept", model.Kept.Keys.Concat(reviews.Select(job => job.Id)).Select(id => id.Value), await MembersAsync("kept"));
        Same("review clips", reviews.Select(job => "review:" + job.Id.Value), await KeysAsync("review:*"));
        Same("held by guild", model.Jobs.Values.Where(job => job.Place is Place.Held or Place.Review).Select(job => $"held:{job.Group} {job.Id}"),
            (await Task.WhenAll((await KeysAsync("held:*")).Select(async key => (await MembersAsync(key)).Select(id => $"{key} {id}")))).SelectMany(ids => ids));
        foreach (var guild in new[] { "g0", "g1", "g2" })
        {
            var mine = model.Jobs.Values.Where(job => job.Group == guild).ToList();
            var read = await queue.ListOfGuildAsync(guild, 0, 500, cancel);
            Assert.Equal(
                (mine.Count(job => job.Place == Place.Worker), mine.Count(job => job.Waits), mine.Count(job => job.Place is Place.Held or Place.Review)),
                (read.Running, read.Waiting, read.Held));
            var line = mine.Where(job => job.Place == Place.Line).OrderBy(job => job.Band).ThenBy(job => job.Band == ModelJob.Front ? 0 : job.Tag)
                .ThenBy(job => job.Lane, StringComparer.Ordinal).ThenBy(job => job.Tag).ThenBy(job => job.Id.Value, StringComparer.Ordinal).Select(job => job.Id);
            Assert.Equal(
                line.Where(id => model.Jobs[id].Band != ModelJob.Front),
                read.Jobs.Where(job => model.Jobs[job.Id] is { Place: Place.Line } one && one.Band != ModelJob.Front).Select(job => job.Id));
            Assert.Equal(read.Running + read.Waiting + read.Held, read.Jobs.Count);
            Assert.Equal(model.Modes.GetValueOrDefault(guild), await queue.ReadGuildModeAsync(guild, cancel));
        }
        Same("kept clips", model.Kept.Keys.Select(id => "kept:" + id.Value), await KeysAsync("kept:*"));
        Assert.Equal(
            model.Kept.Values.Sum() + reviews.Sum(job => job.HeldBytes),
            long.Parse(await queue.Redis.CallAsync(["HGET", queue.Keys.Meta, "keptBytes"], cancel) as string ?? "0", CultureInfo.InvariantCulture));
        foreach (var worker in look.Workers)
        {
            var expected = model.Workers[worker.Name];
            Assert.Equal(
                (worker.Name, expected.Standing.Length == 0 ? WorkerStanding.Serving : expected.Standing == "aside" ? WorkerStanding.SetAside : WorkerStanding.Maintenance, expected.Faults),
                (worker.Name, worker.Standing, worker.Faults));
        }
        foreach (var key in await KeysAsync("spent:*"))
        {
            var spent = (object?[])(await queue.Redis.CallAsync(["HGETALL", queue.Keys.Prefix + key], cancel))!;
            for (var i = 0; i < spent.Length; i += 2)
                Assert.Equal($"{spent[i]} {model.Spent.GetValueOrDefault((string)spent[i]!)}", $"{spent[i]} {spent[i + 1]}");
        }
        var audit = await queue.ReadAuditAsync(20, cancel);
        Assert.Equal(model.Audit.AsEnumerable().Reverse().Take(20), audit.Select(entry => (entry.What, entry.Target)));
        Assert.Equal((long)model.Audit.Count, await queue.Redis.CallAsync(["XLEN", queue.Keys.Audit], cancel));
        Assert.Equal(model.Limits.Count, (await queue.ReadLimitsAsync(cancel)).Count);
    }

    private async Task EventsAsync()
    {
        var entries = (object?[])(await queue.Redis.CallAsync(["XRANGE", queue.Keys.Events, _read, "+"], cancel))!;
        var told = new List<(string, string)>();
        foreach (var entry in entries.Cast<object?[]>())
        {
            _read = "(" + (string)entry[0]!;
            told.Add(entry[1] is object?[] and ["k", string kind, "id", string id] ? (kind, id) : default);
        }
        Assert.Equal(model.Events.Skip(_events), told);
        _events = model.Events.Count;
    }

    /// <summary>The list, and what each job is told of its place, are the order of service.</summary>
    private async Task OrderAsync()
    {
        var isServed = model.Workers.Values.Any(worker => worker.Standing.Length == 0);
        var order = model.Order(_ => true);
        var listed = await queue.ListAsync(500, cancel);
        Assert.Equal(
            order.Take(200).Select(job => job.Id),
            listed.Where(job => model.Jobs[job.Id].Place == Place.Line && !job.IsPaused).Select(job => job.Id).Take(200));
        if (!isServed || model.Jobs.Values.Count(job => job.Waits) > 64)
            return;
        foreach (var job in listed.Where(job => job.State == JobState.Waiting))
        {
            Assert.Equal((job.Id, model.IsPaused(model.Jobs[job.Id])), (job.Id, job.IsPaused));
            if (job.IsPaused)
                Assert.Equal((0, null), (job.Position, job.Eta));
            else if (model.Jobs[job.Id].Place == Place.Line)
                Assert.Equal((job.Id, order.FindIndex(other => other.Id == job.Id) + 1), (job.Id, job.Position));
            else
                Assert.InRange(job.Position, 1, 65);
        }
    }

    private async Task<string[]> KeysAsync(string pattern) =>
        [.. ((object?[])(await queue.Redis.CallAsync(["KEYS", queue.Keys.Prefix + pattern], cancel))!).Cast<string>().Select(key => key[queue.Keys.Prefix.Length..])];

    private async Task<string[]> MembersAsync(string key) =>
        [.. ((object?[])(await queue.Redis.CallAsync(["ZRANGE", queue.Keys.Prefix + key, 0, -1], cancel))!).Cast<string>()];

    private async Task<Dictionary<string, double>> ScoresAsync(string key)
    {
        var scores = new Dictionary<string, double>();
        var reply = (object?[])(await queue.Redis.CallAsync(["ZRANGE", queue.Keys.Prefix + key, 0, -1, "WITHSCORES"], cancel))!;
        foreach (var pair in reply.Cast<object?[]>())
            scores[(string)pair[0]!] = (double)pair[1]!;
        return scores;
    }

    private static void Same(string what, IEnumerable<string> expected, IEnumerable<string> actual) => Assert.Equal(
        what + ": " + string.Join(' ', expected.Order(StringComparer.Ordinal)), what + ": " + string.Join(' ', actual.Order(StringComparer.Ordinal)));

    private static void Close(string what, double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-6 * Math.Max(1, Math.Abs(expected)), $"{what}: {expected:R} in the model, {actual:R} in Redis.");
}

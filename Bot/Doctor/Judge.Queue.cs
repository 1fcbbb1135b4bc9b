using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Doctor;

// Redis, and who works behind it.
internal static partial class Judge
{
    private static readonly TimeSpan SlowRedis = TimeSpan.FromMilliseconds(250), LateOutbox = TimeSpan.FromMinutes(5);

    public static IEnumerable<Finding> Redis(RedisHealth redis, IReadOnlySet<string> tolerated)
    {
        var found = new List<Finding>();
        if (redis.IsReplica) found.Add(Finding.Broken("redis", "It is a replica, which takes no writes: set REDIS_URL to the primary, or to the sentinels."));
        else if (redis.Refusal is { } refusal) found.Add(Finding.Broken("redis", refusal));
        if (redis.LastSaveFailed) found.Add(Finding.Broken("redis", "Its last write to the disk failed: make room on its disk, let it write into its folder (CONFIG GET dir), and look at its log."));
        found.AddRange(redis.Problems.Select(problem => new Finding("redis", tolerated.Contains(problem.Setting) ? Health.Look : Health.Broken, Upper(problem.Sentence) + Command(problem.Setting))));
        if (redis.Evicted > 0) found.Add(Finding.Look("redis", $"It threw {redis.Evicted} keys away since it was started, because it was full: raise its maxmemory."));
        if (redis.MostBytes > 0 && redis.UsedBytes > redis.MostBytes / 10 * 9)
            found.Add(Finding.Look("redis", $"It uses {redis.UsedBytes >> 20} of {redis.MostBytes >> 20} MiB: raise its maxmemory, or orders will be refused."));
        if (redis.MostClients > 0 && redis.Clients > redis.MostClients / 10 * 9)
            found.Add(Finding.Look("redis", $"It has {redis.Clients} of at most {redis.MostClients} connections: raise its maxclients, or look who keeps them."));
        if (redis.RoundTrip > SlowRedis)
            found.Add(Finding.Look("redis", $"It takes {redis.RoundTrip.TotalMilliseconds:0} ms to answer: put it near the bot and its workers; each step of a job asks it."));
        if (redis.Ahead is { } ahead && Clock(ahead, "Redis's machine's") is { Health: not Health.Ok } clock)
            found.Add(clock with { Health = Health.Look });
        return found.Any(finding => finding is { What: "redis", Health: not Health.Ok }) ? found : [Finding.Ok("redis", $"{(redis.Version.Length > 0 ? $"Redis {redis.Version}" : "Redis")} keeps jobs."), .. found];
    }

    private static string Command(string setting) => setting switch
    {
        "appendonly" => " (redis-cli CONFIG SET appendonly yes, then CONFIG REWRITE)",
        "appendfsync" => " (redis-cli CONFIG SET appendfsync always, then CONFIG REWRITE)",
        "maxmemory-policy" => " (redis-cli CONFIG SET maxmemory-policy noeviction, then CONFIG REWRITE)",
        _ => "",
    };

    public static IEnumerable<Finding> Workers(QueueLook look, IReadOnlyList<ModelCard> cards, string defaultModel)
    {
        if (look.Mode != QueueMode.Open) yield return Finding.Look("queue", $"The queue is {look.Mode.ToString().ToLowerInvariant()}: /mod queue opens it.");
        if (look.Outbox > 0 && look.OutboxAge > LateOutbox)
            yield return Finding.Look("queue", $"{look.Outbox} results have not been posted for {Sentence(look.OutboxAge)}: is the bot running, and what does its log say?");
        var alive = look.Workers.Where(worker => worker.IsAlive).ToList();
        if (alive.Count == 0)
        {
            yield return Finding.Broken("workers", "No worker is running, so no clip is made: start one with dotnet run -c Release --project Inference, with the same REDIS_URL.");
            yield break;
        }
        foreach (var worker in alive.Where(worker => worker.Standing != WorkerStanding.Serving))
            yield return Finding.Look("workers", $"The worker {worker.Name} gets nothing: {(worker.Standing == WorkerStanding.SetAside ? "it failed several times in a row; look at its log" : "it was taken out in /mod status")}.");
        if (cards.Count > 0 && cards.All(card => card.Model != defaultModel))
            yield return Finding.Broken("workers", $"No worker serves {defaultModel}, the model of whoever names none: set Queue:DefaultModel to one of {string.Join(", ", cards.Select(card => card.Model).Distinct())}.");
        else yield return Finding.Ok("workers", $"{alive.Count} running: {string.Join(", ", alive.SelectMany(worker => worker.Lanes).Select(lane => Lane.Parse(lane).Model).Distinct())}.");
    }
}

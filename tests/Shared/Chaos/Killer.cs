using ChatVideoBot.Queue;

namespace ChatVideoBot.Tests.Chaos;

/// <summary>Kills a worker or the bot every now and then, and Redis a few times, each by its process; they start anew at once.</summary>
internal sealed class Killer(ChaosPlan plan, Child bot, IReadOnlyList<Child> workers, PrivateRedis redis, Ledger ledger, Mischief mischief)
{
    public int RedisKills { get; private set; }

    /// <summary>Until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var random = new Random(plan.Seed * 1000 + 901);
        Child[] victims = [bot, .. workers];
        while (!cancel.IsCancellationRequested)
        {
            var wait = plan.KillEvery.Least + random.NextDouble() * (plan.KillEvery.Most - plan.KillEvery.Least);
            var victim = victims[random.Next(victims.Length)];
            await Task.Delay(wait, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancel.IsCancellationRequested) return;
            if (ledger.Ended >= plan.Jobs * (RedisKills + 1) / (plan.RedisKills + 1) && RedisKills < plan.RedisKills)
            {
                await redis.KillAsync();
                await redis.RestartAsync();
                RedisKills++;
                continue;
            }
            await victim.KillAsync();
            if (victim == bot && bot.Kills % plan.SkipEachBotKill == 0) await mischief.SkipAsync(cancel);
            victim.Start();
        }
    }
}

using ChatVideoBot.Queue;

namespace ChatVideoBot.Tests.Chaos;

/// <summary>Kills a worker or the bot every now and then, and Redis a few times, each by its process; they start anew at once.</summary>
/// <remarks>
/// Most kills hit somebody who has done some work since it started, which is in the middle of the next piece then, whatever the machine's
/// speed: on a slow one nobody would ever come as far as that otherwise. The others hit anybody, also while it starts.
/// </remarks>
internal sealed class Killer(ChaosPlan plan, Child bot, IReadOnlyList<Child> workers, PrivateRedis redis, Ledger ledger, Mischief mischief)
{
    private const double Anybody = 0.3;

    public int RedisKills { get; private set; }

    /// <summary>Until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var random = new Random(plan.Seed * 1000 + 901);
        Victim[] victims = [new(bot, () => ledger.Done), .. workers.Select(worker => new Victim(worker, () => worker.Made))];
        while (!cancel.IsCancellationRequested)
        {
            var wait = plan.KillEvery.Least + random.NextDouble() * (plan.KillEvery.Most - plan.KillEvery.Least);
            await Task.Delay(wait, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancel.IsCancellationRequested) return;
            if (ledger.Ended >= plan.Jobs * (RedisKills + 1) / (plan.RedisKills + 1) && RedisKills < plan.RedisKills)
            {
                await redis.KillAsync();
                await Task.Delay(TimeSpan.FromSeconds(2 * random.NextDouble()), CancellationToken.None); // away for so long
                await redis.RestartAsync();
                RedisKills++;
                continue;
            }
            var within = random.NextDouble() < Anybody ? victims : [.. victims.Where(victim => victim.HasWorked)];
            var pick = random.NextDouble();
            if (within.Length > 0) await KillAsync(within[(int)(pick * within.Length)], cancel);
        }
    }

    private async Task KillAsync(Victim victim, CancellationToken cancel)
    {
        await victim.Child.KillAsync();
        if (victim.Child == bot && bot.Kills % plan.SkipEachBotKill == 0) await mischief.SkipAsync(cancel);
        victim.Start();
    }

    /// <param name="work">How much it did in all its lives.</param>
    private sealed class Victim(Child child, Func<int> work)
    {
        private int _before = work();

        public Child Child => child;
        public bool HasWorked => work() > _before;

        public void Start()
        {
            _before = work();
            child.Start();
        }
    }
}

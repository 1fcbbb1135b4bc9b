using System.Diagnostics;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bench.Queues;

/// <summary>
/// Where the time goes in the scripts of a job's life, 1,000 jobs waiting, 16 calls in flight. us is the server's own count of the script by
/// the clock, Lua what no command in it accounts for; the processors' time of server and client for a call, reading and writing included,
/// hardly changes when others use the machine too.
/// </summary>
internal static class ScriptBench
{
    private const int Calls = 6000;

    public static Task RunAsync(Order order) => order.WithRedisAsync(async redis =>
    {
        var cancel = order.Cancel;
        await QueueBench.WarmAsync(redis, cancel);
        await using var bench = await BenchQueue.OpenAsync(redis, cancel);
        await using var plain = await PlainRedis.ConnectAsync(redis);
        var queue = bench.Queue;
        await Backlog.FillAsync(queue, 1000, Jobs.Draft, cancel);
        var held = new Lease?[Calls];
        await WriteAsync("enqueue", 2 * Calls, n => queue.EnqueueAsync(Jobs.Draft(1000 + n), cancel));
        await WriteAsync("find", 1000, n => queue.FindAsync(Jobs.Draft(n).Id, cancel));
        await WriteAsync("claim", Calls, async n => held[n] = await queue.ClaimAsync(BenchQueue.Worker, cancel));
        await WriteAsync("renew", Calls, n => queue.RenewAsync(held[n]!, cancel));
        await WriteAsync("complete and claim", Calls,
            async n => held[n] = (await queue.CompleteAndClaimAsync(held[n]!, Jobs.Made, default, cancel)).Next);
        await WriteAsync("complete", Calls, n => queue.CompleteAsync(held[n]!, Jobs.Made, default, cancel));

        async Task WriteAsync(string script, int calls, Func<int, Task> call)
        {
            var next = -1;
            var (server, client) = (await ServerCpuAsync(), Process.GetCurrentProcess().TotalProcessorTime);
            var cost = await ScriptCost.MeasureAsync(plain, () => Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
            {
                for (int n; (n = Interlocked.Increment(ref next)) < calls;)
                    await call(n);
            })));
            Row.Write(new
            {
                bench = "scripts",
                script,
                us = Math.Round(cost.Microseconds, 1),
                server_cpu_us = Math.Round(1e6 * (await ServerCpuAsync() - server) / calls, 1),
                client_cpu_us = Math.Round((Process.GetCurrentProcess().TotalProcessorTime - client).TotalMicroseconds / calls, 1),
                commands = Math.Round(cost.Commands.Sum(c => c.Calls), 1),
                lua_us = Math.Round(cost.Microseconds - cost.Commands.Sum(c => c.Microseconds), 1),
                dearest = cost.Commands.Take(12).Select(c => $"{c.Command} x{c.Calls:0.#} {c.Microseconds:0.#}"),
            });
        }

        async Task<double> ServerCpuAsync() => await plain.InfoAsync("cpu", "used_cpu_user") + await plain.InfoAsync("cpu", "used_cpu_sys");
    });
}

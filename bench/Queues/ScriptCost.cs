namespace ChatVideoBot.Bench.Queues;

/// <summary>What the server spent on EVALSHA, by its own count: the way there and back is not in it.</summary>
/// <param name="Microseconds">A script.</param>
/// <param name="Commands">What one script calls, by name, the dearest first: how often, and microseconds in all.</param>
internal sealed record ScriptCost(double Microseconds, IReadOnlyList<(string Command, double Calls, double Microseconds)> Commands)
{
    /// <summary>Nothing else may run on the server meanwhile.</summary>
    public static async Task<ScriptCost> MeasureAsync(PlainRedis plain, Func<Task> run)
    {
        var before = await plain.CommandsAsync();
        await run();
        var spent = (await plain.CommandsAsync()).Select(one =>
        {
            var (calls, microseconds) = before.GetValueOrDefault(one.Key);
            return (Command: one.Key, Calls: one.Value.Calls - calls, Microseconds: one.Value.Microseconds - microseconds);
        }).Where(one => one.Calls > 0).ToList();
        var scripts = spent.Single(one => one.Command == "evalsha");
        return new(scripts.Microseconds / scripts.Calls,
        [
            .. spent.Where(one => one.Command is not ("evalsha" or "eval" or "info" or "script|load" or "bzpopmin"))
                .Select(one => (one.Command, one.Calls / scripts.Calls, one.Microseconds / scripts.Calls))
                .OrderByDescending(one => one.Item3),
        ]);
    }
}

namespace ChatVideoBot.Bench.Queues;

/// <summary>What the server spent in scripts or functions, by its own count: the way there and back is not in it.</summary>
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
            var earlier = before.GetValueOrDefault(one.Key);
            return (Command: one.Key, Calls: one.Value.Calls - earlier.Calls, Microseconds: one.Value.Microseconds - earlier.Microseconds);
        }).Where(one => one.Calls > 0).ToList();
        var whole = spent.Where(one => one.Command is "evalsha" or "fcall").ToList();
        var (calls, microseconds) = (whole.Sum(one => one.Calls), whole.Sum(one => one.Microseconds));
        return new(microseconds / calls,
        [
            .. spent.Where(one => one.Command is not ("evalsha" or "eval" or "fcall" or "function|load" or "info" or "bzpopmin"))
                .Select(one => (one.Command, one.Calls / calls, one.Microseconds / calls))
                .OrderByDescending(one => one.Item3),
        ]);
    }
}

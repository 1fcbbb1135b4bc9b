using System.Diagnostics;
using System.Text.Json;
using ChatVideoBot.Bench.Programs;

namespace ChatVideoBot.Bench.Gateway;

/// <summary>Our client and discord.js as bots that answer the same commands from the same kind of server, in turn; then what is told of ours alone.</summary>
internal static class GatewayBench
{
    private const int WarmUp = 4000;

    public static async Task RunAsync(Order order)
    {
        var (commands, rounds, cancel) = (order.Whole("--commands", 4000), order.Whole("--rounds", 3), order.Cancel);
        var peer = await Npm.InstallAsync("discordjs", "discord.js", cancel);
        foreach (var shards in order.List("--shards", 1, 10, 100))
            await CompareAsync(peer, shards, commands, rounds, order.Number("--messages", 10), cancel);
        await SandboxRounds.CompareAsync(peer, commands / 4, rounds, cancel);
        await RememberAsync(peer, cancel);
        await AllocateAsync(cancel);
        await StormAsync(cancel);
    }

    /// <summary>Both stay for all rounds, each with a server of its own; never both at work.</summary>
    private static async Task CompareAsync(string peer, int shards, int commands, int rounds, double messages, CancellationToken cancel)
    {
        var (guilds, ours, theirs) = (Math.Max(10, shards), new Side("ours"), new Side("discord.js"));
        await using var ourDiscord = await SmallDiscord.StartAsync(shards, guilds, shards, cancel);
        await using var theirDiscord = await SmallDiscord.StartAsync(shards, guilds, shards, cancel);
        await using var us = await OurBot.StartAsync(ourDiscord.Api, shards, cancel);
        await using var them = await PeerAsync(peer, theirDiscord.Api, shards, cancel);
        for (var round = 0; round < rounds; round++)
        {
            await MeasureAsync(ours, us, ourDiscord, commands, messages, cancel);
            await MeasureAsync(theirs, them, theirDiscord, commands, messages, cancel);
        }

        foreach (var side in (Side[])[ours, theirs])
        {
            Row.Write(new
            {
                bench = "gateway",
                shards,
                messages_per_second = messages * shards,
                who = side.Name,
                answers_per_second = Math.Round(Row.Median(side.Rates)),
                processor_ms_an_answer = Math.Round(Row.Median(side.Processor), 3),
                p50_ms = Math.Round(Row.Median(side.Median), 2),
                p99_ms = Math.Round(Row.Median(side.Late), 2),
                rss_mib = Math.Round(Row.Median(side.Memory)),
            });
        }

        Row.Write(new
        {
            bench = "gateway",
            shards,
            times_the_rate = Math.Round(Row.Median(ours.Rates.Zip(theirs.Rates, (one, other) => one / other)), 2),
            of_the_processor = Math.Round(Row.Median(ours.Processor.Zip(theirs.Processor, (one, other) => one / other)), 2),
            of_the_memory = Math.Round(Row.Median(ours.Memory.Zip(theirs.Memory, (one, other) => one / other)), 2),
        });
    }

    private static async Task MeasureAsync(Side side, JsonProgram bot, SmallDiscord discord, int commands, double messages, CancellationToken cancel)
    {
        await discord.AskAsync(WarmUp, 16, messages, cancel);
        var (alone, _) = await discord.AskAsync(Math.Max(200, commands / 8), 1, messages, cancel);
        var before = await bot.AskAsync(new { }, cancel);
        var (_, seconds) = await discord.AskAsync(commands, 64, messages, cancel);
        var after = await bot.AskAsync(new { }, cancel);
        side.Rates.Add(commands / seconds);
        side.Median.Add(Row.Quantile(alone, 0.5));
        side.Late.Add(Row.Quantile(alone, 0.99));
        side.Processor.Add((Of(after, "processor_s") - Of(before, "processor_s")) * 1000 / commands);
        side.Memory.Add(Of(after, "rss_mib"));
    }

    /// <summary>What a thousand guilds cost in memory.</summary>
    private static async Task RememberAsync(string peer, CancellationToken cancel)
    {
        foreach (var who in (string[])["ours", "discord.js"])
        {
            var memory = new Dictionary<int, double>();
            foreach (var guilds in (int[])[1, 1000])
            {
                await using var discord = await SmallDiscord.StartAsync(1, guilds, 1, cancel);
                await using var bot = who == "ours" ? await OurBot.StartAsync(discord.Api, 1, cancel) : await PeerAsync(peer, discord.Api, 1, cancel);
                await discord.AskAsync(WarmUp, 16, 0, cancel); // behind all guilds in the line
                memory[guilds] = Of(await bot.AskAsync(new { }, cancel), "rss_mib");
            }

            Row.Write(new { bench = "gateway", who, rss_1_guild_mib = Math.Round(memory[1]), rss_1000_guilds_mib = Math.Round(memory[1000]) });
        }
    }

    /// <summary>What an event costs ours in memory to be collected: one that is handled, and one that is answered.</summary>
    private static async Task AllocateAsync(CancellationToken cancel)
    {
        const int Count = 5000;
        await using var discord = await SmallDiscord.StartAsync(1, 1, 1, cancel);
        await using var bot = await OurBot.StartAsync(discord.Api, 1, cancel);
        await discord.AskAsync(WarmUp, 16, 0, cancel);
        var start = Of(await bot.AskAsync(new { }, cancel), "allocated_mib");
        await discord.AskAsync(Count, 16, 0, cancel);
        var answered = Of(await bot.AskAsync(new { }, cancel), "allocated_mib");
        await discord.SayAsync(Count, cancel);
        var handled = Of(await bot.AskAsync(new { }, cancel), "allocated_mib");
        double Bytes(double mib) => Math.Round(mib * 1048576 / Count);
        Row.Write(new { bench = "gateway", bytes_a_message_handled = Bytes(handled - answered), bytes_a_command_answered = Bytes(answered - start) });
    }

    /// <summary>Sixteen shards lose their sockets at once, then their sessions.</summary>
    private static async Task StormAsync(CancellationToken cancel)
    {
        const int Shards = 16, Concurrency = 4;
        await using var discord = await SmallDiscord.StartAsync(Shards, 64, Concurrency, cancel);
        await using var bot = await OurBot.StartAsync(discord.Api, Shards, cancel);
        var identifies = discord.Identifies.Count;
        var cut = await BackAsync(discord, discord.Cut, cancel);
        var (resumes, afterCut) = (discord.Resumes, discord.Identifies.Count - identifies);
        var invalid = await BackAsync(discord, discord.Invalidate, cancel);
        var closest = discord.Identifies.GroupBy(i => i.Shard % Concurrency)
            .SelectMany(bucket => bucket.OrderBy(i => i.At).Zip(bucket.OrderBy(i => i.At).Skip(1), (one, next) => Stopwatch.GetElapsedTime(one.At, next.At).TotalSeconds)).Min();
        Row.Write(new
        {
            bench = "gateway",
            storm_of_shards = Shards,
            max_concurrency = Concurrency,
            back_after_a_cut_s = Math.Round(cut, 2),
            resumes,
            identifies_after_a_cut = afterCut,
            back_after_lost_sessions_s = Math.Round(invalid, 1),
            identifies_after_lost_sessions = discord.Identifies.Count - identifies - afterCut,
            closest_identifies_of_a_bucket_s = Math.Round(closest, 2),
        });
    }

    private static async Task<double> BackAsync(SmallDiscord discord, Action harm, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        harm();
        while (discord.Standing < discord.Shards)
            await Task.Delay(10, cancel);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    public static Task<JsonProgram> PeerAsync(string folder, Uri api, int shards, CancellationToken cancel, string token = SmallDiscord.Token) =>
        JsonProgram.StartAsync("node", ["--expose-gc", Path.Combine(folder, "answers.mjs"), api.AbsoluteUri, $"{shards}", token], "install Node.js 20", cancel);

    public static double Of(JsonElement used, string name) => used.GetProperty(name).GetDouble();

    private sealed record Side(string Name)
    {
        public List<double> Rates { get; } = [];
        public List<double> Median { get; } = [];
        public List<double> Late { get; } = [];
        public List<double> Processor { get; } = [];
        public List<double> Memory { get; } = [];
    }
}

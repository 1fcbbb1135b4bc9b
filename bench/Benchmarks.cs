using System.Runtime.InteropServices;
using ChatVideoBot.Bench.Answers;
using ChatVideoBot.Bench.Backups;
using ChatVideoBot.Bench.Ceiling;
using ChatVideoBot.Bench.Chaos;
using ChatVideoBot.Bench.Clips;
using ChatVideoBot.Bench.Crowds;
using ChatVideoBot.Bench.Days;
using ChatVideoBot.Bench.Depth;
using ChatVideoBot.Bench.Enlarging;
using ChatVideoBot.Bench.Etas;
using ChatVideoBot.Bench.Fairness;
using ChatVideoBot.Bench.FarLine;
using ChatVideoBot.Bench.Files;
using ChatVideoBot.Bench.Films;
using ChatVideoBot.Bench.Gateway;
using ChatVideoBot.Bench.Programs;
using ChatVideoBot.Bench.Queues;
using ChatVideoBot.Bench.Rounds;
using ChatVideoBot.Bench.Skips;
using ChatVideoBot.Bench.Soak;
using ChatVideoBot.Bench.Tokens;
using ChatVideoBot.Bench.Upgrade;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Bench;

/// <summary>One benchmark: its name, a line about it, the options it takes, and how it runs.</summary>
/// <param name="Small">Options under `all`, where nobody wants to wait for the figures of a report.</param>
internal sealed record Benchmark(string Name, string Does, string Options, Func<Order, Task> RunAsync, string Small = "");

/// <summary>The benchmarks by name. A new one is one line here.</summary>
internal static class Benchmarks
{
    private static readonly Benchmark[] All =
    [
        new("clip", "the time of a clip, split by stage; of a cancel", "--clips N --length S", ClipBench.RunAsync),
        new("torch", "a clip beside the same model in PyTorch",
            "--rounds N --lengths S,S --steps N --threads N --checkpoint FOLDER --python PROGRAM", TorchBench.RunAsync,
            "--rounds 3 --lengths 2"),
        new("node", "a clip beside a bare loop of onnxruntime-node", "--rounds N --lengths S,S --steps N --threads N", NodeBench.RunAsync,
            "--rounds 3 --lengths 2"),
        new("skip", "step policies: time saved, frames kept", "--steps N --length S --seeds N", SkipBench.RunAsync, "--seeds 1"),
        new("enlarge", "the upscaler beside ffmpeg's lanczos", "--sides N,N --rounds N --pictures FOLDER", EnlargeBench.RunAsync,
            "--sides 64 --rounds 2"),
        new("film", "a minute: time, memory, drift and joins", "--length S --seed N --prompts N", FilmBench.RunAsync, "--length 12 --prompts 1"),
        new("encode", "a file within its limit beside plain CRF", "--length S --size WxH --rate N", EncodeBench.RunAsync, "--length 4 --size 448x256"),
        new("overlap", "decoding while ffmpeg encodes", "--rounds N --length S", OverlapBench.RunAsync, "--rounds 1 --length 8"),
        new("kept", "pixels that a change leaves alone", "--out FOLDER", KeptBench.RunAsync),
        new("check", "the time of a look at a clip", "--rounds N", CheckBench.RunAsync, "--rounds 5"),
        new("tokenize", "a text ten times as long; beside a peer", "--rounds N", TokenBench.RunAsync, "--rounds 3"),
        new("queue", "cycles, wake-ups: rows for machines", "--redis HOST:PORT --seconds S --in-flight N,N", QueueBench.RunAsync,
            "--seconds 1"),
        new("peers", "the same beside the floor and BullMQ", "--redis HOST:PORT --seconds S --rounds N --in-flight N,N", PeerBench.RunAsync,
            "--seconds 1 --rounds 1"),
        new("depth", "claim, position and memory by jobs waiting", "--redis HOST:PORT --depths N,N", DepthBench.RunAsync,
            "--depths 1000,20000"),
        new("ceiling", "what a job, a clip and a card cost Redis", "--redis HOST:PORT --jobs N --depths N,N", CeilingBench.RunAsync,
            "--jobs 100 --depths 10,100"),
        new("scripts", "the server's time in each script, by command", "--redis HOST:PORT", ScriptBench.RunAsync),
        new("fairness", "jobs served before one's own", "--redis HOST:PORT", FairnessBench.RunAsync),
        new("eta", "told against actual, a replayed day", "--redis HOST:PORT --hours H --second MS --workers N,N", EtaBench.RunAsync,
            "--hours 4"),
        new("ack", "from /imagine to the acknowledgement", "--commands N", AnswerBench.RunAsync),
        new("gateway", "commands answered beside discord.js; a storm", "--commands N --rounds N --shards N,N --messages PER-SECOND", GatewayBench.RunAsync,
            "--commands 400 --rounds 1 --shards 1"),
        new("soak", "a Discord that fails every few seconds", "--minutes M --seed S --every S", SoakBench.RunAsync, "--minutes 1"),
        new("crowd", "many people at once, for minutes", "--users N --minutes M", CrowdBench.RunAsync, "--users 10 --minutes 0.5"),
        new("day", "a day in an hour, with its troubles", "--minutes M --guilds N --members N --bots N --workers N --seed S", DayBench.RunAsync,
            "--minutes 1 --guilds 8 --members 80 --bots 2 --workers 4"),
        new("farline", "workers at the end of a bad line", "--jobs N --lease S --latency MS --loss PERCENT", FarLineBench.RunAsync, "--jobs 12 --lease 3"),
        new("upgrade", "a rolling update from another commit", "--from COMMIT --jobs N", UpgradeBench.RunAsync, "--jobs 30"),
        new("backup", "a copy of the queue, and how long it stands still", "--redis HOST:PORT --jobs N,N", BackupBench.RunAsync, "--jobs 1000"),
        new("chaos", "everything killed: each clip posted once", "--jobs N --seed S", ChaosBench.RunAsync, "--jobs 30"),
    ];

    private static string Usage => $"""
        Usage: dotnet run -c Release --project bench -- [all | NAME] [options]
        {string.Join('\n', All.Select(one => $"  {one.Name,-10}{one.Does,-46}{one.Options}"))}
        Without a name all run, small. --redis uses that server (its data is left alone but for keys vq:{"{"}bench-…{"}"}:, which are deleted
        at the end); otherwise a private one is started. Rows go to standard output, notes to standard error.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var name = args.Length > 0 && !args[0].StartsWith('-') ? args[0] : "all";
        if (name != "all" && All.All(one => one.Name != name))
            return Refuse($"{name}: no such benchmark.");
        Benchmark[] chosen = name == "all" ? All : [All.Single(one => one.Name == name)];
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            var given = Read([.. args.Skip(args.Length > 0 && args[0] == name ? 1 : 0)], chosen);
            foreach (var one in chosen)
            {
                var options = name == "all" ? Read(one.Small.Split(' ', StringSplitOptions.RemoveEmptyEntries), [one]) : [];
                foreach (var (option, value) in given.Where(o => one.Options.Split(' ').Contains(o.Key)))
                    options[option] = value;
                try
                {
                    await one.RunAsync(new Order(options) { Cancel = stop.Token });
                }
                catch (PeerException e)
                {
                    Console.Error.WriteLine($"{one.Name}: {e.Message}");
                    if (name != "all") return 1; // the others need not wait for a peer that is not here
                }
            }
            return Environment.ExitCode; // a benchmark that found something wrong has set it
        }
        catch (OrderException e)
        {
            return Refuse(e.Message);
        }
        catch (RedisException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 130;
        }
    }

    private static Dictionary<string, string> Read(string[] words, Benchmark[] chosen)
    {
        var options = new Dictionary<string, string>();
        for (var i = 0; i < words.Length; i += 2)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal) || !chosen.Any(one => one.Options.Split(' ').Contains(words[i])))
                throw new OrderException($"{words[i]}: no such option.");
            options[words[i]] = i + 1 < words.Length ? words[i + 1] : throw new OrderException($"{words[i]}: its value is missing.");
        }
        return options;
    }

    private static int Refuse(string sentence)
    {
        Console.Error.WriteLine($"{sentence}\n{Usage}");
        return 2;
    }
}

using System.Globalization;
using ChatVideoBot.Bench.Answers;
using ChatVideoBot.Bench.Clips;
using ChatVideoBot.Bench.Queues;
using ChatVideoBot.Bench.Tokens;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bench;

/// <summary>The benchmarks by name, and what they need to run.</summary>
internal static class Benchmarks
{
    private const string Usage = """
        Usage: dotnet run -c Release --project bench -- [all | clip | tokenize | queue | ack] [options]
          clip   the time of a clip, split by stage; of a cancel [--clips N] [--length S]
          tokenize  what a text ten times as long costs
          queue  queue cycles a second against the floor         [--redis HOST:PORT] [--seconds S]
          ack    from /imagine to the acknowledgement            [--commands N]
        Rows are JSON, one a line; without a name all run. --redis uses that server (its data is left alone but for keys vq:{bench-…});
        otherwise a private one is started.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var name = args.Length > 0 && !args[0].StartsWith('-') ? args[0] : "all";
        var options = new Dictionary<string, string>();
        for (var i = name == "all" && (args.Length == 0 || args[0] != "all") ? 0 : 1; i < args.Length; i += 2)
        {
            if (args[i] is not ("--redis" or "--seconds" or "--clips" or "--length" or "--commands") || i + 1 == args.Length)
            {
                Console.Error.WriteLine($"{args[i]}: no such option, or its value is missing.\n{Usage}");
                return 2;
            }
            options[args[i]] = args[i + 1];
        }
        if (name is not ("all" or "clip" or "tokenize" or "queue" or "ack"))
        {
            Console.Error.WriteLine($"{name}: no such benchmark.\n{Usage}");
            return 2;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) => { e.Cancel = true; stop.Cancel(); };
        try
        {
            if (name is "all" or "clip") await ClipBench.RunAsync(Number("--clips", 5), Number("--length", 2), stop.Token);
            if (name is "all" or "tokenize") TokenBench.Run(stop.Token);
            if (name is "all" or "queue") await WithRedisAsync(redis => QueueBench.RunAsync(redis, Number("--seconds", 3), stop.Token));
            if (name is "all" or "ack") await AnswerBench.RunAsync((int)Number("--commands", 200), stop.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 130;
        }

        double Number(string option, double otherwise) =>
            options.TryGetValue(option, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;

        async Task WithRedisAsync(Func<Uri, Task> run)
        {
            if (options.TryGetValue("--redis", out var address))
            {
                await run(new($"redis://{address}"));
                return;
            }
            var folder = Directory.CreateTempSubdirectory("chatvideobot-bench-");
            try
            {
                await using var redis = await PrivateRedis.StartAsync(folder.FullName, stop.Token);
                await run(redis.Url);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }
}

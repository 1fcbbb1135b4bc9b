using System.Diagnostics;
using System.Text.Json;
using ChatVideoBot.Bench.Programs;
using ChatVideoBot.Inference.Tokenizers;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Bench.Tokens;

/// <summary>
/// Our tokenizer and Hugging Face's for JavaScript (the original is Rust's) on the same 2,500 texts, in turn: strings a second, and
/// whose ids are those of the original.
/// </summary>
internal static class TokenRounds
{
    private const int PassesEach = 3; // of one turn

    private static readonly string[] Shapes = ["t5", "umt5", "clip"];

    public static async Task RunAsync(int rounds, CancellationToken cancel)
    {
        var folder = await Npm.InstallAsync("tokenizers", "@huggingface/tokenizers", cancel);
        await using var peer = await JsonProgram.StartAsync("node", [Path.Combine(folder, "tokenizers.mjs")], "install Node.js 20", cancel);
        foreach (var shape in Shapes)
            await RunAsync(Path.Combine(Repository.Root, "tests", "Inference.Tests", "Tokenizers", "shapes", shape), peer, rounds, cancel);
    }

    private static async Task RunAsync(string folder, JsonProgram peer, int rounds, CancellationToken cancel)
    {
        var tokenizer = Tokenizer.Load(Path.Combine(folder, "tokenizer.json"));
        var rows = await ReadAsync(Path.Combine(folder, "golden.jsonl"), cancel);
        var (ours, theirs, ratios) = (new List<double>(), new List<double>(), new List<double>());
        var (ids, peerIds) = (Array.Empty<int[]>(), Array.Empty<int[]?>());
        for (var round = -1; round <= rounds; round++) // the first two warm up
        {
            var passes = new List<double>();
            for (var pass = 0; pass < PassesEach; pass++)
            {
                var started = Stopwatch.GetTimestamp();
                ids = [.. rows.Select(row => tokenizer.Encode(row.Text))];
                passes.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            }
            var answer = await peer.AskAsync(new { folder, passes = PassesEach }, cancel);
            peerIds = answer.GetProperty("ids").Deserialize<int[]?[]>()!;
            if (round < 1) continue;
            ours.Add(rows.Count / Row.Median(passes));
            theirs.Add(rows.Count / Row.Median(answer.GetProperty("seconds").EnumerateArray().Select(one => one.GetDouble())));
            ratios.Add(ours[^1] / theirs[^1]);
        }
        Row.Write(new
        {
            bench = "tokenize",
            shape = Path.GetFileName(folder),
            texts = rows.Count,
            strings_a_second = Math.Round(Row.Median(ours)),
            peer = $"@huggingface/tokenizers {peer.Ready.GetProperty("version")}",
            peer_strings_a_second = Math.Round(Row.Median(theirs)),
            times_the_peer = Math.Round(Row.Median(ratios), 2),
            ids_differ = Count(i => !Same(ids[i], peerIds[i])),
            ours_wrong = Count(i => !Same(ids[i], rows[i].Ids)),
            peer_wrong = Count(i => !Same(peerIds[i], rows[i].Ids)),
        });
        foreach (var i in Enumerable.Range(0, rows.Count).Where(i => !Same(peerIds[i], rows[i].Ids)).Take(3))
            Row.Note($"the peer differs from the original: {JsonSerializer.Serialize(rows[i].Text)}: {Text(peerIds[i])}, not {Text(rows[i].Ids)}");

        int Count(Func<int, bool> wrong) => Enumerable.Range(0, rows.Count).Count(wrong);
    }

    private static bool Same(int[]? left, int[]? right) => left.AsSpan().SequenceEqual(right);

    private static string Text(int[]? ids) => ids is null ? "an error" : $"[{string.Join(", ", ids.Take(20))}]";

    /// <summary>Texts with the ids of the original.</summary>
    private static async Task<List<(string Text, int[] Ids)>> ReadAsync(string file, CancellationToken cancel) =>
        [.. (await File.ReadAllLinesAsync(file, cancel)).Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .Select(row => (row.GetProperty("text").GetString()!, row.GetProperty("ids").Deserialize<int[]>()!))];
}

using System.Text.Json;
using ChatVideoBot.Bench.Programs;
using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Bench.Clips;

/// <summary>One side of a comparison: a process that makes clips of the shipped model.</summary>
/// <param name="Request">What it is asked for a clip.</param>
internal sealed record ClipSide(string Name, JsonProgram Program, Func<ClipCase, object> Request);

/// <summary>One clip, the same for all sides; each has its own noise.</summary>
internal sealed record ClipCase(string Prompt, int Seconds, long Seed)
{
    /// <summary>17 for 2 seconds: 8 a second, a first one alone and then fours.</summary>
    public int Frames => 8 * Seconds + 1;
}

/// <summary>
/// Ours and others make the same clips in turn, several rounds, in another order each: what disturbs the machine disturbs all. Before that
/// each is held against the model's golden frames. Figures are medians of the rounds, ratios the medians of each round's ratio.
/// </summary>
internal static class ClipRounds
{
    /// <summary>The largest difference from the golden frames that the model's README allows, by their largest value.</summary>
    private const double Tolerance = 5e-3;

    private static readonly string[] Prompts =
        ["a red ball bouncing in the desert", "a cat moving left on the grass, the camera zooms in", "a rocket flying up in space"];

    /// <param name="others">Those beside ours.</param>
    public static async Task RunAsync(string bench, Order order, JsonProgram ours, params ClipSide[] others)
    {
        if (!await AgreeAsync(bench, others, order.Cancel))
        {
            Row.Note($"{bench}: they do not compute the same, so their times say nothing.");
            Environment.ExitCode = 1;
            return;
        }
        ClipSide[] sides = [new("ours", ours, one => one), .. others];
        var lengths = order.List("--lengths", 2, 4);
        foreach (var side in sides)
            Row.Write(new { bench, side = side.Name, ready = side.Program.Ready });
        foreach (var length in lengths)
        {
            var seen = sides.ToDictionary(side => side.Name, _ => new List<JsonElement>());
            var rounds = order.Whole("--rounds", 7);
            for (var round = -1; round <= rounds; round++) // the first two warm up
            {
                var clip = new ClipCase(Prompts[Math.Abs(round) % Prompts.Length], length, round + 1);
                foreach (var side in round % 2 == 0 ? sides : sides.Reverse())
                {
                    var answer = await side.Program.AskAsync(side.Request(clip), order.Cancel);
                    if (answer.GetProperty("frames").GetInt32() != clip.Frames)
                        throw new PeerException($"{side.Name} made {answer.GetProperty("frames")} frames, not {clip.Frames}.");
                    if (round > 0) seen[side.Name].Add(answer);
                }
            }
            foreach (var side in sides)
                Write(bench, length, side.Name, seen[side.Name], seen["ours"]);
        }
    }

    private static void Write(string bench, int length, string side, List<JsonElement> clips, List<JsonElement> ours)
    {
        double Median(string part) => Row.Median(clips.Select(clip => Value(clip, part)));
        Row.Write(new
        {
            bench,
            clip_s = length,
            side,
            rounds = clips.Count,
            whole_s = Math.Round(Median("whole_s"), 4),
            best_s = Math.Round(Best(clips), 4),
            text_s = Math.Round(Median("text_s"), 4),
            denoiser_s = Math.Round(Median("denoiser_s"), 4),
            vae_s = Math.Round(Median("vae_s"), 4),
            processor_s = Math.Round(Median("processor_s"), 4),
            times_ours = Math.Round(Row.Median(clips.Zip(ours, (one, our) => Value(one, "whole_s") / Value(our, "whole_s"))), 3),
            best_times_ours = Math.Round(Best(clips) / Best(ours), 3),
            denoiser_times_ours = Math.Round(
                Row.Median(clips.Zip(ours, (one, our) => Value(one, "denoiser_s") / Value(our, "denoiser_s"))), 3),
            outside_graphs = Math.Round(Row.Median(clips.Select(Outside)), 4), // share of the whole
            peak_mib = Math.Round(clips.Max(clip => Value(clip, "peak_mib"))),
        });
    }

    /// <summary>The share of the time that is in none of the parts.</summary>
    private static double Outside(JsonElement clip) =>
        1 - (Value(clip, "text_s") + Value(clip, "denoiser_s") + Value(clip, "vae_s")) / Value(clip, "whole_s");

    /// <summary>The time of the round that was disturbed least.</summary>
    private static double Best(List<JsonElement> clips) => clips.Min(clip => Value(clip, "whole_s"));

    private static double Value(JsonElement clip, string part) => clip.GetProperty(part).GetDouble();

    /// <summary>Each side's golden cases, from their noise to their frames; ours by the command "replay".</summary>
    private static async Task<bool> AgreeAsync(string bench, ClipSide[] others, CancellationToken cancel)
    {
        var agree = true;
        foreach (var folder in Directory.GetDirectories(Path.Combine(ModelsFolder.Resolve(""), "golden")).Order())
        {
            await using var replay = await JsonProgram.StartAsync(
                "dotnet", [typeof(ModelsFolder).Assembly.Location, "replay", folder], "put .NET's dotnet into the path", cancel);
            var errors = new Dictionary<string, double> { ["ours"] = Value(replay.Ready, "frames") };
            foreach (var side in others)
                errors[side.Name] = Value(await side.Program.AskAsync(new { golden = folder }, cancel), "frames");
            Row.Write(new { bench, golden = Path.GetFileName(folder), largest_difference_of_frames = errors });
            agree &= errors.Values.All(error => error <= Tolerance);
        }
        return agree;
    }
}

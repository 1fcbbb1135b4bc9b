using System.Text.Json;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Replay;

namespace ChatVideoBot.Inference.CommandLine;

/// <summary><c>replay MODEL/golden/CASE</c>: one JSON line with the error of each stage.</summary>
internal static class ReplayCommand
{
    public static async Task RunAsync(IEnumerable<string> line, CancellationToken cancel)
    {
        var folder = Path.GetFullPath(Arguments.Read(line).Exactly(1, "replay models/pocket/golden/square")[0]);
        var golden = GoldenCase.Read(folder);
        var model = Path.GetDirectoryName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder)))
            ?? throw new UsageException($"{folder} is not in the folder \"golden\" of a model.");
        var options = new InferenceOptions();
        using var loaded = LoadedModel.Load(model, options);
        Console.WriteLine(JsonSerializer.Serialize(await GoldenReplay.RunAsync(loaded, golden, options, cancel)));
    }
}

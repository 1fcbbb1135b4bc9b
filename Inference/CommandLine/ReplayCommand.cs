using System.Text.Json;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Replay;

namespace ChatVideoBot.Inference.CommandLine;

/// <summary><c>replay MODEL/golden/CASE</c>: one JSON line with the error of each stage; exit code 1 where one is past its tolerance.</summary>
internal static class ReplayCommand
{
    private static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static async Task RunAsync(IEnumerable<string> line, CancellationToken cancel)
    {
        var named = Arguments.Read(line).Exactly(1, "replay models/pocket/golden/square")[0];
        if (named.Length == 0 || named.Contains('\0'))
            throw new UsageException("replay needs a folder, for example models/pocket/golden/square.");
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(named));
        var golden = GoldenCase.Read(folder);
        var model = Path.GetDirectoryName(Path.GetDirectoryName(folder))
            ?? throw new UsageException($"{folder} is not in the folder \"golden\" of a model.");
        var options = new InferenceOptions();
        using var loaded = LoadedModel.Load(model, options);
        var report = await GoldenReplay.RunAsync(loaded, golden, options, cancel);
        Console.WriteLine(JsonSerializer.Serialize(report, SnakeCase));
        if (!report.Passed)
            throw new ModelException($"{report.Case}: past tolerance: {string.Join(", ", report.Failed())}.");
    }
}

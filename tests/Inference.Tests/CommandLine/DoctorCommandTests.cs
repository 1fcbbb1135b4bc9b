using System.Diagnostics;
using System.Text.Json.Nodes;
using ChatVideoBot.Inference.Tests.Clips;

namespace ChatVideoBot.Inference.Tests.CommandLine;

/// <summary>A worker's part of the doctor, in a process of its own, over set-ups that are broken on purpose.</summary>
public sealed class DoctorCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chatvideobot-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Where_all_is_well_it_says_so()
    {
        var (code, found) = await AskAsync();

        Assert.Equal(0, code);
        foreach (var what in (string[])["worker settings", "onnx runtime", "model"]) Assert.Contains(found, one => one.What == what && one.Health == "ok");
        Assert.DoesNotContain(found, one => one.Health == "broken");
    }

    [Theory]
    [InlineData("Inference__ModelFolder", "/nowhere", "model", "broken", "give its path: generate takes --model FOLDER, the worker the setting Inference:ModelFolder")]
    [InlineData("Inference__Threads", "many", "worker settings", "broken", "Failed to convert configuration value 'many' at 'Inference:Threads'")]
    [InlineData("Inference__Crf", "99", "worker settings", "broken", "between 1 and 51")]
    [InlineData("Worker__StuckAfter", "00:00:01", "worker settings", "ok", "can be used")]
    [InlineData("Inference__Devices__0", "cuda:999", "device cuda:999", "broken", "Inference:")]
    [InlineData("Queue__DefaultModel", "wan", "model", "look", "set Queue:DefaultModel to pocket")]
    public async Task A_set_up_that_is_broken(string setting, string value, string what, string health, string told)
    {
        var (code, found) = await AskAsync((setting, value));

        Assert.Contains(found, one => one.What == what && one.Health == health && one.Sentence.Contains(told, StringComparison.Ordinal));
        Assert.Equal(health == "broken" ? 1 : 0, code);
    }

    [Fact]
    public async Task A_model_whose_file_is_cut_off()
    {
        var copy = Path.Combine(_folder, "copy");
        foreach (var file in Directory.EnumerateFiles(Pocket.Folder, "*", SearchOption.AllDirectories).Where(file => !file.Contains("/golden/", StringComparison.Ordinal)))
        {
            var to = Path.Combine(copy, Path.GetRelativePath(Pocket.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        using (var graph = File.OpenWrite(Path.Combine(copy, "transformer", "model.onnx"))) graph.SetLength(graph.Length / 2);

        var (code, found) = await AskAsync(("Inference__ModelFolder", copy));

        Assert.Equal(1, code);
        var model = found.First(one => one.What == "model");
        Assert.Equal("broken", model.Health);
        Assert.Contains("transformer/model.onnx", model.Sentence);
        Assert.Contains($"Inference:ModelFolder is {copy}", model.Sentence);
    }

    [Fact]
    public async Task For_people_it_is_a_list()
    {
        var (code, said) = await RunAsync(["doctor"]);

        Assert.Equal(0, code);
        Assert.Contains("ok     model: pocket: pocket, text and image to video", said);
    }

    private async Task<(int Code, IReadOnlyList<(string What, string Health, string Sentence)> Found)> AskAsync(params (string Name, string Value)[] environment)
    {
        var (code, said) = await RunAsync(["doctor", "--json"], environment);
        return (code, [.. JsonNode.Parse(said)!.AsArray().Select(one => (Of(one!, "what"), Of(one!, "health"), Of(one!, "sentence")))]);

        static string Of(JsonNode one, string field) => one[field]!.GetValue<string>();
    }

    private async Task<(int Code, string Said)> RunAsync(string[] command, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ChatVideoBot.Inference.dll"), .. command])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, said);
    }
}

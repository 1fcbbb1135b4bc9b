using System.Diagnostics;
using System.Text.Json;
using ChatVideoBot.Inference.Tests.Clips;
using ChatVideoBot.Inference.Tests.Video;

namespace ChatVideoBot.Inference.Tests.CommandLine;

/// <summary>The program as it is started, in a process of its own.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chatvideobot-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Generate_writes_a_clip_and_says_what_it_made()
    {
        var file = Path.Combine(_folder, "clip.mp4");

        var (code, output, errors) = await RunAsync("", "generate", "a red ball", "--seconds", "0.5", "--seed=7", "--steps", "4", "-o", file);

        Assert.Equal((0, ""), (code, errors));
        Assert.StartsWith($"{file}: 256x256, 5 frames at 8/s", output, StringComparison.Ordinal);
        var probe = await MediaTool.ProbeAsync(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal("made by AI; model: pocket; seed: 7; prompt: a red ball", probe["TAG:comment"]);
        Assert.Equal([file], Directory.EnumerateFiles(_folder));
    }

    [Theory]
    [InlineData(2, "--sekonds: there is no such option; there are --image,", "generate", "a", "--sekonds", "2", "-o", "x.mp4")]
    [InlineData(2, "--steps: \"many\" is not a whole number, such as 16.", "generate", "a", "--steps", "many", "-o", "x.mp4")]
    [InlineData(2, "--guidance: 999 is not possible; it is 0 to 100 (1 and less = none): the nearest is 100.", "generate", "a", "--guidance", "999", "-o", "x.mp4")]
    [InlineData(2, "--seed needs a value.", "generate", "a", "-o", "x.mp4", "--seed")]
    [InlineData(2, "--seed stands twice.", "generate", "a", "--seed", "1", "--seed", "2", "-o", "x.mp4")]
    [InlineData(2, "-o is missing:", "generate", "a")]
    [InlineData(2, "2 words are given, 1 needed:", "generate", "a", "cat", "-o", "x.mp4")]
    [InlineData(2, "--image: nix.png cannot be read.", "generate", "a", "--image", "nix.png", "-o", "x.mp4")]
    [InlineData(2, "-o: the folder /nowhere does not exist.", "generate", "a", "-o", "/nowhere/x.mp4")]
    [InlineData(2, "--seconds: \"abc\" is not a number.", "generate", "a", "--seconds", "abc", "-o", "x.mp4")]
    [InlineData(2, "-o: . is no name for a clip;", "generate", "a", "-o", ".")]
    [InlineData(2, "-o: x.avi is no name for a clip;", "generate", "a", "-o", "x.avi")]
    [InlineData(2, "2 words are given, 1 needed:", "generate", "-o", "x.mp4", "--", "-a", "-b")]
    [InlineData(2, "--seconds: 600 is more than 60.", "generate", "a", "--seconds", "600", "-o", "x.mp4")]
    [InlineData(2, "prompt: say what should be seen", "generate", "", "-o", "x.mp4")]
    [InlineData(1, "No model folder \"nix\" was found", "generate", "a", "--model", "nix", "-o", "x.mp4")]
    [InlineData(2, "dance: there is no such command;", "dance")]
    [InlineData(2, "models needs something else:", "models", "sell")]
    [InlineData(1, "case.json is missing in /tmp", "replay", "/tmp")]
    public async Task What_cannot_be_done_is_one_sentence(int code, string sentence, params string[] arguments)
    {
        var run = await RunAsync("", arguments);

        Assert.Equal((code, ""), (run.Code, run.Output));
        Assert.StartsWith(sentence, run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.TrimEnd().Split('\n'));
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public async Task Models_are_listed_and_checked()
    {
        var (_, list, _) = await RunAsync("", "models", "list");
        Assert.StartsWith("pocket: pocket, text and image to video, about 64x64 pixels in multiples of 16, 8 frames a second", list, StringComparison.Ordinal);

        var (code, check, _) = await RunAsync("", "models", "check", Pocket.Folder);
        Assert.Equal(0, code);
        Assert.Contains("transformer/model.onnx: latents = hidden_states Float[?,16,?,?,?], condition = condition", check, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_is_added_by_a_link_then_listed_and_used_by_its_name()
    {
        var models = Path.Combine(_folder, "models");
        Directory.CreateDirectory(models);
        Directory.CreateSymbolicLink(Path.Combine(models, "gone"), "/nowhere");
        var family = Families.FamilyFolders.Of("svd");

        var (code, added, errors) = await RunAsync("", "models", "add", family, "--link", "--name", "tiny");
        var (_, list, _) = await RunAsync("", "models", "list");
        var twice = await RunAsync("", "models", "add", family, "--name=tiny");

        Assert.Equal((0, ""), (code, errors));
        Assert.StartsWith("tiny: Stable Video Diffusion, image to video, ", added, StringComparison.Ordinal);
        Assert.Contains("unet/model.onnx: latents = sample Float[?,?,8,?,?]", added, StringComparison.Ordinal);
        Assert.StartsWith($"gone: cannot work: it is a link to /nowhere, which is not there; put that back, or remove {models}/gone.\ntiny: Stable Video", list, StringComparison.Ordinal);
        Assert.Equal((1, $"\"tiny\" is in {models} already; give another name with --name, or remove {models}/tiny first.\n"), (twice.Code, twice.Errors));
    }

    [Fact]
    public async Task Replay_prints_one_line_of_JSON()
    {
        var (code, output, _) = await RunAsync("", "replay", Path.Combine(Pocket.Folder, "golden", "wide"));

        Assert.Equal(0, code);
        using var report = JsonDocument.Parse(Assert.Single(output.TrimEnd().Split('\n')));
        Assert.InRange(report.RootElement.GetProperty("frames").GetDouble(), 0, 5e-3);
        Assert.InRange(report.RootElement.GetProperty("steps").GetDouble(), 0, 1e-3);
        Assert.True(report.RootElement.GetProperty("passed").GetBoolean());
    }

    [Fact]
    public async Task Replay_past_tolerance_names_the_stage_and_ends_with_1()
    {
        var model = Path.Combine(_folder, "model"); // the weights of the model that ships, and a case whose steps are of another noise
        foreach (var part in (string[])["scheduler", "text_encoder", "tokenizer", "transformer", "vae_decoder", "vae_encoder"])
            Directory.CreateSymbolicLink(Path.Combine(Directory.CreateDirectory(model).FullName, part), Path.Combine(Pocket.Folder, part));
        File.Copy(Path.Combine(Pocket.Folder, "model_index.json"), Path.Combine(model, "model_index.json"));
        var golden = Directory.CreateDirectory(Path.Combine(model, "golden", "square")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Pocket.Folder, "golden", "square")))
            File.Copy(file, Path.Combine(golden, Path.GetFileName(file)));
        var noise = await File.ReadAllBytesAsync(Path.Combine(golden, "noise.npy"), TestContext.Current.CancellationToken);
        noise.AsSpan(^400..).Clear();
        await File.WriteAllBytesAsync(Path.Combine(golden, "noise.npy"), noise, TestContext.Current.CancellationToken);

        var (code, output, errors) = await RunAsync("", "replay", golden);

        Assert.Equal(1, code);
        Assert.Contains("\"passed\":false", output, StringComparison.Ordinal);
        Assert.Equal("model/square: past tolerance: steps, frames.", errors.TrimEnd());
        Directory.Delete(model, recursive: true);
    }

    [Fact]
    public async Task Tokenize_answers_every_line()
    {
        var file = Path.Combine(Pocket.Folder, "golden", "tokens.jsonl");
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);

        var (code, output, _) = await RunAsync(string.Join('\n', lines), "tokenize", Path.Combine(Pocket.Folder, "tokenizer", "tokenizer.json"));

        Assert.Equal(0, code);
        Assert.Equal(lines.Select(Ids), output.TrimEnd().Split('\n').Select(Ids));
        var bad = await RunAsync("{\"text\":\"a\"}\nnonsense\n", "tokenize", Path.Combine(Pocket.Folder, "tokenizer", "tokenizer.json"));
        Assert.Equal((1, "Line 2 is not {\"text\": \"…\"}.\n"), (bad.Code, bad.Errors));
    }

    [Fact]
    public async Task An_interrupt_ends_it_cleanly()
    {
        var file = Path.Combine(_folder, "clip.mp4");
        using var process = Start("generate", "a red ball", "--seconds", "10", "--steps", "200", "-o", file);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await WaitForModelAsync(process.Id);

        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Equal((130, "Cancelled.\n"), (process.ExitCode, await errors));
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public async Task An_interrupt_ends_tokenize_while_it_waits_for_a_line()
    {
        using var process = Start("tokenize", Path.Combine(Pocket.Folder, "tokenizer", "tokenizer.json"));
        await process.StandardInput.WriteLineAsync("{\"text\":\"a\"}");
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Equal(130, process.ExitCode); // its standard input is still open
    }

    [Fact]
    public async Task Without_a_temporary_folder_it_says_so()
    {
        var (code, _, errors) = await RunAsync("", StartWith(
            "TMPDIR", "/nowhere", "generate", "a red ball", "--seconds", "0.5", "--steps", "1", "-o", Path.Combine(_folder, "clip.mp4")));

        Assert.Equal((1, "No temporary folder can be made in /nowhere/: make room there, or set TMPDIR.\n"), (code, errors));
    }

    /// <summary>Until the process has ONNX Runtime in its memory: then its signals are handled and the work has begun.</summary>
    private static async Task WaitForModelAsync(int id)
    {
        var until = DateTime.UtcNow.AddMinutes(1);
        while (!(await File.ReadAllTextAsync($"/proc/{id}/maps", TestContext.Current.CancellationToken)).Contains("libonnxruntime", StringComparison.Ordinal))
        {
            Assert.True(DateTime.UtcNow < until, "It did not begin.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static string Ids(string line) => JsonDocument.Parse(line).RootElement.GetProperty("ids").GetRawText().Replace(" ", "", StringComparison.Ordinal);

    private Task<(int Code, string Output, string Errors)> RunAsync(string input, params string[] arguments) => RunAsync(input, Start(arguments));

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string input, Process started)
    {
        using var process = started;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }

    private Process Start(params string[] arguments) => StartWith("LANG", "C", arguments);

    private Process StartWith(string variable, string value, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ChatVideoBot.Inference.dll"), .. arguments])
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[variable] = value;
        return Process.Start(start)!;
    }
}

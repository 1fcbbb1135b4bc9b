using System.Globalization;
using ChatVideoBot.Inference.Planning;
using ChatVideoBot.Queue;
using Spectre.Console;

namespace ChatVideoBot.Inference.CommandLine;

/// <summary><c>generate "prompt" -o clip.mp4</c>: a clip without a queue.</summary>
internal static class GenerateCommand
{
    public const string Usage =
        "generate [\"prompt\"] [--image F] [--seconds S | --frames N] [--seed N] [--aspect W:H | --size WxH] [--negative T] [--steps N] [--guidance G] [--model FOLDER] -o clip.mp4";

    private static readonly string[] Options =
        ["--image", "--seconds", "--frames", "--seed", "--aspect", "--size", "--negative", "--steps", "--guidance", "--model", "-o"];

    /// <summary>What a plan's sentence begins with where an option here is meant.</summary>
    private static readonly string[] Planned = ["seconds", "frames", "aspect", "size", "negative", "steps", "guidance"];

    private const long MostPictureBytes = 256L * 1024 * 1024;

    public static async Task RunAsync(IEnumerable<string> line, CancellationToken cancel)
    {
        var arguments = Arguments.Read(line, Options);
        var output = arguments.Text("-o") ?? throw new UsageException($"-o is missing: {Usage}.");
        var request = new ClipRequest
        {
            Prompt = arguments.Words.Count == 0 ? "" : arguments.Exactly(1, Usage)[0], // Stable Video Diffusion reads no words
            Negative = arguments.Text("--negative") ?? "",
            Aspect = arguments.Text("--aspect") ?? "",
            Seconds = arguments.Number("--seconds", 2, double.MinValue, double.MaxValue), // the plan knows the model's limits
            Seed = arguments.Whole("--seed", Random.Shared.NextInt64(1, 1_000_000_000), long.MinValue, long.MaxValue),
        };
        var exact = new ExactClip
        {
            Size = ClipSize.Read(arguments.Text("--size")),
            Frames = arguments.Whole("--frames"),
            Steps = arguments.Whole("--steps"),
            Guidance = arguments.Number("--guidance"),
        };
        if (exact.Size is not null && request.Aspect.Length > 0)
            throw new UsageException("--size and --aspect are both given; give one of them.");
        if (exact.Frames is not null && arguments.Text("--seconds") is not null)
            throw new UsageException("--frames and --seconds are both given; give one of them.");
        var picture = arguments.Text("--image") is { } file ? await ReadPictureAsync(file, cancel) : [];
        CheckOutput(output);

        using var maker = ClipMaker.Load(Model(arguments), new InferenceOptions());
        var clip = await MakeAsync(maker, request, picture, exact, cancel);
        await WriteAsync(output, clip.Mp4, cancel);
        foreach (var note in clip.Notes)
            Console.Error.WriteLine(note);
        Console.WriteLine(Summary(output, request, clip));
    }

    private static string Model(Arguments arguments) => arguments.Text("--model") is not { } model ? ""
        : model.Trim().Length > 0 ? model : throw new UsageException("--model: \"\" is no folder; leave it out for models/pocket.");

    private static void CheckOutput(string output)
    {
        if (output.Length == 0 || output.Contains('\0') || Directory.Exists(output) || !output.EndsWith(".mp4", StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"-o: {(output.Length == 0 ? "\"\"" : output)} is no name for a clip; give a file that ends in .mp4.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(output))!;
        if (!Directory.Exists(folder))
            throw new UsageException($"-o: the folder {folder} does not exist.");
    }

    private static async Task<byte[]> ReadPictureAsync(string file, CancellationToken cancel)
    {
        if (file.Length == 0)
            throw new UsageException("--image: \"\" is no file; leave it out to begin without a picture.");
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > MostPictureBytes } large)
                throw new ClipRefusedException(FailureStage.Picture, $"--image: {file} has {large.Length} bytes, more than {MostPictureBytes}: make it smaller.");
            return await File.ReadAllBytesAsync(file, cancel) is { Length: > 0 } picture
                ? picture
                : throw new ClipRefusedException(FailureStage.Picture, $"--image: {file} is empty (0 bytes).");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--image: {file} cannot be read.");
        }
    }

    /// <summary>Whole or not at all: a clip that could not be written leaves the old file.</summary>
    private static async Task WriteAsync(string output, byte[] clip, CancellationToken cancel)
    {
        var part = $"{output}.{Environment.ProcessId}.part";
        try
        {
            await File.WriteAllBytesAsync(part, clip, cancel);
            File.Move(part, output, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"-o: {output} cannot be written: {e.Message}", e);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <exception cref="UsageException">The plan refused the value of an option, which is named as it was typed.</exception>
    private static async Task<MadeClip> MakeAsync(ClipMaker maker, ClipRequest request, byte[] picture, ExactClip exact, CancellationToken cancel)
    {
        try
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
            if (!console.Profile.Capabilities.Interactive || Console.IsErrorRedirected)
                return await maker.MakeAsync(request, picture, null, cancel, exact);
            return await console.Progress().AutoClear(true).StartAsync(bars =>
            {
                var bar = bars.AddTask("Prompt", maxValue: 1);
                return maker.MakeAsync(request, picture, new Bar(bar), cancel, exact);
            });
        }
        catch (ClipRefusedException e) when (Planned.Any(o => e.Message.StartsWith(o + ":", StringComparison.Ordinal)))
        {
            throw new UsageException("--" + e.Message);
        }
    }

    private static string Summary(string output, ClipRequest request, MadeClip clip)
    {
        var (info, time) = (clip.Info, clip.Timings);
        return string.Create(CultureInfo.InvariantCulture,
            $"{output}: {info.WidthPixels}x{info.HeightPixels}, {info.Frames} frames at {info.FramesPerSecond}/s, {clip.Mp4.Length / 1024.0:0} KiB, seed {request.Seed}, "
            + $"{time.Whole.TotalSeconds:0.0} s (text {time.TextEncoder.TotalSeconds:0.00}, picture {time.Picture.TotalSeconds:0.00}, denoiser {time.Denoiser.TotalSeconds:0.00}, "
            + $"VAE {time.Vae.TotalSeconds:0.00}, ffmpeg {time.Encode.TotalSeconds:0.00}, rest {time.Rest.TotalSeconds:0.00})");
    }

    /// <summary>Progress into a bar at once: <see cref="Progress{T}"/> would post it to other threads, out of order.</summary>
    private sealed class Bar(ProgressTask bar) : IProgress<ClipProgress>
    {
        public void Report(ClipProgress value)
        {
            bar.Description = value.Stage.ToString();
            bar.Value = value.Fraction;
        }
    }
}

using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using ChatVideoBot.Inference.Films;
using ChatVideoBot.Inference.Planning;
using ChatVideoBot.Queue;
using Spectre.Console;

namespace ChatVideoBot.Inference.CommandLine;

/// <summary>What every command that makes a clip has in common: its model, seed, file, progress and how it tells what it made.</summary>
internal static class ClipCommand
{
    /// <summary>The options of all of them that take a value.</summary>
    public static readonly string[] Options = ["--seed", "--negative", "--style", "--motion", "--camera", "--fps", "--steps", "--guidance", "--model", "--upscale", "--resume", "-o"];

    /// <summary>Those that take none.</summary>
    public static readonly string[] Flags = ["--smooth", "--private", "--json"];

    public const string Usage = "[--seed N] [--negative T] [--style T] [--motion 0..4] [--camera MOVE] [--fps 8..24] [--steps N] [--guidance G] [--upscale 2|3|4] [--smooth] [--private] [--model FOLDER] [--resume FOLDER] [--json] -o clip.mp4";

    /// <summary>What a sentence begins with where an option here is meant.</summary>
    private static readonly string[] Planned = ["seconds", "frames", "aspect", "size", "negative", "steps", "guidance", "strength", "upscale", "loop", "style", "motion", "camera", "fps"];

    private const long MostBytes = 256L * 1024 * 1024;

    private static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The request with what all of the commands take.</summary>
    public static ClipRequest With(Arguments arguments, ClipRequest request) => request with
    {
        Negative = arguments.Text("--negative") ?? "",
        Seed = arguments.Whole("--seed", Random.Shared.NextInt64(1, 1_000_000_000), long.MinValue, long.MaxValue),
        Style = request.Shots.Count > 0 ? "" : arguments.Text("--style") ?? "", // of a storyboard it is the words that all shots share
        Motion = arguments.Whole("--motion"),
        Camera = arguments.Text("--camera") ?? "",
        FramesPerSecond = arguments.Number("--fps") ?? 0,
        Upscale = arguments.Whole("--upscale") ?? request.Upscale,
        Smooth = arguments.Flag("--smooth"),
        IsPrivate = arguments.Flag("--private"),
    };

    public static ExactClip Exact(Arguments arguments) => new()
    {
        Steps = arguments.Whole("--steps"),
        Guidance = arguments.Number("--guidance"),
    };

    /// <summary>A file that is named by an option or a word; empty for none.</summary>
    /// <param name="name">"--image", or what the word is: "the clip".</param>
    public static async Task<byte[]> ReadAsync(string name, string? file, CancellationToken cancel)
    {
        if (file is null)
            return [];
        if (file.Length == 0)
            throw new UsageException($"{name}: \"\" is no file; leave it out to begin without.");
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > MostBytes } large)
                throw new ClipRefusedException(FailureStage.Picture, $"{name}: {file} has {large.Length} bytes, more than {MostBytes}: make it smaller.");
            return await File.ReadAllBytesAsync(file, cancel) is { Length: > 0 } bytes
                ? bytes
                : throw new ClipRefusedException(FailureStage.Picture, $"{name}: {file} is empty (0 bytes).");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"{name}: {file} cannot be read.");
        }
    }

    /// <summary>The file to write.</summary>
    /// <exception cref="UsageException">None is named, or it cannot be one.</exception>
    public static string Output(Arguments arguments, string usage)
    {
        var output = arguments.Text("-o") ?? throw new UsageException($"-o is missing: {usage}.");
        if (output.Length == 0 || output.Contains('\0') || Directory.Exists(output) || !output.EndsWith(".mp4", StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"-o: {(output.Length == 0 ? "\"\"" : output)} is no name for a clip; give a file that ends in .mp4.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(output))!;
        return Directory.Exists(folder) ? output : throw new UsageException($"-o: the folder {folder} does not exist.");
    }

    public static string Model(Arguments arguments) => arguments.Text("--model") is not { } model ? ""
        : model.Trim().Length > 0 ? model : throw new UsageException("--model: \"\" is no folder; leave it out for models/pocket.");

    /// <summary>Where a long clip's finished windows are kept: a folder that is made where it is not there.</summary>
    public static ISegmentStore? Segments(Arguments arguments)
    {
        if (arguments.Text("--resume") is not { } folder)
            return null;
        try
        {
            return new FolderSegments(Directory.CreateDirectory(folder).FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--resume: {folder} is no folder that can be written to.");
        }
    }

    /// <summary>Makes one clip, writes it and says so.</summary>
    public static async Task RunAsync(Arguments arguments, string output, ClipRequest request, ClipSources sources, ExactClip exact, CancellationToken cancel)
    {
        var segments = Segments(arguments);
        using var maker = ClipMaker.Load(Model(arguments), new InferenceOptions());
        await MakeAsync(maker, arguments, output, request, sources, exact, segments, cancel);
    }

    public static async Task MakeAsync(
        ClipMaker maker, Arguments arguments, string output, ClipRequest request, ClipSources sources, ExactClip exact, ISegmentStore? segments, CancellationToken cancel)
    {
        var clip = await MakeAsync(maker, request, sources, exact, segments, cancel);
        await WriteAsync(output, clip.Mp4, cancel);
        foreach (var note in clip.Notes.Where(_ => !arguments.Flag("--json")))
            Console.Error.WriteLine(note);
        Console.WriteLine(arguments.Flag("--json") ? Json(output, request, clip) : Summary(output, request, clip));
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
    private static async Task<MadeClip> MakeAsync(ClipMaker maker, ClipRequest request, ClipSources sources, ExactClip exact, ISegmentStore? segments, CancellationToken cancel)
    {
        try
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
            if (!console.Profile.Capabilities.Interactive || Console.IsErrorRedirected)
                return await maker.MakeAsync(request, sources, null, cancel, exact, segments);
            return await console.Progress().AutoClear(true).StartAsync(bars =>
            {
                var bar = bars.AddTask("Prompt", maxValue: 1);
                return maker.MakeAsync(request, sources, new Bar(bar), cancel, exact, segments);
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
            $"{output}: {info.WidthPixels}x{info.HeightPixels}, {info.Frames} frames at {info.FramesPerSecond:0.###}/s, {clip.Mp4.Length / 1024.0:0} KiB, seed {request.Seed}, "
            + $"{time.Whole.TotalSeconds:0.0} s (text {time.TextEncoder.TotalSeconds:0.00}, picture {time.Picture.TotalSeconds:0.00}, denoiser {time.Denoiser.TotalSeconds:0.00}, "
            + $"VAE {time.Vae.TotalSeconds:0.00}, ffmpeg {time.Encode.TotalSeconds:0.00}, rest {time.Rest.TotalSeconds:0.00})");
    }

    private static string Json(string output, ClipRequest request, MadeClip clip) => JsonSerializer.Serialize(new
    {
        File = output,
        Bytes = clip.Mp4.Length,
        clip.Info.WidthPixels,
        clip.Info.HeightPixels,
        clip.Info.Frames,
        clip.Info.FramesPerSecond,
        clip.Info.Model,
        request.Seed,
        Seconds = Math.Round(clip.Timings.Whole.TotalSeconds, 3),
        clip.Info.Verdict,
        clip.Notes,
    }, SnakeCase);

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

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ChatVideoBot.Bench.Programs;
using ChatVideoBot.Inference;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bench.Clips;

/// <summary>Our side of a comparison, a process of its own as the others are: its memory and its threads are not the bench's.</summary>
internal static class OurClips
{
    /// <summary>With this word in front the bench is that process.</summary>
    public const string Word = "serve-clips";

    public static Task<JsonProgram> StartAsync(ClipSettings settings, CancellationToken cancel) => JsonProgram.StartAsync(
        "dotnet",
        [
            typeof(OurClips).Assembly.Location, Word, settings.Threads.ToString(CultureInfo.InvariantCulture),
            settings.Steps.ToString(CultureInfo.InvariantCulture), settings.Guidance.ToString(CultureInfo.InvariantCulture),
        ],
        "put .NET's dotnet into the path", cancel);

    /// <summary>Makes a clip for each line of JSON; answers how long each part took.</summary>
    public static async Task<int> ServeAsync(string[] settings)
    {
        var load = Stopwatch.StartNew();
        using var frames = new RawFrames();
        var options = new InferenceOptions
        {
            Threads = int.Parse(settings[0], CultureInfo.InvariantCulture),
            Steps = int.Parse(settings[1], CultureInfo.InvariantCulture),
            Guidance = double.Parse(settings[2], CultureInfo.InvariantCulture),
            Ffmpeg = frames.Program,
            PromptCacheMiB = 0, // the prompts come again and again: nobody else keeps what the encoder made of them
        };
        using var maker = ClipMaker.Load("", options);
        Row.Write(new { load_s = load.Elapsed.TotalSeconds });
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var asked = JsonSerializer.Deserialize<JsonElement>(line);
            var request = new ClipRequest
            {
                Prompt = asked.GetProperty("prompt").GetString()!,
                Seconds = asked.GetProperty("seconds").GetDouble(),
                Seed = asked.GetProperty("seed").GetInt64(),
            };
            var before = Environment.CpuUsage.TotalTime;
            var made = await maker.MakeAsync(request, default, null, default);
            var times = made.Timings;
            Row.Write(new
            {
                frames = made.Info.Frames,
                text_s = times.TextEncoder.TotalSeconds,
                denoiser_s = times.Denoiser.TotalSeconds,
                vae_s = times.Vae.TotalSeconds,
                whole_s = (times.Whole - times.Encode).TotalSeconds,
                processor_s = (Environment.CpuUsage.TotalTime - before).TotalSeconds,
                peak_mib = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0,
            });
        }
        return 0;
    }
}

/// <summary>What all sides of a comparison are told.</summary>
internal sealed record ClipSettings(int Threads, int Steps, double Guidance)
{
    public static ClipSettings Of(Order order) => new(order.Whole("--threads", Environment.ProcessorCount), order.Whole("--steps", 16), 4);
}

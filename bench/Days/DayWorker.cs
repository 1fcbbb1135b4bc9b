using System.Globalization;
using ChatVideoBot.Inference;
using ChatVideoBot.Inference.Worker;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bench.Days;

/// <summary>The worker's program with a model that sleeps: all else is the worker's own, from the claim to the drain.</summary>
internal static class DayWorker
{
    /// <summary>What this program is called with to be one: its number, the day's scale, the file of the clip that it always makes, and a picture.</summary>
    public const string Word = "day-worker";

    private const int Steps = 20;
    private static readonly TimeSpan DrainWithin = TimeSpan.FromMinutes(2);

    public static async Task<int> ServeAsync(string[] settings)
    {
        var (number, scale) = (int.Parse(settings[0], CultureInfo.InvariantCulture), double.Parse(settings[1], CultureInfo.InvariantCulture));
        var (clip, preview) = (await File.ReadAllBytesAsync(settings[2]), await File.ReadAllBytesAsync(settings[3]));
        var models = DayPlan.ModelsOf(number);
        var builder = Host.CreateApplicationBuilder();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainWithin + TimeSpan.FromSeconds(30));
        builder.Services.AddQueue();
        var options = Options.Create(new WorkerOptions { Name = $"worker-{number}", DrainWithin = DrainWithin });
        builder.Services.AddHostedService(host => new ClipWorker(
            host.GetRequiredService<JobQueue>(), [.. models.Select(model => new Lane(model.Model) { MostSeconds = 60 })], [.. models.Select(model => Card(model.Model))], "1.0",
            MakeAsync, options, host.GetRequiredService<IOptions<QueueOptions>>(), TimeProvider.System, host.GetRequiredService<ILogger<ClipWorker>>()));
        await builder.Build().RunAsync();
        return Environment.ExitCode;

        async Task<MadeClip> MakeAsync(ClipRequest request, ClipSources sources, IProgress<ClipProgress>? progress, ISegmentStore? segments, CancellationToken cancel)
        {
            var random = new Random(HashCode.Combine(request.Seed, number));
            var noise = Math.Exp(0.12 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            var work = TimeSpan.FromSeconds(models.Single(model => model.Model == request.Model).WorkOfSecond * request.Seconds * noise / DayPlan.SpeedOf(number) / scale);
            for (var step = 1; step <= Steps; step++)
            {
                await Task.Delay(work / Steps, cancel);
                progress?.Report(new ClipProgress(ClipStage.Denoise, (double)step / Steps, step % 5 == 0 ? preview : null));
            }
            return new MadeClip(clip, new ClipInfo(832, 480, (int)(request.Seconds * 16), 16, request.Model, work), new ClipTimings(default, default, work, default, default, work));
        }
    }

    private static ModelCard Card(string model) => new()
    {
        Model = model,
        FramesPerSecond = 16,
        MinSeconds = 0.5,
        MostSeconds = 60,
        WidthPixels = 832,
        HeightPixels = 480,
        MostPixels = 832 * 480,
        PixelStep = 16,
        MaxPromptCharacters = 2000,
        ReadsWords = true,
    };
}

using System.Reflection;
using ChatVideoBot.Inference.Worker;
using ChatVideoBot.Queue;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Inference;

public static class InferenceRegistration
{
    /// <summary>
    /// Adds a worker that makes the queue's clips with the model of the "Inference" section. The model is loaded while the host starts,
    /// which fails with a <see cref="ModelException"/> of one sentence when the model or ffmpeg is missing.
    /// </summary>
    public static IServiceCollection AddInference(this IServiceCollection services)
    {
        services.AddQueue();
        services.AddOptionsWithValidateOnStart<InferenceOptions, InferenceOptionsValidator>().BindConfiguration("Inference");
        services.AddOptionsWithValidateOnStart<WorkerOptions, WorkerOptionsValidator>().BindConfiguration("Worker");
        services.AddOptions<HostOptions>().PostConfigure<IOptions<WorkerOptions>>((host, worker) =>
        {
            var least = worker.Value.DrainWithin + TimeSpan.FromSeconds(30); // and then the job is given back
            if (worker.Value.DrainWithin > TimeSpan.Zero && host.ShutdownTimeout < least)
                host.ShutdownTimeout = least;
        });
        services.AddSingleton<HealthFile>();
        services.AddSingleton(host =>
        {
            host.GetRequiredService<HealthFile>().Start();
            return ClipMakers.Load(host.GetRequiredService<IOptions<InferenceOptions>>().Value, host.GetRequiredService<ILogger<ClipMaker>>());
        });
        services.AddSingleton(host => host.GetRequiredService<ClipMakers>().All[0].Maker);
        services.AddSingleton(host => new ClipWorkers(
            [.. host.GetRequiredService<ClipMakers>().All.Select((one, i) => Worker(host, one.Maker, one.Device, i))]));
        services.AddHostedService(host => host.GetRequiredService<ClipWorkers>());
        return services;
    }

    /// <param name="number">Among the process's workers, from 0.</param>
    private static ClipWorker Worker(IServiceProvider host, ClipMaker maker, string device, int number)
    {
        if (!Lane.IsModelName(maker.Model))
            throw new ModelException($"A model's folder is named with 1 to 64 of [A-Za-z0-9._-], so that jobs can wait for it; this is \"{maker.Model}\".");
        var offer = new Lane(maker.Model) { MostSeconds = maker.MostSeconds };
        var queue = host.GetRequiredService<JobQueue>();
        var options = host.GetRequiredService<IOptions<WorkerOptions>>();
        var name = number == 0 ? options.Value.Name : $"{options.Value.Name}-{number}";
        var next = new NextPrompt(cancel => queue.PeekAsync(name, cancel), maker.PrepareAsync, host.GetRequiredService<ILogger<NextPrompt>>());
        return new ClipWorker(queue, [offer], [maker.Card], Version,
            (request, sources, progress, segments, cancel) => maker.MakeAsync(request, sources, next.Watch(progress, cancel), cancel, segments: segments),
            options, host.GetRequiredService<IOptions<QueueOptions>>(),
            host.GetRequiredService<TimeProvider>(), host.GetRequiredService<ILogger<ClipWorker>>(), name, host.GetRequiredService<HealthFile>().Add(name, device),
            host.GetRequiredService<IHostApplicationLifetime>());
    }

    /// <summary>The program's, as moderators see it beside the worker's name.</summary>
    private static string Version { get; } =
        typeof(ClipWorker).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
}

[OptionsValidator]
internal sealed partial class InferenceOptionsValidator : IValidateOptions<InferenceOptions>;

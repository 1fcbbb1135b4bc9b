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
        services.AddSingleton(host =>
        {
            var options = host.GetRequiredService<IOptions<InferenceOptions>>().Value;
            return ClipMaker.Load(options.ModelFolder, options, host.GetRequiredService<ILogger<ClipMaker>>());
        });
        services.AddHostedService(host =>
        {
            var maker = host.GetRequiredService<ClipMaker>();
            if (!Lane.IsModelName(maker.Model))
                throw new ModelException($"A model's folder is named with 1 to 64 of [A-Za-z0-9._-], so that jobs can wait for it; this is \"{maker.Model}\".");
            var offer = new Lane(maker.Model) { MostSeconds = maker.MostSeconds };
            var queue = host.GetRequiredService<JobQueue>();
            var options = host.GetRequiredService<IOptions<WorkerOptions>>();
            var next = new NextPrompt(cancel => queue.PeekAsync(options.Value.Name, cancel), maker.PrepareAsync, host.GetRequiredService<ILogger<NextPrompt>>());
            return new ClipWorker(queue, [offer], [maker.Card], Version,
                (request, sources, progress, segments, cancel) => maker.MakeAsync(request, sources, next.Watch(progress, cancel), cancel, segments: segments),
                options, host.GetRequiredService<IOptions<QueueOptions>>(),
                host.GetRequiredService<TimeProvider>(), host.GetRequiredService<ILogger<ClipWorker>>());
        });
        return services;
    }

    /// <summary>The program's, as moderators see it beside the worker's name.</summary>
    private static string Version { get; } =
        typeof(ClipWorker).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
}

[OptionsValidator]
internal sealed partial class InferenceOptionsValidator : IValidateOptions<InferenceOptions>;

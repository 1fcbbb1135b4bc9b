using ChatVideoBot.Queue.Backups;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Queue;

public static class QueueRegistration
{
    /// <summary>Adds <see cref="JobQueue"/> and its reaper; safe to call from several rooms.</summary>
    public static IServiceCollection AddQueue(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(JobQueue)))
            return services;
        services.AddOptionsWithValidateOnStart<QueueOptions, QueueOptionsValidator>().BindConfiguration("Queue");
        services.AddOptionsWithValidateOnStart<RedisOptions, RedisOptionsValidator>().BindConfiguration("Redis")
            .Configure<IConfiguration>((options, settings) =>
            {
                if (settings["REDIS_URL"] is { Length: > 0 } url)
                    options.Url = url;
            });
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<JobQueue>();
        services.AddSingleton<Keepsakes>();
        services.AddSingleton<QueueVault>();
        services.AddSingleton<QueueMetrics>();
        services.AddHostedService<QueueStart>();
        services.AddHostedService<JobReaper>();
        return services;
    }
}

using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Moderation;
using Microsoft.Extensions.DependencyInjection;

namespace ChatVideoBot.Bot.Results;

internal static class ResultRegistration
{
    /// <summary>Adds what stands on a clip and follows it.</summary>
    public static IServiceCollection AddResults(this IServiceCollection services)
    {
        services.AddSingleton<ClipLedger>();
        services.AddSingleton<ReportBook>();
        services.AddSingleton<SourceFinder>();
        services.AddSingleton<Reorder>();
        services.AddSingleton<IPress, AgainButton>();
        services.AddSingleton<IPress, RemixButton>();
        services.AddSingleton<IPress, ExtendButton>();
        services.AddSingleton<IPress, UpscaleButton>();
        services.AddSingleton<IPress, VaryButton>();
        services.AddSingleton<IPress, ReportButton>();
        services.AddSingleton<IPress, DeleteButton>();
        services.AddSingleton<IForm, RemixForm>();
        services.AddSingleton<IForm, ReportForm>();
        services.AddSingleton<ICommand, ShowCommand>();
        services.AddSingleton<HistoryCommand>();
        services.AddSingleton<ICommand>(provider => provider.GetRequiredService<HistoryCommand>());
        services.AddSingleton<IPress>(provider => provider.GetRequiredService<HistoryCommand>());
        return services;
    }
}

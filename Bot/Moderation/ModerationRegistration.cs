using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Moderation.Bans;
using ChatVideoBot.Bot.Moderation.Cases;
using ChatVideoBot.Bot.Moderation.Gate;
using ChatVideoBot.Bot.Moderation.Log;
using ChatVideoBot.Bot.Moderation.Panels;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Moderation.Words;
using Microsoft.Extensions.DependencyInjection;

namespace ChatVideoBot.Bot.Moderation;

internal static class ModerationRegistration
{
    /// <summary>What moderators set, see and do.</summary>
    public static IServiceCollection AddModeration(this IServiceCollection services)
    {
        services.AddSingleton<GuildBook>();
        services.AddSingleton<Marks>();
        services.AddSingleton<BanBook>();
        services.AddSingleton<ModLog>();
        services.AddAutoMod();
        services.AddSingleton<Rooms>();
        services.AddSingleton<PromptWatch>();
        services.AddSingleton<OrderGate>();
        services.AddSingleton<GateAnswers>();
        services.AddSingleton<CaseBook>();
        services.AddSingleton<CaseNotice>();
        services.AddSingleton<CaseDesk>();
        services.AddSingleton<HeldOrders>();
        services.AddHostedService<CaseKeeper>();
        services.AddSingleton<FlaggedRule>();
        services.AddSingleton<IPress, ConsentButton>();
        services.AddSingleton<IPress, AppealButton>();
        services.AddSingleton<Owners>();
        services.AddSingleton<HighestBand>();
        services.AddSingleton<LivePanels>();
        services.AddHostedService(provider => provider.GetRequiredService<LivePanels>());
        services.AddSingleton<ModPanel, QueuePanel>();
        services.AddSingleton<ModPanel, ReviewPanel>();
        services.AddSingleton<ModPanel, LimitsPanel>();
        services.AddSingleton<ModPanel, StatusPanel>();
        services.AddSingleton<ModPanel, SettingsPanel>();
        services.AddSingleton<ModPanel, WordsPanel>();
        services.AddSingleton<ModPanel, BanPanel>();
        services.AddSingleton<ModPanel, BansPanel>();
        services.AddSingleton<ModPanel, LogPanel>();

        services.AddSingleton<ModCommand>();
        services.AddSingleton<ICommand>(provider => provider.GetRequiredService<ModCommand>());
        services.AddSingleton<IPress>(provider => provider.GetRequiredService<ModCommand>());
        services.AddSingleton<IForm>(provider => provider.GetRequiredService<ModCommand>());
        return services;
    }
}

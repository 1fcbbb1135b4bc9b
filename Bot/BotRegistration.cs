using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Delivery;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Queue;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot;

public static class BotRegistration
{
    /// <summary>Adds the bot: its Discord client, the queue and the conversation.</summary>
    public static IServiceCollection AddBot(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<BotOptions, BotOptionsValidator>().BindConfiguration("Bot");
        services.AddQueue();
        services.AddDiscord();
        services.AddSingleton<StatusMessage>();
        services.AddSingleton<StatusBoard>();
        services.AddSingleton<Answers>();
        services.AddSingleton<OrderDesk>();
        services.AddSingleton<CancelButton>();
        services.AddSingleton<QueueCommand>();
        services.AddSingleton<IGatewayEventHandler, InteractionRouter>();
        services.AddSingleton<Postman>();
        services.AddHostedService<StatusWriter>();
        services.AddHostedService<OutboxReader>();
        return services;
    }
}

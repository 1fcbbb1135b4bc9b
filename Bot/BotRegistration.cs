using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Delivery;
using ChatVideoBot.Bot.Moderation;
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
        services.AddOptions<DiscordOptions>().PostConfigure<IOptions<QueueOptions>>(WaitWithinLease);
        services.AddSingleton<StatusMessage>();
        services.AddSingleton<StatusBoard>();
        services.AddSingleton<Overview>();
        services.AddSingleton<ModeratorNotice>();
        services.AddSingleton<Answers>();
        services.AddSingleton<OrderDesk>();
        services.AddSingleton<CancelButton>();
        services.AddSingleton<QueueCommand>();
        services.AddSingleton<IGatewayEventHandler, InteractionRouter>();
        services.AddSingleton<Postman>();
        services.AddHostedService<StatusWriter>();
        services.AddHostedService<EventWatcher>();
        services.AddHostedService<OutboxReader>();
        return services;
    }

    /// <summary>A longer wait for a rate limit is better spent in the outbox: the end's lease would be over, and the end be told by another.</summary>
    private static void WaitWithinLease(DiscordOptions discord, IOptions<QueueOptions> queue)
    {
        try
        {
            if (discord.RateLimitPatience > queue.Value.DeliveryLease / 2) discord.RateLimitPatience = queue.Value.DeliveryLease / 2;
        }
        catch (OptionsValidationException)
        {
            // The start fails over the queue's own options, and says why once.
        }
    }
}

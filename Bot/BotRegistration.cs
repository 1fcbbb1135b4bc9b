using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Delivery;
using ChatVideoBot.Bot.Liveness;
using ChatVideoBot.Bot.Moderation;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.People;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Replies;
using ChatVideoBot.Bot.Results;
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
        services.AddSingleton<IIdentifyTurns, IdentifyTurns>();
        services.AddOptions<DiscordOptions>()
            .PostConfigure(discord => discord.Intents |= GatewayIntents.Guilds | GatewayIntents.GuildMessages | GatewayIntents.DirectMessages) // replies
            .PostConfigure<IOptions<QueueOptions>>(WaitWithinLease);
        services.AddSingleton<StatusMessage>();
        services.AddSingleton<OrderBook>();
        services.AddSingleton<StatusBoard>();
        services.AddSingleton<Overview>();
        services.AddSingleton<ModeratorNotice>();
        services.AddSingleton<Answers>();
        services.AddSingleton<OrderDesk>();
        services.AddSingleton<ICommand, ImagineCommand>();
        services.AddSingleton<ICommand, AnimateCommand>();
        services.AddSingleton<ICommand, AnimateThis>();
        services.AddSingleton<OrderHelp>();
        services.AddSingleton<PendingOrders>();
        services.AddSingleton<Offers>();
        services.AddSingleton<ConfirmButton>();
        services.AddSingleton<IPress>(provider => provider.GetRequiredService<ConfirmButton>());

        services.AddSingleton<IPress, CancelButton>();
        services.AddSingleton<ClipArchive>();
        services.AddSingleton<PeopleShelf>();
        services.AddSingleton<IGatewayEventHandler, InteractionRouter>();
        services.AddSingleton<Ffmpeg>();

        AddTalk(services);
        services.AddSingleton<SmallerClip>();
        services.AddSingleton<DirectMessages>();
        services.AddSingleton<ClipPost>();
        services.AddSingleton<Postman>();
        services.AddResults();
        services.AddModeration();
        services.AddHostedService<StatusWriter>();
        services.AddHostedService<EventWatcher>();
        services.AddHostedService<OutboxReader>();
        services.AddHostedService<Forgetter>();
        services.AddHostedService<HealthWriter>();
        return services;
    }

    /// <summary>Replies, and what is asked about and beside clips.</summary>
    private static void AddTalk(IServiceCollection services)
    {
        services.AddSingleton<Voice>();
        services.AddSingleton<Again>();
        services.AddSingleton<Conversation>();
        services.AddSingleton<IGatewayEventHandler, ReplyDesk>();
        services.AddSingleton<ClipFinder>();
        services.AddSingleton<Keeping>();
        services.AddSingleton<ICommand, EditCommand>();
        Add<StoryboardCommand>();
        Add<SettingsCommand>();
        Add<HelpCommand>();
        Add<PrivacyCommand>();
        Add<QueueCommand>();

        // A command whose buttons or forms are its own.
        void Add<T>() where T : class, ICommand
        {
            services.AddSingleton<T>();
            services.AddSingleton<ICommand>(provider => provider.GetRequiredService<T>());
            if (typeof(T).IsAssignableTo(typeof(IPress))) services.AddSingleton(provider => (IPress)(object)provider.GetRequiredService<T>());
            if (typeof(T).IsAssignableTo(typeof(IForm))) services.AddSingleton(provider => (IForm)(object)provider.GetRequiredService<T>());
        }
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

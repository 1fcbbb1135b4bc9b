using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Gateway;
using Microsoft.Extensions.DependencyInjection;

namespace ChatVideoBot.Bot.Moderation.Words;

internal static class WordsRegistration
{
    /// <summary>The servers' AutoMod rules, and the events that tell of their changes.</summary>
    public static IServiceCollection AddAutoMod(this IServiceCollection services)
    {
        services.AddSingleton<GuildAutoMod>();
        services.AddSingleton<IGatewayEventHandler>(provider => provider.GetRequiredService<GuildAutoMod>());
        services.PostConfigure<DiscordOptions>(discord => discord.Intents |= GatewayIntents.AutoModerationConfiguration); // not privileged
        return services;
    }
}

using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Rest;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ChatVideoBot.Discord;

public static class DiscordServices
{
    /// <summary>Adds the REST client, the downloader, the registration of commands, and the hosted connection to the gateway.</summary>
    /// <remarks>Settings: section "Discord", see <see cref="DiscordOptions"/>; the token from DISCORD_TOKEN where it is set.</remarks>
    public static IServiceCollection AddDiscord(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<DiscordOptions, DiscordOptionsValidator>()
            .BindConfiguration("Discord")
            .Configure<IConfiguration>((options, settings) =>
            {
                if (settings["DISCORD_TOKEN"] is { Length: > 0 } token)
                    options.Token = token.Trim();
                if (options.Process.Length == 0)
                    options.Process = settings["POD_NAME"] is { Length: > 0 } pod ? pod : Environment.MachineName;
            });
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<DiscordRest>();
        services.AddSingleton<AttachmentDownloader>();
        services.AddSingleton<CommandRegistration>();
        services.AddSingleton<GatewayHealth>();
        services.AddSingleton<IdentifyGate>();
        services.AddSingleton<EventDispatcher>();
        services.AddHostedService<GatewayClient>();
        return services;
    }

    /// <summary>Adds something that handles events, once for the whole run.</summary>
    public static IServiceCollection AddGatewayEventHandler<THandler>(this IServiceCollection services)
        where THandler : class, IGatewayEventHandler => services.AddSingleton<IGatewayEventHandler, THandler>();
}

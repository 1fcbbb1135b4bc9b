using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChatVideoBot.Sandbox;

/// <summary>The other programs' rooms in one process: the same registrations, told where this Discord and this Redis are.</summary>
public static class Household
{
    /// <summary>Builds a host; nothing runs until it is started.</summary>
    /// <param name="api">Discord's API, the sandbox's or the real one.</param>
    /// <param name="rooms">Which rooms it holds: AddBot, AddInference.</param>
    public static IHost Build(Uri api, string token, Uri redis, Action<IServiceCollection> rooms)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = false });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Discord:Api"] = api.ToString(),
            ["DISCORD_TOKEN"] = token,
            ["REDIS_URL"] = redis.ToString(),
        });
        rooms(builder.Services);
        return builder.Build();
    }
}

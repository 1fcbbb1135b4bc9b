using ChatVideoBot.Bot.Doctor;
using ChatVideoBot.Discord;
using ChatVideoBot.Hosting;
using ChatVideoBot.Inference;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Sandbox;

/// <summary>The other programs' rooms in one process: the same registrations, told where Discord and Redis are.</summary>
public sealed class Household : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);

    private readonly IHost _host;

    private Household(IHost host) => _host = host;

    /// <summary>Builds it; nothing runs until it is started.</summary>
    /// <param name="api">The sandbox's API; null for Discord's own.</param>
    /// <param name="rooms">Which rooms it holds: AddBot, AddInference.</param>
    public static Household Build(Uri? api, string token, string redisUrl, Action<IServiceCollection> rooms)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddSecretFiles();
        builder.Configuration.AddInMemoryCollection([new("DISCORD_TOKEN", token), new("REDIS_URL", redisUrl)]);
        if (api is not null)
        {
            builder.Configuration["Discord:Api"] = api.ToString();
            builder.Configuration["Discord:Gateway:IdentifyEvery"] ??= "00:00:00"; // it lets a session begin at any time
        }
        builder.Logging.AddSimpleConsole(console => { console.SingleLine = true; console.TimestampFormat = "HH:mm:ss "; });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopTimeout);
        builder.Services.AddSingleton<IHostLifetime, EndedByItsOwner>();
        rooms(builder.Services);
        return new(builder.Build());
    }

    /// <summary>Starts it. What is wrong with the settings, the model or Redis is said before anything runs.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        _host.Services.GetService<IStartupValidator>()?.Validate();
        _host.Services.GetService<ClipMaker>();
        if (_host.Services.GetService<JobQueue>() is { } queue) await queue.ListAsync(1, cancel);
        await _host.StartAsync(cancel);
    }

    /// <summary>Ends when a room ended the host by itself, for a fault that nothing here can mend.</summary>
    public Task WaitForEndAsync() => _host.WaitForShutdownAsync();

    /// <summary>Stops the rooms, the worker giving its job back, and then lets go of them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable host) await host.DisposeAsync();
        else _host.Dispose();
    }

    /// <summary>The sentence for a fault of the machine or the settings; null for a fault of ours, which shows its trace.</summary>
    public static string? Explain(Exception e) => e switch
    {
        SandboxException or ModelException or OptionsValidationException or RedisException or DiscordException => e.Message,
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        _ when SettingsFault.Is(e) => SettingsFault.Sentence(e),
        _ => null,
    };
}

using ChatVideoBot.Discord.Gateway;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Discord.Tests.Server;

/// <summary>A host with the gateway against the fake server, all waits cut to milliseconds.</summary>
public sealed class RunningBot : IAsyncDisposable
{
    private readonly IHost _host;

    private RunningBot(IHost host, FakeDiscord server, Recorder heard, LogBook log) => (_host, Server, Heard, Log) = (host, server, heard, log);

    public FakeDiscord Server { get; }

    public Recorder Heard { get; }

    public LogBook Log { get; }

    /// <summary>Set when the bot stopped its host.</summary>
    public CancellationToken Stopped => _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    public GatewayHealth Health => _host.Services.GetRequiredService<GatewayHealth>();

    public static async Task<RunningBot> StartAsync(Action<DiscordOptions>? change = null, FakeDiscord? server = null, TimeProvider? time = null)
    {
        server ??= await FakeDiscord.StartAsync();
        var heard = new Recorder();
        var log = new LogBook();
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Discord:Token"] = "the.token",
            ["Discord:Api"] = server.Api.ToString(),
        });
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddDiscord().AddSingleton<IGatewayEventHandler>(heard).Configure<DiscordOptions>(options =>
        {
            options.RetryFrom = TimeSpan.FromMilliseconds(5);
            options.Gateway.BackoffFrom = TimeSpan.FromMilliseconds(10);
            options.Gateway.BackoffTo = TimeSpan.FromMilliseconds(50);
            options.Gateway.InvalidSessionFrom = TimeSpan.FromMilliseconds(10);
            options.Gateway.InvalidSessionTo = TimeSpan.FromMilliseconds(20);
            options.Gateway.IdentifyEvery = TimeSpan.Zero;
            change?.Invoke(options);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new(host, server, heard, log);
    }

    /// <summary>Takes the next connection, says hello, hears the identify and says READY.</summary>
    public async Task<FakeConnection> WelcomedAsync(string session = "s1", int heartbeatMilliseconds = 60_000)
    {
        var connection = await Server.ConnectedAsync();
        await connection.WelcomeAsync(Server, session, heartbeatMilliseconds);
        await Heard.NextAsync<ReadyEvent>();
        return connection;
    }

    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>Stops the bot and disposes of it; the server stays.</summary>
    public async Task EndAsync()
    {
        Server.LetGo();
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await Server.DisposeAsync();
    }
}

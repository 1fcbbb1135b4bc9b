using System.Net;
using System.Net.Sockets;
using ChatVideoBot.Sandbox.Faults;
using ChatVideoBot.Sandbox.Files;
using ChatVideoBot.Sandbox.Gateway;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Interactions;
using ChatVideoBot.Sandbox.Messages;
using ChatVideoBot.Sandbox.Page;
using ChatVideoBot.Sandbox.Rest;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.FileProviders;

namespace ChatVideoBot.Sandbox;

/// <summary>A Discord on this machine: REST, gateway and a page to chat at, over guilds in memory.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SandboxClock _clock;
    private readonly Alarms _alarms;

    private readonly House _house;
    private readonly Storm _storm;

    private SandboxServer(WebApplication app, House house, SandboxClock clock, Alarms alarms, Storm storm, Uri page)
    {
        (_app, _house, _clock, _alarms, _storm, Page) = (app, house, clock, alarms, storm, page);
        Api = new Uri(page, "api");
    }

    /// <summary>Where people chat.</summary>
    public Uri Page { get; }

    /// <summary>What libraries take as Discord's API address, without a version.</summary>
    public Uri Api { get; }

    /// <summary>The first bot's token, its application's id and the first guild's.</summary>
    public string Token => Bots[0].Token;
    public string ApplicationId => WellKnown.Application.ToString();
    public string GuildId => WellKnown.Guild.ToString();

    /// <summary>All bots there are now.</summary>
    public IReadOnlyList<SandboxBot> Bots
    {
        get
        {
            lock (_house.Gate)
                return [.. _house.Applications.Select(a => new SandboxBot(a.Id.ToString(), a.Bot.Name, a.Token))];
        }
    }

    /// <summary>The ids of all guilds there are now.</summary>
    public IReadOnlyList<string> GuildIds
    {
        get
        {
            lock (_house.Gate)
                return [.. _house.Guilds.Select(g => g.Id.ToString())];
        }
    }

    public string GeneralChannelId => WellKnown.General.ToString();
    public string AdultsChannelId => WellKnown.Adults.ToString();
    public string ModsChannelId => WellKnown.Mods.ToString();
    public string OwnerId => WellKnown.Owner.ToString();
    public string ModeratorId => WellKnown.Moderator.ToString();
    public string MemberId => WellKnown.Member.ToString();

    /// <summary>Moves the clock of interactions, rate limits, nonces and signatures on.</summary>
    public void Skip(TimeSpan by) => _clock.Skip(by);

    /// <exception cref="SandboxException">The port cannot be used.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxOptions options, CancellationToken cancel)
    {
        options.Check();
        var clock = new SandboxClock(options.Time);
        var house = new House(options, clock);
        var alarms = new Alarms(clock, house.Gate);
        Uri? page = null;
        Uri Origin() => page ?? throw new InvalidOperationException("The server has not started.");

        var pages = new PageHub();
        var faults = new FaultBox();
        var distortion = new Distortion(faults, alarms, clock);
        var files = new AttachmentStore(house, Origin);
        var writer = new MessageWriter(house, files);
        var gateway = new GatewayHub(house, pages, faults, distortion, Origin);
        var news = new GuildNews(house, gateway, pages);
        var announcer = new Announcer(house, writer, gateway, pages);
        var threads = new ThreadDesk(house, gateway, news, announcer);
        var messages = new MessageDesk(house, files, announcer, threads);
        var interactions = new InteractionDesk(house, gateway, writer, pages, alarms);
        var answers = new AnswerDesk(house, interactions, messages, pages);
        var starter = new InteractionStarter(house, interactions, files, writer);

        var router = new ApiRouter();
        new PlaceRoutes(house, gateway, news).AddTo(router);
        new GuildRoutes(house).AddTo(router);
        new MemberRoutes(house, news).AddTo(router);
        new ChannelRoutes(house, threads, new ChannelEdits(house, news)).AddTo(router);
        new ThreadMemberRoutes(house, threads).AddTo(router);
        new MessageRoutes(house, messages, writer, announcer).AddTo(router);
        new InteractionRoutes(interactions, answers, messages, writer).AddTo(router);
        new CommandRoutes(house, pages).AddTo(router);
        new EmptyRoutes(house).AddTo(router);
        var api = new ApiHost(house, router, new RateLimits(clock), faults);
        FaultCatalog? catalog = null;
        var storm = new Storm(house, gateway, form => catalog!.Apply(form));
        catalog = new FaultCatalog(house, gateway, news, faults, clock.Skip, storm);
        var faultApi = new FaultApi(house, catalog, faults, storm);

        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ApplicationName = typeof(SandboxServer).Assembly.GetName().Name });
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace) // standard output belongs to the one line of JSON
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // a start that fails is told by our own exception
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(3));
        builder.Services.AddSingleton<IHostLifetime, EndedByItsOwner>();
        var app = builder.Build();
        var stopping = app.Lifetime.ApplicationStopping;
        app.Use(next => context => LoopbackOnly.CheckAsync(context, next));
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api"), branch => branch.Run(api.HandleAsync));
        RequestDelegate open = context => GatewayDoor.OpenAsync(context, house, gateway, faults, stopping);
        app.UseWhen(context => context.WebSockets.IsWebSocketRequest && context.Request.Path == "/", // some libraries keep only the host of its address
            branch => branch.Run(open));
        app.UseRouting();
        app.Map("/gateway", open);
        app.Map("/sandbox/events", context => PageSocket.RunAsync(context, house, pages, stopping));
        app.MapGet("/sandbox/faults", faultApi.DescribeAsync);
        app.MapPost("/sandbox/faults", faultApi.HandleAsync);
        new HouseApi(house, news).Map(app);
        RequestDelegate serve = context => AttachmentEndpoint.ServeAsync(context, house, files);
        app.MapMethods("/attachments/{channel}/{id}/{name}", [HttpMethods.Get, HttpMethods.Head], serve);
        app.MapGet("/avatars/{user}/{file?}", (ulong user) => Results.Bytes(Avatars.Draw(user), "image/png"));
        new PageApi(house, messages, announcer, gateway, starter, threads).Map(app);
        ServePage(app, options.PageFolder ?? FindPageFolder());

        try
        {
            await app.StartAsync(cancel);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await app.DisposeAsync();
            var why = e.InnerException is AddressInUseException ? "is taken" : $"cannot be used ({e.Message})";
            throw new SandboxException($"Port {options.Port} of 127.0.0.1 {why}; choose another with --port, or 0 for a free one.", e);
        }
        page = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");
        alarms.Start();
        return new SandboxServer(app, house, clock, alarms, storm, page);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _alarms.Dispose();
        _storm.Dispose();
    }

    private static void ServePage(WebApplication app, string? folder)
    {
        if (folder is null)
        {
            app.MapGet("/", () => Results.Text("The sandbox runs, but its page (Sandbox/wwwroot) is missing."));
            return;
        }
        var content = new PhysicalFileProvider(folder);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = content });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = content,
            OnPrepareResponse = served =>
            {
                served.Context.Response.Headers.CacheControl = "no-cache";
                served.Context.Response.Headers.XContentTypeOptions = "nosniff";
                served.Context.Response.Headers.XFrameOptions = "DENY"; // nobody else's page lays ours under the mouse
            },
        });
    }

    // Published beside the program; in a development tree some folders up.
    private static string? FindPageFolder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            foreach (var folder in (string[])[Path.Combine(at.FullName, "wwwroot"), Path.Combine(at.FullName, "Sandbox", "wwwroot")])
            {
                if (File.Exists(Path.Combine(folder, "index.html")))
                    return folder;
            }
        }
        return null;
    }
}

/// <summary>A bot of the sandbox: its application's id, which is also the bot's, and what it logs in with.</summary>
public sealed record SandboxBot(string Id, string Name, string Token);

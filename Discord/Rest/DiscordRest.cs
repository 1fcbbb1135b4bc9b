using ChatVideoBot.Discord.Resources;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Discord.Rest;

/// <summary>Discord's REST API, version 10: typed methods that respect rate limits and repeat what is safe to repeat.</summary>
/// <remarks>
/// Every method throws <see cref="DiscordException"/> when Discord refuses, cannot be reached, or asks for too long a wait.
/// </remarks>
public sealed partial class DiscordRest : IDisposable
{
    private readonly RestPipeline _pipeline;
    private readonly TimeProvider _time;

    public DiscordRest(IOptions<DiscordOptions> options, TimeProvider time, ILogger<DiscordRest> logger) =>
        (_pipeline, _time) = (new RestPipeline(options.Value, time, logger), time);

    /// <summary>Where to connect, and how many identifies are left.</summary>
    public Task<GatewayBot> GetGatewayBotAsync(CancellationToken cancel) =>
        _pipeline.SendAsync(new(Route.Plain(HttpMethod.Get, "/gateway/bot")), DiscordJson.Default.GatewayBot, cancel);

    /// <summary>The bot's own application.</summary>
    public Task<Application> GetCurrentApplicationAsync(CancellationToken cancel) =>
        _pipeline.SendAsync(new(Route.Plain(HttpMethod.Get, "/applications/@me")), DiscordJson.Default.Application, cancel);

    /// <summary>The guilds that the bot is in, by id; only Id, Name and Features are there.</summary>
    /// <param name="limit">1 to 200.</param>
    public async Task<IReadOnlyList<Guild>> GetCurrentUserGuildsAsync(int limit, CancellationToken cancel) =>
        await _pipeline.SendAsync(new(new Route(HttpMethod.Get, "/users/@me/guilds", "", $"/users/@me/guilds?limit={limit}")), DiscordJson.Default.IReadOnlyListGuild, cancel);

    public async Task<IReadOnlyList<Channel>> GetGuildChannelsAsync(Snowflake guild, CancellationToken cancel) =>
        await _pipeline.SendAsync(new(Route.Guild(HttpMethod.Get, guild, "/channels")), DiscordJson.Default.IReadOnlyListChannel, cancel);

    public Task<Member> GetGuildMemberAsync(Snowflake guild, Snowflake user, CancellationToken cancel) =>
        _pipeline.SendAsync(new(new Route(HttpMethod.Get, "/guilds/{guild}/members/{id}", guild.ToString(), $"/guilds/{guild}/members/{user}")), DiscordJson.Default.Member, cancel);

    public async Task<IReadOnlyList<Role>> GetGuildRolesAsync(Snowflake guild, CancellationToken cancel) =>
        await _pipeline.SendAsync(new(Route.Guild(HttpMethod.Get, guild, "/roles")), DiscordJson.Default.IReadOnlyListRole, cancel);

    public Task<Channel> GetChannelAsync(Snowflake channel, CancellationToken cancel) =>
        _pipeline.SendAsync(new(Route.Channel(HttpMethod.Get, channel)), DiscordJson.Default.Channel, cancel);

    /// <summary>Opens the channel of direct messages with a user, or finds it.</summary>
    public Task<Channel> CreateDmAsync(Snowflake recipient, CancellationToken cancel) =>
        _pipeline.SendAsync(
            new(Route.Plain(HttpMethod.Post, "/users/@me/channels"))
            {
                Body = RequestBody.Json(new DmCreate(recipient), DiscordJson.Default.DmCreate),
                Repeatable = true, // finds the channel it opened before
            },
            DiscordJson.Default.Channel, cancel);

    public void Dispose() => _pipeline.Dispose();
}

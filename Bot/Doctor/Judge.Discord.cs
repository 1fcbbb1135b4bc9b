using System.Globalization;
using System.Net;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;

namespace ChatVideoBot.Bot.Doctor;

// The bot's registration, its token and the ways to Discord.
internal static partial class Judge
{
    private static readonly TimeSpan ClockLook = TimeSpan.FromSeconds(5), ClockBroken = TimeSpan.FromMinutes(1);

    private static readonly (GatewayIntents Intent, ApplicationFlags Flags, string Name)[] Privileged =
    [
        (GatewayIntents.MessageContent, ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited, "Message Content Intent"),
        (GatewayIntents.GuildMembers, ApplicationFlags.GatewayGuildMembers | ApplicationFlags.GatewayGuildMembersLimited, "Server Members Intent"),
        (GatewayIntents.GuildPresences, ApplicationFlags.GatewayPresence | ApplicationFlags.GatewayPresenceLimited, "Presence Intent"),
    ];

    /// <summary>The token as it stands in the settings.</summary>
    public static Finding Token(string token)
    {
        if (token.Trim().Length == 0)
        {
            return Finding.Broken("token", "DISCORD_TOKEN is not set: at https://discord.com/developers/applications open your application > Bot > Reset Token, copy it and set the environment variable "
                + "DISCORD_TOKEN to it. (Without one, ./run serves the sandbox in your browser.)");
        }
        token = token.Trim();
        if (token.StartsWith("Bot ", StringComparison.Ordinal) || token.Any(c => c is <= ' ' or > '~' or '"' or '\''))
            return Finding.Broken("token", "DISCORD_TOKEN holds a space, a quote or another character that no token has: set it to the token alone, without \"Bot \" and without quotes.");
        if (token.Split('.').Length != 3 || Invite.ApplicationOf(token) is null)
            return Finding.Look("token", "DISCORD_TOKEN does not look like a bot's token (three parts with dots): in the Developer Portal the token stands under Bot; the client secret under OAuth2 and the public key are other things.");
        return Finding.Ok("token", "DISCORD_TOKEN looks like a bot's token.");
    }

    /// <summary>What Discord refused.</summary>
    /// <param name="what">What was looked at.</param>
    public static Finding Refused(string what, DiscordException e) => e switch
    {
        { Status: HttpStatusCode.Unauthorized, Fault: DiscordFault.Refused } => Finding.Broken("login", "Discord refuses DISCORD_TOKEN (401): it was reset, is mistyped, or is no bot's. In the Developer Portal open your application > Bot > Reset Token and set DISCORD_TOKEN to the new one."),
        { Fault: DiscordFault.RateLimited } => Finding.Broken(what, $"Discord asks to wait{(e.RetryAfter is { } wait ? " " + Sentence(wait) : "")} (429): something asks too often with this token or from this address. Stop the bot, wait, and look at its log before you start it again."),
        { Fault: DiscordFault.Unreachable } => Finding.Broken(what, $"{e.Message.TrimEnd('.')}. Look at this machine's network, proxy and firewall: outgoing HTTPS and WebSockets to discord.com are needed."),
        { Status: >= HttpStatusCode.InternalServerError } => Finding.Broken(what, $"Discord itself is in trouble ({(int)e.Status}): look at https://discordstatus.com and try again later."),
        _ => Finding.Broken(what, $"Discord refuses what is needed: {e.Message}"),
    };

    public static IEnumerable<Finding> Application(Application application, GatewayIntents intents)
    {
        yield return application.Bot is null
            ? Finding.Broken("login", $"The application {application.Name} ({application.Id}) has no bot: in the Developer Portal open Bot, make one, and set DISCORD_TOKEN to its token.")
            : Finding.Ok("login", $"Discord knows the bot as {application.Name} ({application.Id}).");
        yield return string.IsNullOrEmpty(application.InteractionsEndpointUrl)
            ? Finding.Ok("interactions", "Commands come over the gateway.")
            : Finding.Broken("interactions", "The application has an Interactions Endpoint URL, so Discord sends no command to the bot: in the Developer Portal > General Information clear \"Interactions Endpoint URL\" and save.");
        yield return application.BotRequireCodeGrant is true
            ? Finding.Broken("install", "The bot requires an OAuth2 code grant, so every invitation fails: in the Developer Portal > Bot switch off \"Requires OAuth2 Code Grant\".")
            : application.BotPublic is false
                ? Finding.Ok("install", "Only you can add the bot to servers; Developer Portal > Bot > Public Bot lets others.")
                : Finding.Ok("install", "Whoever manages a server can add the bot to it.");
        foreach (var finding in Intents(application.Flags ?? 0, intents)) yield return finding;
    }

    private static IEnumerable<Finding> Intents(ApplicationFlags granted, GatewayIntents intents)
    {
        var refused = Privileged.Where(one => intents.HasFlag(one.Intent) && (granted & one.Flags) == 0).ToList();
        foreach (var (intent, _, name) in refused)
            yield return Finding.Broken("intents", $"Discord:Intents asks for {intent}, which is not granted, so Discord ends the connection (4014): in the Developer Portal > Bot > Privileged Gateway Intents switch on \"{name}\", or take {intent} out of Discord:Intents.");
        if (refused.Count > 0) yield break;
        yield return intents.HasFlag(GatewayIntents.MessageContent)
            ? Finding.Look("intents", "Discord:Intents asks for MessageContent, which the bot does not need: leave it out, and nobody's messages are read.")
            : Finding.Ok("intents", $"{intents}: none that the Developer Portal does not grant.");
    }

    /// <param name="shards">Discord:Shards.</param>
    public static IEnumerable<Finding> Gateway(GatewayBot gateway, string shards)
    {
        if (gateway.SessionStartLimit is { } limit)
        {
            var left = $"{limit.Remaining} of {limit.Total} starts are left today";
            yield return limit.Remaining switch
            {
                <= 0 => Finding.Broken("gateway", $"{left}: the bot cannot connect for {Sentence(TimeSpan.FromMilliseconds(limit.ResetAfter))}. Something restarts it in a loop: stop it and look at its log."),
                _ when limit.Remaining < limit.Total / 4 => Finding.Look("gateway", $"{left}: something restarts it often; look at its log."),
                _ => Finding.Ok("gateway", $"{left}."),
            };
        }
        var total = int.TryParse(shards.Split('/')[^1].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : gateway.Shards;
        yield return total < gateway.Shards
            ? Finding.Look("shards", $"Discord recommends {gateway.Shards} shards and Discord:Shards ({shards}) makes {total}: leave it empty, or count to {gateway.Shards} in all processes together; with more than 2500 servers in one, Discord refuses the connection (4011).")
            : shards.Contains('/', StringComparison.Ordinal) ? Finding.Look("shards", $"Discord:Shards is {shards}: this process serves only a part of the servers; see that the other shards run, too.")
            : Finding.Ok("shards", $"{total} shard(s).");
    }

    /// <param name="problem">Why nothing greeted us at the gateway's WebSocket; null when it did.</param>
    public static Finding Hello(string url, string? problem) => problem is null ? Finding.Ok("websocket", $"{url} greets us.")
        : Finding.Broken("websocket", $"{url} cannot be used: {problem.TrimEnd('.')}. Let the proxy or firewall pass WebSockets (outgoing, port 443): all commands come that way.");

    /// <param name="ahead">Of this machine's clock before another's.</param>
    /// <param name="whose">Discord's, or Redis's machine's.</param>
    public static Finding Clock(TimeSpan ahead, string whose = "Discord's")
    {
        var by = $"This machine's clock is {Sentence(ahead.Duration())} {(ahead > TimeSpan.Zero ? "before" : "behind")} {whose}";
        return ahead.Duration() <= ClockLook ? Finding.Ok("clock", $"The clock agrees with {whose}.")
            : new("clock", ahead.Duration() <= ClockBroken ? Health.Look : Health.Broken, $"{by}: switch on time synchronisation (timedatectl set-ntp true), or waits and expiries are told wrongly.");
    }

    /// <param name="status">Of the answer to the simplest question of all.</param>
    public static Finding? Network(Uri api, HttpStatusCode status) => status switch
    {
        HttpStatusCode.OK => null,
        >= HttpStatusCode.InternalServerError => Finding.Broken("network", $"{api.Host} answers {(int)status}: Discord, or a proxy on the way, is in trouble. Look at https://discordstatus.com and try again later."),
        HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests => Finding.Broken("network", $"{api.Host} turns this machine away ({(int)status}): its address asked too much or is barred. Stop the bot, and try again in an hour or from another address."),
        _ => Finding.Broken("network", $"{api} answers {(int)status}, as Discord's API does not: Discord:Api is https://discord.com/api unless you know better; or a proxy answers in its place."),
    };
}

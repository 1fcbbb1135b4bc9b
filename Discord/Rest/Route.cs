namespace ChatVideoBot.Discord.Rest;

/// <summary>One request's method and path, with what rate limits need to know of it.</summary>
/// <param name="Template">The path with its minor ids left out: requests of one template share a limit.</param>
/// <param name="Major">The id that limits are counted by: a channel, guild, or webhook with its token. Empty when there is none.</param>
/// <param name="Path">The path as it is sent, after "/v10".</param>
internal sealed record Route(HttpMethod Method, string Template, string Major, string Path)
{
    /// <summary>Answers to interactions: they need no bot token and do not count against the global limit.</summary>
    public bool IsInteraction { get; init; }

    /// <summary>The path as it may be shown: without an interaction's token.</summary>
    public string Shown { get; init; } = Path;

    public static Route Plain(HttpMethod method, string path) => new(method, path, "", path);

    public static Route Application(HttpMethod method, Snowflake application, string rest) =>
        new(method, "/applications/{id}" + rest, "", $"/applications/{application}{rest}");

    /// <param name="rest">What follows the guild's id.</param>
    public static Route Guild(HttpMethod method, Snowflake guild, string rest = "") =>
        new(method, "/guilds/{guild}" + rest, guild.ToString(), $"/guilds/{guild}{rest}");

    public static Route GuildCommands(HttpMethod method, Snowflake application, Snowflake guild, string query = "") =>
        new(method, "/applications/{id}/guilds/{guild}/commands", guild.ToString(), $"/applications/{application}/guilds/{guild}/commands{query}");

    /// <param name="template">What follows the channel's id, with "{id}" where <paramref name="id"/> stands.</param>
    public static Route Channel(HttpMethod method, Snowflake channel, string template = "", Snowflake id = default, string query = "") =>
        new(method, "/channels/{channel}" + template, channel.ToString(),
            $"/channels/{channel}{template.Replace("{id}", id.ToString(), StringComparison.Ordinal)}{query}");

    public static Route Callback(Snowflake interaction, string token) =>
        new(HttpMethod.Post, "/interactions/{id}/{token}/callback", token, $"/interactions/{interaction}/{Uri.EscapeDataString(token)}/callback?with_response=true")
        {
            IsInteraction = true,
            Shown = $"/interactions/{interaction}/…/callback",
        };

    /// <param name="template">What follows the token: empty, "/messages/@original" or "/messages/{id}".</param>
    public static Route InteractionWebhook(HttpMethod method, Snowflake application, string token, string template = "", Snowflake id = default)
    {
        var rest = template.Replace("{id}", id.ToString(), StringComparison.Ordinal);
        return new(method, "/webhooks/{id}/{token}" + template, $"{application}/{token}", $"/webhooks/{application}/{Uri.EscapeDataString(token)}{rest}")
        {
            IsInteraction = true,
            Shown = $"/webhooks/{application}/…{rest}",
        };
    }

    public override string ToString() => $"{Method} {Shown}";
}

using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Guild;

/// <summary>Writes guilds and applications as Discord's objects.</summary>
internal static class PlaceWriter
{
    /// <summary>The guild object of REST; the gateway's has more (see <c>Gateway/GuildCreate</c>).</summary>
    public static JsonObject Guild(Community guild) => new()
    {
        ["id"] = guild.Id.ToString(),
        ["name"] = guild.Name,
        ["icon"] = null,
        ["description"] = null,
        ["splash"] = null,
        ["discovery_splash"] = null,
        ["home_header"] = null,
        ["banner"] = null,
        ["owner_id"] = guild.Owner.Id.ToString(),
        ["application_id"] = null,
        ["region"] = "deprecated",
        ["afk_channel_id"] = null,
        ["afk_timeout"] = 300,
        ["system_channel_id"] = null,
        ["system_channel_flags"] = 0,
        ["widget_enabled"] = false,
        ["widget_channel_id"] = null,
        ["verification_level"] = 0,
        ["default_message_notifications"] = 1,
        ["explicit_content_filter"] = 0,
        ["mfa_level"] = 0,
        ["nsfw"] = false,
        ["nsfw_level"] = 0,
        ["rules_channel_id"] = null,
        ["public_updates_channel_id"] = null,
        ["safety_alerts_channel_id"] = null,
        ["vanity_url_code"] = null,
        ["premium_tier"] = 0,
        ["premium_subscription_count"] = 0,
        ["premium_progress_bar_enabled"] = false,
        ["preferred_locale"] = "en-US",
        ["max_members"] = 500000,
        ["max_presences"] = null,
        ["max_video_channel_users"] = 25,
        ["max_stage_video_channel_users"] = 50,
        ["incidents_data"] = null,
        ["features"] = new JsonArray(),
        ["emojis"] = new JsonArray(),
        ["stickers"] = new JsonArray(),
        ["roles"] = new JsonArray([.. guild.Roles.Select(r => r.ToJson())]),
    };

    /// <summary>The application object, with what only its owner sees.</summary>
    public static JsonObject Application(House house, Application application) => new()
    {
        ["id"] = application.Id.ToString(),
        ["name"] = application.Bot.Name,
        ["icon"] = null,
        ["description"] = "The application of the sandbox.",
        ["type"] = null,
        ["bot"] = application.Bot.ToJson(),
        ["bot_public"] = house.Options.BotPublic,
        ["bot_require_code_grant"] = house.Options.BotRequireCodeGrant,
        ["verify_key"] = new string('0', 64),
        ["flags"] = ApplicationFlags(house.Options),
        ["flags_new"] = ApplicationFlags(house.Options).ToString(),
        ["explicit_content_filter"] = 0,
        ["eligible_oauth2_scopes"] = new JsonArray(),
        ["approximate_user_authorization_count"] = 0,
        ["owner"] = house.Owner.ToJson(),
        ["team"] = null,
        ["tags"] = new JsonArray(),
        ["redirect_uris"] = new JsonArray(),
        ["interactions_endpoint_url"] = house.Options.InteractionsEndpointUrl,
        ["role_connections_verification_url"] = null,
        ["approximate_guild_count"] = application.Guilds.Count,
        ["approximate_user_install_count"] = 0,
        ["install_params"] = new JsonObject
        {
            ["scopes"] = new JsonArray("bot", "applications.commands"),
            ["permissions"] = ((ulong)application.Permissions).ToString(),
        },
        ["integration_types_config"] = new JsonObject { ["0"] = new JsonObject(), ["1"] = new JsonObject() },
    };

    /// <summary>The flags that tell which privileged intents are switched on, in their "limited" form (a bot below 100 servers).</summary>
    public static int ApplicationFlags(SandboxOptions options) =>
        (options.AllowPresences ? 1 << 13 : 0) | (options.AllowMembers ? 1 << 15 : 0) | (options.AllowMessageContent ? 1 << 19 : 0);
}

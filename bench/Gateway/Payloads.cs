using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatVideoBot.Bench.Gateway;

/// <summary>What the bench's Discord sends, as full as the real one.</summary>
internal static class Payloads
{
    public const string Application = "1190000000000000031";

    private const string Person = """{"id":"1190000000000000042","username":"member","discriminator":"0","global_name":"Member","avatar":"a1b2c3d4e5f60718293a4b5c6d7e8f90","avatar_decoration_data":null,"public_flags":0,"clan":null,"primary_guild":null}""";

    private const string Member = """{"roles":["1190000000000000100"],"joined_at":"2024-01-02T03:04:05.678000+00:00","premium_since":null,"nick":null,"avatar":null,"banner":null,"communication_disabled_until":null,"pending":false,"deaf":false,"mute":false,"flags":0,"permissions":"2248473465835073","unusual_dm_activity_until":null}""";

    public static string Ready(int shard, int shards, IEnumerable<string> guilds, string session, string resume) => $$"""
        {"v":10,"user_settings":{},"user":{"id":"{{Application}}","username":"bench","discriminator":"0000","global_name":null,"avatar":null,"bot":true,"verified":true,"mfa_enabled":true,"email":null,"flags":0},
        "session_type":"normal","session_id":"{{session}}","resume_gateway_url":"{{resume}}","relationships":[],"private_channels":[],"presences":[],"guilds":[{{string.Join(',', guilds.Select(id => $$"""{"id":"{{id}}","unavailable":true}"""))}}],
        "guild_join_requests":[],"geo_ordered_rtc_regions":["rotterdam"],"auth":{},"application":{"id":"{{Application}}","flags":565248},"shard":[{{shard}},{{shards}}],"_trace":[]}
        """.ReplaceLineEndings("");

    /// <summary>A guild of twenty channels, fifteen roles and ten members: some 14 KB.</summary>
    public static string Guild(string id)
    {
        var own = ulong.Parse(id, CultureInfo.InvariantCulture);
        string Id(int n) => (own + (ulong)n + 1).ToString(CultureInfo.InvariantCulture);
        var channels = string.Join(',', Enumerable.Range(0, 20).Select(n => $$"""{"id":"{{Id(n)}}","type":0,"name":"channel-{{n}}","position":{{n}},"parent_id":null,"topic":"What is talked of in channel {{n}}","nsfw":false,"last_message_id":null,"rate_limit_per_user":0,"flags":0,"permission_overwrites":[{"id":"{{id}}","type":0,"allow":"0","deny":"2048"}]}"""));
        var roles = string.Join(',', Enumerable.Range(0, 15).Select(n => $$"""{"id":"{{(n == 0 ? id : Id(100 + n))}}","name":"{{(n == 0 ? "@everyone" : $"role {n}")}}","color":0,"colors":{"primary_color":0,"secondary_color":null,"tertiary_color":null},"hoist":false,"icon":null,"unicode_emoji":null,"position":{{n}},"permissions":"2248473465835073","managed":false,"mentionable":false,"flags":0,"version":1}"""));
        var members = string.Join(',', Enumerable.Range(0, 10).Select(n => $$"""{"user":{"id":"{{(n == 0 ? Application : Id(200 + n))}}","username":"user{{n}}","discriminator":"0","global_name":"User {{n}}","avatar":null,"bot":{{(n == 0 ? "true" : "false")}},"public_flags":0},"roles":[],"joined_at":"2024-01-02T03:04:05.678000+00:00","premium_since":null,"nick":null,"avatar":null,"banner":null,"communication_disabled_until":null,"pending":false,"deaf":false,"mute":false,"flags":0}"""));
        return $$"""
            {"id":"{{id}}","name":"A guild {{id}}","icon":null,"splash":null,"discovery_splash":null,"owner_id":"{{Id(201)}}","region":"deprecated","afk_channel_id":null,"afk_timeout":300,"verification_level":1,"default_message_notifications":0,"explicit_content_filter":2,
            "roles":[{{roles}}],"emojis":[],"features":["COMMUNITY"],"mfa_level":0,"application_id":null,"system_channel_id":null,"system_channel_flags":0,"rules_channel_id":null,"max_presences":null,"max_members":25000000,"vanity_url_code":null,"description":null,"banner":null,
            "premium_tier":0,"premium_subscription_count":0,"preferred_locale":"en-US","public_updates_channel_id":null,"nsfw_level":0,"nsfw":false,"stickers":[],"premium_progress_bar_enabled":false,"safety_alerts_channel_id":null,"joined_at":"2024-01-02T03:04:05.678000+00:00",
            "large":false,"unavailable":false,"member_count":10,"members":[{{members}}],"channels":[{{channels}}],"threads":[],"presences":[],"voice_states":[],"stage_instances":[],"guild_scheduled_events":[],"soundboard_sounds":[],"embedded_activities":[],"application_command_counts":{},"lazy":true,"version":1}
            """.ReplaceLineEndings("");
    }

    /// <summary>Somebody uses /imagine.</summary>
    /// <param name="id">Its token, too.</param>
    public static string Interaction(string id, string guild) => $$"""
        {"version":1,"type":2,"token":"{{id}}","member":{{Member[..^1]}},"user":{{Person}}},"locale":"en-US","id":"{{id}}","guild_locale":"en-US","guild_id":"{{guild}}","guild":{"id":"{{guild}}","locale":"en-US","features":[]},"entitlements":[],"entitlement_sku_ids":[],
        "data":{"type":1,"options":[{"value":"a red balloon rising over the desert","type":3,"name":"prompt"},{"value":4,"type":4,"name":"seconds"}],"name":"imagine","id":"1190000000000000500"},
        "context":0,"channel_id":"1190000000000000011","channel":{"type":0,"topic":null,"rate_limit_per_user":0,"position":0,"permissions":"2248473465835073","parent_id":null,"nsfw":false,"name":"general","last_message_id":null,"id":"1190000000000000011","guild_id":"{{guild}}","flags":0},
        "authorizing_integration_owners":{"0":"{{guild}}"},"attachment_size_limit":10485760,"application_id":"{{Application}}","app_permissions":"2248473465835073"}
        """.ReplaceLineEndings("");

    public static string Message(string id, string guild) => $$"""
        {"type":0,"tts":false,"timestamp":"2026-11-22T12:00:00.000000+00:00","pinned":false,"mentions":[],"mention_roles":[],"mention_everyone":false,"member":{{Member}},"id":"{{id}}","flags":0,"embeds":[],"edited_timestamp":null,
        "content":"","components":[],"channel_type":0,"channel_id":"1190000000000000011","author":{{Person}},"attachments":[{"width":512,"url":"https://cdn.discordapp.com/attachments/1190000000000000011/{{id}}/picture.png?ex=1&is=1&hm=1&","size":212345,"proxy_url":"https://media.discordapp.net/attachments/1190000000000000011/{{id}}/picture.png","id":"{{id}}","height":512,"filename":"picture.png","content_type":"image/png"}],"guild_id":"{{guild}}"}
        """.ReplaceLineEndings("");

    /// <summary>A dispatch.</summary>
    public static byte[] Frame(string type, int sequence, string data) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"t":"{{type}}","s":{{sequence}},"op":0,"d":{{data}}}"""));

    /// <summary>Throws where one is no JSON: what is written by hand is checked once.</summary>
    public static void Check()
    {
        foreach (var text in (string[])[Ready(0, 1, ["1"], "s", "ws://x"), Guild("1190000000000000000"), Interaction("1", "2"), Message("1", "2")])
            _ = JsonNode.Parse(text) ?? throw new JsonException("null");
    }
}

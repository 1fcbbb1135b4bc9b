using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord.Tests.Payloads;

/// <summary>Every kind of payload that is read, and how it is made: from Discord's schemas, or, of the gateway, from its documentation.</summary>
internal static class Kinds
{
    private const string Id = "175928847299117063";

    private static readonly Dictionary<string, (Type Type, string? Schema, Func<Fullness, JsonObject> Make)> All = [];

    static Kinds()
    {
        foreach (var (schema, type) in new (string, Type)[]
        {
            ("MessageResponse", typeof(Message)), ("UserResponse", typeof(User)), ("GuildMemberResponse", typeof(Member)),
            ("GuildChannelResponse", typeof(Channel)), ("PrivateChannelResponse", typeof(Channel)), ("PrivateGroupChannelResponse", typeof(Channel)),
            ("ThreadResponse", typeof(Channel)), ("MessageAttachmentResponse", typeof(Attachment)), ("MessageEmbedResponse", typeof(Embed)),
            ("GuildRoleResponse", typeof(Role)), ("GuildResponse", typeof(Guild)), ("PrivateApplicationResponse", typeof(Application)),
            ("GatewayBotResponse", typeof(Discord.Rest.GatewayBot)), ("InteractionCallbackResponse", typeof(Discord.Rest.InteractionCallbackResult)),
            ("ApplicationCommandResponse", typeof(Discord.Interactions.ApplicationCommand)),
            ("KeywordRuleResponse", typeof(AutoModerationRule)), ("DefaultKeywordRuleResponse", typeof(AutoModerationRule)), ("MLSpamRuleResponse", typeof(AutoModerationRule)),
            ("MentionSpamRuleResponse", typeof(AutoModerationRule)), ("UserProfileRuleResponse", typeof(AutoModerationRule)),
        })
            All[schema] = (type, schema, fullness => Specimen.Of(schema, fullness));
        foreach (var name in new[]
        {
            "ActionRow", "Button", "ChannelSelect", "Container", "File", "MediaGallery", "MentionableSelect", "RoleSelect", "Section", "Separator",
            "StringSelect", "TextDisplay", "TextInput", "Thumbnail", "UserSelect",
        })
            All[$"{name}ComponentResponse"] = (typeof(Component), $"{name}ComponentResponse", fullness => Specimen.Of($"{name}ComponentResponse", fullness));
        foreach (var (name, json) in new[]
        {
            ("Label", $$$"""{"type":18,"id":1,"label":"l","description":"d","component":{"type":4,"id":2,"custom_id":"c","value":"v"}}"""),
            ("FileUpload", $$$"""{"type":19,"id":1,"custom_id":"c","min_values":0,"max_values":1,"required":true,"values":["{{{Id}}}"]}"""),
            ("RadioGroup", """{"type":21,"id":1,"custom_id":"c","options":[{"label":"l","value":"v"}],"required":true,"value":"v"}"""),
            ("CheckboxGroup", """{"type":22,"id":1,"custom_id":"c","options":[{"label":"l","value":"v"}],"min_values":0,"max_values":1,"required":true,"values":["v"]}"""),
            ("Checkbox", """{"type":23,"id":1,"custom_id":"c","default":true,"value":true}"""),
        })
            All[name] = (typeof(Component), null, fullness => Cut(json, ["type", "custom_id"], fullness));
        All["READY"] = (typeof(Discord.Gateway.Ready), null, fullness => With(Cut(
            $$$"""{"v":10,"session_id":"s","resume_gateway_url":"wss://x.example","guilds":[{"id":"{{{Id}}}","unavailable":true}],"application":{"id":"{{{Id}}}","flags":1},"shard":[0,1]}""",
            ["v", "session_id", "resume_gateway_url", "guilds", "application"], fullness), ("user", Specimen.Of("UserResponse", fullness))));
        All["GUILD_CREATE"] = (typeof(Guild), null, fullness => With(Specimen.Of("GuildResponse", fullness),
            ("channels", new JsonArray(Specimen.Of("GuildChannelResponse", fullness))), ("threads", new JsonArray(Specimen.Of("ThreadResponse", fullness))),
            ("member_count", JsonValue.Create(7)), ("unavailable", JsonValue.Create(false))));
        All["MESSAGE_CREATE"] = (typeof(Message), null, fullness => With(Specimen.Of("MessageResponse", fullness),
            ("guild_id", JsonValue.Create(Id)), ("member", Without(Specimen.Of("GuildMemberResponse", fullness), "user"))));
        foreach (var (name, type, data) in new (string, int, Func<Fullness, JsonObject>?)[]
        {
            ("ping", 1, null), ("command", 2, fullness => Command(fullness, typed: false)), ("component", 3, Pressed),
            ("autocomplete", 4, fullness => Command(fullness, typed: true)), ("form", 5, Form), ("of a kind to come", 99, Pressed),
        })
            All[$"INTERACTION_CREATE, {name}"] = (typeof(Discord.Interactions.Interaction), null, fullness => Interaction(type, data, fullness));
    }

    public static IEnumerable<string> Names => All.Keys;

    public static JsonTypeInfo TypeOf(string kind) => DiscordJson.Default.GetTypeInfo(All[kind].Type)!;

    /// <summary>The schema's name; null where Discord publishes none.</summary>
    public static string? SchemaOf(string kind) => All[kind].Schema;

    public static JsonObject Make(string kind, Fullness fullness) => All[kind].Make(fullness);

    private static JsonObject Interaction(int type, Func<Fullness, JsonObject>? data, Fullness fullness)
    {
        var whole = With(Cut($$$"""
            {"id":"{{{Id}}}","application_id":"{{{Id}}}","type":{{{type}}},"token":"tok","version":1,"guild":{"id":"{{{Id}}}","locale":"en-US","features":["COMMUNITY"]},
             "guild_id":"{{{Id}}}","channel_id":"{{{Id}}}","app_permissions":"274878024704","locale":"de","guild_locale":"en-US","entitlements":[],
             "authorizing_integration_owners":{"0":"{{{Id}}}","1":"{{{Id}}}"},"context":1,"attachment_size_limit":10485760,
             "channel":null,"member":null,"user":null,"message":null}
            """, ["id", "application_id", "type", "token", "version", "app_permissions", "entitlements", "authorizing_integration_owners", "attachment_size_limit"], fullness));
        if (fullness == Fullness.All)
            With(whole, ("channel", With(Specimen.Of("GuildChannelResponse", fullness), ("permissions", JsonValue.Create("8")))),
                ("member", With(Specimen.Of("GuildMemberResponse", fullness), ("permissions", JsonValue.Create("8")))),
                ("user", Specimen.Of("UserResponse", fullness)), ("message", Specimen.Of("MessageResponse", fullness)));
        if (data is not null)
            whole["data"] = data(fullness);
        return whole;
    }

    private static JsonObject Command(Fullness fullness, bool typed)
    {
        var data = Cut($$$"""
            {"id":"{{{Id}}}","name":"n","type":1,"guild_id":"{{{Id}}}","target_id":"{{{Id}}}","resolved":null,"options":[{"name":"g","type":2,"options":[{"name":"s","type":1,"options":[
             {"name":"a","type":3,"value":"v"},{"name":"b","type":4,"value":{{{(typed ? "\"12a\"" : "7")}}},"focused":{{{(typed ? "true" : "false")}}}},{"name":"c","type":5,"value":true},
             {"name":"d","type":6,"value":"{{{Id}}}"},{"name":"e","type":10,"value":0.5},{"name":"f","type":11,"value":"{{{Id}}}"}]}]}]}
            """, ["id", "name", "type"], fullness);
        return fullness == Fullness.All ? With(data, ("resolved", Resolved(fullness))) : data;
    }

    private static JsonObject Pressed(Fullness fullness)
    {
        var data = Cut("""{"custom_id":"c","component_type":3,"id":7,"values":["v"],"resolved":null}""", ["custom_id", "component_type"], fullness);
        return fullness == Fullness.All ? With(data, ("resolved", Resolved(fullness))) : data;
    }

    private static JsonObject Form(Fullness fullness) => Cut($$$"""
        {"custom_id":"c","resolved":null,"components":[{"type":18,"id":1,"component":{"type":4,"id":2,"custom_id":"a","value":"v"}},{"type":18,"component":{"type":3,"custom_id":"b","values":["v"]}},
         {"type":18,"component":{"type":19,"custom_id":"f","values":["{{{Id}}}"]}},{"type":1,"components":[{"type":4,"custom_id":"o","value":"v"}]},{"type":10,"id":9}]}
        """, ["custom_id", "components"], fullness);

    private static JsonObject Resolved(Fullness fullness)
    {
        var resolved = new JsonObject();
        foreach (var (name, schema) in new[]
        {
            ("users", "UserResponse"), ("members", "GuildMemberResponse"), ("roles", "GuildRoleResponse"), ("channels", "GuildChannelResponse"),
            ("messages", "MessageResponse"), ("attachments", "MessageAttachmentResponse"),
        })
            resolved[name] = new JsonObject { [Id] = Specimen.Of(schema, fullness) };
        return resolved;
    }

    private static JsonObject Cut(string json, string[] required, Fullness fullness)
    {
        var whole = JsonNode.Parse(json)!.AsObject();
        foreach (var name in fullness == Fullness.All ? [] : whole.Select(field => field.Key).Except(required).ToList())
        {
            if (fullness == Fullness.Nulls)
                whole[name] = null;
            else
                whole.Remove(name);
        }
        return whole;
    }

    private static JsonObject With(JsonObject json, params ReadOnlySpan<(string Name, JsonNode Value)> fields)
    {
        foreach (var (name, value) in fields)
            json[name] = value;
        return json;
    }

    private static JsonObject Without(JsonObject json, string name)
    {
        json.Remove(name);
        return json;
    }
}

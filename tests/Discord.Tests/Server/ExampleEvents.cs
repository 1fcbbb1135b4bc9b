using System.Globalization;
using System.Text;

namespace ChatVideoBot.Discord.Tests.Server;

/// <summary>Frames as Discord sends them, in the order of its fields and about as large.</summary>
public static class ExampleEvents
{
    private const string User = """{"username":"nelly","public_flags":0,"id":"53908232506183680","global_name":"Nelly","discriminator":"0","clan":null,"avatar_decoration_data":null,"avatar":"a_bab14f271d565501444b2ca3be944b25"}""";

    public static readonly byte[] InteractionCreate = Frame("INTERACTION_CREATE", $$$"""
        {"version":1,"type":2,"token":"{{{new string('a', 200)}}}","member":{"user":{{{User}}},"roles":["539082325061836999","539082325061836990"],"premium_since":null,"permissions":"2147483647","pending":false,"nick":null,"mute":false,"joined_at":"2017-03-13T19:19:14.040000+00:00","is_pending":false,"deaf":false,"communication_disabled_until":null,"avatar":null},"locale":"en-US","id":"786008729715212338","guild_locale":"en-US","guild_id":"290926798626357999","guild":{"locale":"en-US","id":"290926798626357999","features":["COMMUNITY","NEWS"]},"entitlements":[],"data":{"type":1,"options":[{"value":"a fox in the snow, at dawn","type":3,"name":"prompt"},{"value":4,"type":4,"name":"seconds"}],"name":"imagine","id":"771825006014889984"},"context":0,"channel_id":"645027906669510667","channel":{"type":0,"topic":null,"rate_limit_per_user":0,"position":3,"permissions":"2147483647","parent_id":"645027906669510660","nsfw":false,"name":"general","last_message_id":"1000000000000000000","id":"645027906669510667","guild_id":"290926798626357999","flags":0},"authorizing_integration_owners":{"0":"290926798626357999"},"attachment_size_limit":10485760,"application_id":"775799577604522054","app_permissions":"442368"}
        """);

    public static readonly byte[] MessageCreate = Frame("MESSAGE_CREATE", $$$"""
        {"type":0,"tts":false,"timestamp":"2026-07-01T10:00:00.000000+00:00","pinned":false,"nonce":"1234567890123456789","mentions":[{{{User}}}],"mention_roles":[],"mention_everyone":false,"member":{"roles":["539082325061836999"],"premium_since":null,"pending":false,"nick":null,"mute":false,"joined_at":"2017-03-13T19:19:14.040000+00:00","flags":0,"deaf":false,"communication_disabled_until":null,"banner":null,"avatar":null},"id":"1000000000000000001","flags":0,"embeds":[],"edited_timestamp":null,"content":"look at what it made of our fox, it walks as if it had never seen snow before","components":[],"channel_type":0,"channel_id":"645027906669510667","author":{{{User}}},"attachments":[{"width":640,"url":"https://cdn.discordapp.com/attachments/645027906669510667/1000000000000000002/fox.png?ex=66a1b2c3&is=66a06143&hm=0123456789abcdef&","size":123456,"proxy_url":"https://media.discordapp.net/attachments/645027906669510667/1000000000000000002/fox.png","id":"1000000000000000002","height":480,"filename":"fox.png","content_type":"image/png"}],"guild_id":"290926798626357999"}
        """);

    public static readonly byte[] Typing = Frame("TYPING_START", """
        {"user_id":"53908232506183680","timestamp":1782900000,"channel_id":"645027906669510667","guild_id":"290926798626357999"}
        """);

    /// <summary>A guild of about so many bytes: members, channels and roles, all of them different.</summary>
    public static byte[] GuildCreate(int bytes, int seed = 1)
    {
        var random = new Random(seed);
        string Id() => (100_000_000_000_000_000 + random.NextInt64(900_000_000_000_000_000)).ToString(CultureInfo.InvariantCulture);
        string Word() => string.Concat(Enumerable.Range(0, random.Next(4, 12)).Select(_ => (char)('a' + random.Next(26))));
        string[] channels = Many(bytes / 3, () => $$$"""{"version":{{{random.NextInt64(1L << 40)}}},"type":0,"topic":"{{{Word()}}} {{{Word()}}}","rate_limit_per_user":0,"position":{{{random.Next(99)}}},"permission_overwrites":[{"type":0,"id":"{{{Id()}}}","deny":"0","allow":"1024"}],"parent_id":"{{{Id()}}}","name":"{{{Word()}}}","last_message_id":"{{{Id()}}}","id":"{{{Id()}}}","flags":0}""");
        string[] roles = Many(bytes / 3, () => $$$"""{"version":{{{random.NextInt64(1L << 40)}}},"unicode_emoji":null,"tags":{},"position":{{{random.Next(99)}}},"permissions":"{{{random.NextInt64(1L << 40)}}}","name":"{{{Word()}}}","mentionable":false,"managed":false,"id":"{{{Id()}}}","icon":null,"hoist":false,"flags":0,"color":{{{random.Next(1 << 24)}}}}""");
        string[] members = Many(bytes / 3, () => $$$"""{"user":{"username":"{{{Word()}}}","public_flags":0,"id":"{{{Id()}}}","global_name":"{{{Word()}}}","discriminator":"0","bot":false,"avatar":"{{{Id()}}}{{{Id()}}}"},"roles":["{{{Id()}}}","{{{Id()}}}"],"premium_since":null,"pending":false,"nick":null,"mute":false,"joined_at":"2024-01-{{{random.Next(10, 28)}}}T10:00:00.{{{random.Next(100000, 999999)}}}+00:00","flags":0,"deaf":false,"communication_disabled_until":null,"banner":null,"avatar":null}""");
        return Frame("GUILD_CREATE", $$$"""
            {"id":"{{{Id()}}}","name":"{{{Word()}}}","owner_id":"{{{Id()}}}","premium_tier":2,"preferred_locale":"en-US","features":["COMMUNITY"],"member_count":1234,"large":true,"unavailable":false,"threads":[],"channels":[{{{string.Join(",", channels)}}}],"roles":[{{{string.Join(",", roles)}}}],"members":[{{{string.Join(",", members)}}}]}
            """);
    }

    private static string[] Many(int bytes, Func<string> one)
    {
        var all = new List<string>();
        for (var length = 0; length < bytes; length += all[^1].Length)
            all.Add(one());
        return [.. all];
    }

    private static byte[] Frame(string name, string data) => Encoding.UTF8.GetBytes($$"""{"t":"{{name}}","s":3,"op":0,"d":{{data.Trim()}}}""");
}

using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Guild;

/// <summary>An account: one of the three people at the page, or the bot.</summary>
/// <param name="Name">The unique lower-case name.</param>
/// <param name="DisplayName">What others see; null for the bot, as on Discord.</param>
internal sealed record User(ulong Id, string Name, string? DisplayName, bool IsBot = false)
{
    public string Name { get; set; } = Name;

    /// <summary>The id's own avatar hash; the picture is generated from the id (see <c>Page/Avatars</c>).</summary>
    public string Avatar => $"{Id * 0x9E3779B97F4A7C15:x16}{Id:x16}";

    public JsonObject ToJson() => new()
    {
        ["id"] = Id.ToString(),
        ["username"] = Name,
        ["discriminator"] = IsBot ? $"{Id % 9999 + 1:0000}" : "0",
        ["global_name"] = DisplayName,
        ["avatar"] = Avatar,
        ["avatar_decoration_data"] = null,
        ["banner"] = null,
        ["accent_color"] = null,
        ["bot"] = IsBot,
        ["system"] = false,
        ["public_flags"] = 0,
        ["flags"] = 0,
        ["primary_guild"] = null,
        ["collectibles"] = null,
    };
}

internal sealed record Role(ulong Id, string Name, int Position, int Colour, Permission Permissions, ulong? BotId = null)
{
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["id"] = Id.ToString(),
            ["name"] = Name,
            ["color"] = Colour,
            ["colors"] = new JsonObject { ["primary_color"] = Colour, ["secondary_color"] = null, ["tertiary_color"] = null },
            ["hoist"] = Colour != 0,
            ["icon"] = null,
            ["unicode_emoji"] = null,
            ["position"] = Position,
            ["permissions"] = ((ulong)Permissions).ToString(),
            ["managed"] = BotId is not null,
            ["mentionable"] = false,
            ["flags"] = 0,
        };
        if (BotId is { } bot)
            json["tags"] = new JsonObject { ["bot_id"] = bot.ToString() };
        return json;
    }
}

/// <summary>A user's place in the guild. @everyone is implied and not in <paramref name="Roles"/>.</summary>
internal sealed record Member(User User, List<Role> Roles, DateTimeOffset JoinedAt)
{
    public string? Nick { get; set; }

    /// <summary>Discord's bits; a moderator may set only <see cref="BypassesVerification"/>.</summary>
    public int Flags { get; set; }
    public const int BypassesVerification = 1 << 2;

    /// <summary>Until when the member may only look; null or past when it is not timed out.</summary>
    public DateTimeOffset? TimedOutUntil { get; set; }

    /// <summary>The member object; messages carry it without the user.</summary>
    public JsonObject ToJson(bool withUser)
    {
        var json = new JsonObject
        {
            ["nick"] = Nick,
            ["avatar"] = null,
            ["banner"] = null,
            ["roles"] = new JsonArray([.. Roles.Select(r => (JsonNode)r.Id.ToString())]),
            ["joined_at"] = Iso.Write(JoinedAt),
            ["premium_since"] = null,
            ["deaf"] = false,
            ["mute"] = false,
            ["flags"] = Flags,
            ["pending"] = false,
            ["communication_disabled_until"] = TimedOutUntil is { } until ? Iso.Write(until) : null,
        };
        if (withUser)
            json["user"] = User.ToJson();
        return json;
    }
}

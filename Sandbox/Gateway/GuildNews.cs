using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Page;

namespace ChatVideoBot.Sandbox.Gateway;

/// <summary>Bots that come to a guild or leave it, outages, and members that change. Called under the house's lock.</summary>
internal sealed class GuildNews(House house, GatewayHub gateway, PageHub pages)
{
    /// <summary>A bot joins: it gets the guild, the other bots hear of a member and a role.</summary>
    public void Join(Community guild, Application bot)
    {
        if (bot.Guilds.Contains(guild))
            return;
        var member = guild.Admit(bot, house.Time.GetUtcNow());
        gateway.DispatchTo(bot, "GUILD_CREATE", Intents.Guilds, guild, session => GuildCreate.Write(guild, session.Identity, joined: true));
        Others("GUILD_ROLE_CREATE", Intents.Guilds, () => new JsonObject { ["guild_id"] = guild.Id.ToString(), ["role"] = member.Roles[0].ToJson() });
        Others("GUILD_MEMBER_ADD", Intents.GuildMembers, () => WithGuild(guild, member.ToJson(withUser: true)));
        TellPages();

        void Others(string type, Intents intent, Func<JsonObject> data) =>
            gateway.Dispatch(type, intent, guild, session => session.Bot == bot ? null : data());
    }

    /// <summary>A bot is removed: GUILD_DELETE without <c>unavailable</c>.</summary>
    public void Leave(Community guild, Application bot)
    {
        if (!bot.Guilds.Contains(guild))
            return;
        gateway.DispatchTo(bot, "GUILD_DELETE", Intents.Guilds, guild, _ => new JsonObject { ["id"] = guild.Id.ToString() });
        var roles = guild.FindMember(bot.Id)!.Roles.Where(r => r.BotId == bot.Id).ToArray();
        guild.Dismiss(bot);
        bot.Commands.RemoveOf(guild.Id);
        gateway.Dispatch("GUILD_MEMBER_REMOVE", Intents.GuildMembers, guild, _ => WithGuild(guild, new JsonObject { ["user"] = bot.Bot.ToJson() }));
        foreach (var role in roles)
            gateway.Dispatch("GUILD_ROLE_DELETE", Intents.Guilds, guild, _ => WithGuild(guild, new JsonObject { ["role_id"] = role.Id.ToString() }));
        TellPages();
    }

    /// <summary>An outage begins (GUILD_DELETE with <c>unavailable</c>) or ends (GUILD_CREATE).</summary>
    public void SetUnavailable(Community guild, bool unavailable)
    {
        if (guild.Unavailable == unavailable)
            return;
        guild.Unavailable = false;
        if (unavailable)
            gateway.Dispatch("GUILD_DELETE", Intents.Guilds, guild, _ => new JsonObject { ["id"] = guild.Id.ToString(), ["unavailable"] = true });
        else
            gateway.Dispatch("GUILD_CREATE", Intents.Guilds, guild, session => GuildCreate.Write(guild, session.Identity));
        guild.Unavailable = unavailable;
    }

    /// <summary>A member's name, roles or time-out changed. A bot hears of its own change without the intent.</summary>
    public void MemberChanged(Community guild, Member member)
    {
        gateway.Dispatch("GUILD_MEMBER_UPDATE", Intents.None, guild, session =>
            session.Intents.HasFlag(Intents.GuildMembers) || (member.User.Id == session.Bot.Id && session.Intents.HasFlag(Intents.Guilds))
                ? WithGuild(guild, member.ToJson(withUser: true)) : null);
        TellPages();
    }

    public void ChannelChanged(ChatChannel channel) => gateway.Dispatch(channel.IsThread ? "THREAD_UPDATE" : "CHANNEL_UPDATE", Intents.Guilds, channel.Guild,
        session => channel.IsThread && !house.CanView(session.Bot.Id, channel) ? null : channel.ToJson());

    /// <summary>An AutoMod rule was made, changed or removed: told to those who may manage the guild.</summary>
    public void RuleChanged(string type, Community guild, JsonObject rule) => gateway.Dispatch(type, Intents.AutoModerationConfiguration, guild,
        session => guild.PermissionsOf(session.Bot.Id, null).HasFlag(Permission.ManageGuild) ? (JsonObject)rule.DeepClone() : null);

    /// <summary>Guilds or bots came, went or changed: pages load their state anew.</summary>
    public void TellPages() => pages.Send("STATE_UPDATE", _ => new JsonObject());

    private static JsonObject WithGuild(Community guild, JsonObject json)
    {
        json["guild_id"] = guild.Id.ToString();
        return json;
    }
}

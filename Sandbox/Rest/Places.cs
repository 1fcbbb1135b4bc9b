using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>Finds what a path names, as far as the caller may see it.</summary>
internal static class Places
{
    /// <exception cref="ApiError">10003 unknown, 50001 not visible, 50013 not permitted.</exception>
    public static ChatChannel Channel(House house, ApiCall call, Permission needed)
    {
        var channel = house.FindChannel(call.Id("channel"));
        if (channel is null || (channel.IsDm && channel.Application != call.Bot))
            throw ApiError.UnknownChannel();
        var may = house.PermissionsOf(call.Bot.Id, channel);
        if (!may.HasFlag(Permission.ViewChannel))
            throw ApiError.MissingAccess();
        return may.HasFlag(needed) ? channel : throw ApiError.MissingPermissions();
    }

    /// <exception cref="ApiError">10004 unknown or a guild that the bot is not in, 50013 not permitted.</exception>
    public static Community Guild(ApiCall call, Permission needed = Permission.None)
    {
        var id = call.Id("guild");
        var guild = call.Bot.Guilds.Find(g => g.Id == id) ?? throw ApiError.UnknownGuild();
        return guild.PermissionsOf(call.Bot.Id, null).HasFlag(needed) ? guild : throw ApiError.MissingPermissions();
    }

    public static Member Member(Community guild, ulong user) => guild.FindMember(user) ?? throw ApiError.UnknownMember();

    public static Role Role(Community guild, ulong role) => guild.FindRole(role) ?? throw ApiError.UnknownRole();
}

using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord;

/// <summary>What a member may do, from roles and overwrites. Discord docs, topics/permissions.mdx, "Permission Overwrites".</summary>
public static class GuildPermissions
{
    /// <param name="guild">Also the id of the role that everybody has.</param>
    public static Permissions Of(Snowflake guild, Member member, IReadOnlyList<Role> roles) =>
        roles.Where(role => role.Id == guild || member.Roles.Contains(role.Id)).Aggregate(Permissions.None, (held, role) => held | role.Permissions);

    /// <summary>In one channel.</summary>
    public static Permissions In(Channel channel, Snowflake guild, Snowflake user, Member member, IReadOnlyList<Role> roles)
    {
        var held = Of(guild, member, roles);
        if ((held & Permissions.Administrator) != 0) return held;
        var overwrites = channel.PermissionOverwrites ?? [];
        held = Apply(held, overwrites.Where(one => one.Id == guild));
        held = Apply(held, overwrites.Where(one => one.Type == 0 && one.Id != guild && member.Roles.Contains(one.Id)));
        return Apply(held, overwrites.Where(one => one.Type == 1 && one.Id == user));
    }

    /// <summary>All that are denied go, then all that are allowed come.</summary>
    private static Permissions Apply(Permissions held, IEnumerable<PermissionOverwrite> overwrites)
    {
        var (allow, deny) = overwrites.Aggregate((Allow: Permissions.None, Deny: Permissions.None), (all, one) => (all.Allow | one.Allow, all.Deny | one.Deny));
        return held & ~deny | allow;
    }
}

using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Bot.Doctor;

// What the bot may do in a server.
internal static partial class Judge
{
    private const Permissions Vital = Permissions.ViewChannel | Permissions.SendMessages | Permissions.AttachFiles;
    private const Permissions VitalInThreads = Permissions.ViewChannel | Permissions.SendMessagesInThreads | Permissions.AttachFiles;
    private const int MostNamed = 5;


    /// <param name="me">The bot as a member.</param>
    public static IEnumerable<Finding> Guild(Guild guild, Snowflake bot, Member me, IReadOnlyList<Role> roles, IReadOnlyList<Channel> channels, DateTimeOffset now)
    {
        var what = $"server {guild.Name ?? guild.Id.ToString()}";
        var held = GuildPermissions.Of(guild.Id, me, roles);
        if (me.CommunicationDisabledUntil > now && !held.Allows(Permissions.Administrator))
            yield return Finding.Broken(what, $"A moderator timed the bot out until {me.CommunicationDisabledUntil:u}: it can post nothing there before. Right-click the bot in the member list > Remove Timeout.");
        var rooms = channels.Where(channel => channel.Type is ChannelType.GuildText or ChannelType.GuildAnnouncement or ChannelType.GuildForum or ChannelType.GuildMedia)
            .Select(channel => (Channel: channel, May: GuildPermissions.In(channel, guild.Id, bot, me, roles))).ToList();
        var works = rooms.Any(room => room.May.Allows(VitalIn(room.Channel)));
        var missing = Invite.Needed.Where(one => !held.Allows(one.Permission)).Select(one => one.Name).ToList();
        if (missing.Count > 0)
        {
            yield return new(what, works || (held.Allows(Vital) && rooms.Count == 0) ? Health.Look : Health.Broken,
                $"The bot's role lacks {string.Join(", ", missing)}: Server Settings > Roles > the bot's role > Permissions, or invite it again with the link of \"./run invite\".");
        }
        else if (rooms.Count > 0 && !works)
            yield return Finding.Broken(what, "There is no channel where the bot may see, send messages and attach files: Edit Channel > Permissions > add the bot's role and allow View Channel, Send Messages and Attach Files.");
        var seen = rooms.Where(room => room.May.Allows(Permissions.ViewChannel)).ToList();
        var mute = seen.Where(room => held.Allows(VitalIn(room.Channel)) && !room.May.Allows(VitalIn(room.Channel))).ToList();
        if (works && mute.Count > 0)
        {
            yield return Finding.Look(what, $"The bot sees {Names(mute.Select(room => room.Channel))}, but may not {Lost(mute, Vital | VitalInThreads)} there: "
                + "Edit Channel > Permissions > the bot's role, or hide the channel from it.");
        }
        var dim = seen.Except(mute).Where(room => held.Allows(Invite.All) && !room.May.Allows(Permissions.EmbedLinks | Permissions.ReadMessageHistory)).ToList();
        if (works && dim.Count > 0)
            yield return Finding.Look(what, $"In {Names(dim.Select(room => room.Channel))} the bot may not {Lost(dim, Permissions.EmbedLinks | Permissions.ReadMessageHistory)}: no previews, or no replies to what was asked. Edit Channel > Permissions > the bot's role.");
        if (missing.Count > 0 || !(works || rooms.Count == 0) || mute.Count > 0 || dim.Count > 0 || me.CommunicationDisabledUntil > now) yield break;
        yield return Finding.Ok(what, held.Allows(Permissions.ManageGuild) ? "The bot may do all it needs."
            : "The bot may do all it needs. (For the server's AutoMod rules to hold for prompts it needs Manage Server, too: \"./run invite --automod\".)");
    }

    /// <summary>In a forum everything is a thread.</summary>
    private static Permissions VitalIn(Channel channel) => channel.Type is ChannelType.GuildForum or ChannelType.GuildMedia ? VitalInThreads : Vital;

    private static string Names(IEnumerable<Channel> channels)
    {
        var all = channels.Select(channel => "#" + channel.Name).ToList();
        return string.Join(", ", all.Take(MostNamed)) + (all.Count > MostNamed ? $" and {all.Count - MostNamed} more" : "");
    }

    private static string Lost(List<(Channel Channel, Permissions May)> rooms, Permissions of) => string.Join(" or ",
        Invite.Needed.Where(one => (of & one.Permission) != 0 && rooms.Any(room => ((VitalIn(room.Channel) | ~(Vital | VitalInThreads)) & one.Permission) != 0 && !room.May.Allows(one.Permission)))
            .Select(one => one.Name));
}

using System.Text.RegularExpressions;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Messages;

/// <summary>Finds whom a message pings, within what the message and its author may.</summary>
internal static partial class Mentions
{
    public static void Apply(House house, Message message, AllowedMentions allowed, bool mayPingEveryone)
    {
        var users = new List<ulong>();
        var roles = new List<ulong>();
        var everyone = EveryoneMention().IsMatch(message.Content) && allowed.Parse.Contains("everyone") && mayPingEveryone;
        foreach (Match match in IdMention().Matches(message.Content))
        {
            if (!Snowflakes.TryParse(match.Groups[2].Value, out var id))
                continue;
            if (match.Groups[1].Value == "@&")
            {
                if (message.Channel.Guild?.FindRole(id) is not null && (allowed.Parse.Contains("roles") || allowed.Roles.Contains(id)) && !roles.Contains(id))
                    roles.Add(id);
            }
            else if (house.FindUser(id) is not null && (allowed.Parse.Contains("users") || allowed.Users.Contains(id)) && !users.Contains(id))
                users.Add(id);
        }
        if (message.Reference is { } reference && allowed.RepliedUser
            && house.FindChannel(reference.ChannelId)?.Find(reference.MessageId) is { } target && !users.Contains(target.Author.Id))
            users.Add(target.Author.Id);
        (message.MentionedUsers, message.MentionedRoles, message.MentionsEveryone) = (users, roles, everyone);
    }

    [GeneratedRegex(@"<(@[!&]?)(\d{1,20})>")]
    private static partial Regex IdMention();

    [GeneratedRegex("@(everyone|here)")]
    private static partial Regex EveryoneMention();
}

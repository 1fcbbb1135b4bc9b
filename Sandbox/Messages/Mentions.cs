using System.Text.RegularExpressions;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Messages;

/// <summary>Finds whom a message pings by its text (the content, or the texts among its components), within what it and its author may.</summary>
internal static partial class Mentions
{
    public static void Apply(House house, Message message, AllowedMentions allowed, bool mayPingEveryone)
    {
        var users = new List<ulong>();
        var roles = new List<ulong>();
        var text = TextOf(message);
        var everyone = EveryoneMention().IsMatch(text) && allowed.Parse.Contains("everyone") && mayPingEveryone;
        foreach (Match match in IdMention().Matches(text))
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
        if (message is { Type: 19, Reference: { } reference } && allowed.RepliedUser
            && house.FindChannel(reference.ChannelId)?.Find(reference.MessageId) is { } target && !users.Contains(target.Author.Id))
            users.Add(target.Author.Id);
        (message.MentionedUsers, message.MentionedRoles, message.MentionsEveryone) = (users, roles, everyone);
    }

    private static string TextOf(Message message) => string.Join('\n', ComponentTree.All(message.Components)
        .Where(c => c["type"]?.ToString() == $"{(int)ComponentType.TextDisplay}").Select(c => c["content"]?.ToString()).Prepend(message.Content));

    [GeneratedRegex(@"<(@[!&]?)(\d{1,20})>")]
    private static partial Regex IdMention();

    [GeneratedRegex("@(everyone|here)")]
    private static partial Regex EveryoneMention();
}

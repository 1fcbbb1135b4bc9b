using System.Globalization;
using ChatVideoBot.Discord;

namespace ChatVideoBot.Bot.Doctor;

/// <summary>The link with which a server lets the bot in, with the least that it needs.</summary>
public static class Invite
{
    /// <summary>What each permission is for.</summary>
    public static IReadOnlyList<(Permissions Permission, string Name, string Why)> Needed { get; } =
    [
        (Permissions.ViewChannel, "View Channels", "to see where it is asked"),
        (Permissions.SendMessages, "Send Messages", "to post clips and cards"),
        (Permissions.SendMessagesInThreads, "Send Messages in Threads", "the same, in threads"),
        (Permissions.AttachFiles, "Attach Files", "a clip is a file"),
        (Permissions.EmbedLinks, "Embed Links", "to show previews while a clip is made"),
        (Permissions.ReadMessageHistory, "Read Message History", "to reply to what it was asked, and never to post a clip twice"),
    ];

    /// <summary>What a server may grant besides.</summary>
    public static (Permissions Permission, string Name, string Why) AutoMod { get; } = (Permissions.ManageGuild, "Manage Server", "to read the server's AutoMod rules, which then hold for prompts");

    public static Permissions All => Needed.Aggregate(Permissions.None, (all, one) => all | one.Permission);

    /// <param name="withAutoMod">Also Manage Server, which Discord wants for reading a server's AutoMod rules.</param>
    public static Uri Link(Snowflake application, bool withAutoMod) => new(string.Create(CultureInfo.InvariantCulture,
        $"https://discord.com/oauth2/authorize?client_id={application}&scope=bot+applications.commands&permissions={(ulong)(All | (withAutoMod ? AutoMod.Permission : 0))}"));

    /// <summary>The application's id, which is the first part of a bot's token; null when it is none.</summary>
    public static Snowflake? ApplicationOf(string token)
    {
        var first = token.Split('.')[0];
        try
        {
            var text = System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(first.Replace('-', '+').Replace('_', '/').PadRight((first.Length + 3) / 4 * 4, '=')));
            return Snowflake.TryParse(text, out var id) ? id : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

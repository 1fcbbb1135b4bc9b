using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;

namespace ChatVideoBot.Bot.Moderation;

/// <summary>Who may do what to a server's clips and rules: by Discord's own permissions where the interaction happened, looked at each time.</summary>
internal static class Moderators
{
    /// <summary>Cancel, promote, review, bar, read the log: whoever may delete other people's messages there, or manage the server.</summary>
    public static bool MayModerate(Interaction interaction) => interaction.GuildId is not null && MayModerate(interaction.Member?.Permissions);

    /// <summary>Change limits, words and settings: whoever may manage the server.</summary>
    public static bool MayRule(Interaction interaction) => interaction.GuildId is not null && interaction.Member?.Permissions?.Allows(Permissions.ManageGuild) is true;

    public static bool MayModerate(Permissions? held) => held is { } may && (may.Allows(Permissions.ManageMessages) || may.Allows(Permissions.ManageGuild));
}

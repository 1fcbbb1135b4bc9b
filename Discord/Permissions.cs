using System.Text.Json.Serialization;
using ChatVideoBot.Discord.Json;

namespace ChatVideoBot.Discord;

/// <summary>What a user, role or bot may do. On the wire a decimal string; unknown bits are kept.</summary>
/// <remarks>Discord docs, topics/permissions.mdx.</remarks>
[Flags]
[JsonConverter(typeof(PermissionsConverter))]
public enum Permissions : ulong
{
    None = 0,
    KickMembers = 1UL << 1,
    BanMembers = 1UL << 2,
    Administrator = 1UL << 3,
    ManageChannels = 1UL << 4,
    ManageGuild = 1UL << 5,
    AddReactions = 1UL << 6,
    ViewChannel = 1UL << 10,
    SendMessages = 1UL << 11,
    ManageMessages = 1UL << 13,
    EmbedLinks = 1UL << 14,
    AttachFiles = 1UL << 15,
    ReadMessageHistory = 1UL << 16,
    MentionEveryone = 1UL << 17,
    UseExternalEmojis = 1UL << 18,
    ManageRoles = 1UL << 28,
    ManageWebhooks = 1UL << 29,
    UseApplicationCommands = 1UL << 31,
    ManageThreads = 1UL << 34,
    SendMessagesInThreads = 1UL << 38,
    ModerateMembers = 1UL << 40,
    SendPolls = 1UL << 49,
    UseExternalApps = 1UL << 50,
    PinMessages = 1UL << 51,
    BypassSlowmode = 1UL << 52,
}

public static class PermissionsExtensions
{
    /// <summary>Whether every bit of <paramref name="wanted"/> is held; an administrator holds them all.</summary>
    public static bool Allows(this Permissions held, Permissions wanted) =>
        (held & wanted) == wanted || (held & Permissions.Administrator) != 0;
}

namespace ChatVideoBot.Sandbox.Guild;

/// <summary>The permission bits that the sandbox looks at, under Discord's names.</summary>
[Flags]
internal enum Permission : ulong
{
    None = 0,
    CreateInstantInvite = 1UL << 0,
    KickMembers = 1UL << 1,
    BanMembers = 1UL << 2,
    Administrator = 1UL << 3,
    ManageChannels = 1UL << 4,
    ManageGuild = 1UL << 5,
    AddReactions = 1UL << 6,
    ViewAuditLog = 1UL << 7,
    ViewChannel = 1UL << 10,
    SendMessages = 1UL << 11,
    ManageMessages = 1UL << 13,
    EmbedLinks = 1UL << 14,
    AttachFiles = 1UL << 15,
    ReadMessageHistory = 1UL << 16,
    MentionEveryone = 1UL << 17,
    UseExternalEmojis = 1UL << 18,
    Connect = 1UL << 20,
    Speak = 1UL << 21,
    MuteMembers = 1UL << 22,
    DeafenMembers = 1UL << 23,
    MoveMembers = 1UL << 24,
    ChangeNickname = 1UL << 26,
    ManageNicknames = 1UL << 27,
    ManageRoles = 1UL << 28,
    ManageWebhooks = 1UL << 29,
    UseApplicationCommands = 1UL << 31,
    ManageThreads = 1UL << 34,
    CreatePublicThreads = 1UL << 35,
    SendMessagesInThreads = 1UL << 38,
    ModerateMembers = 1UL << 40,
    PinMessages = 1UL << 51,
    BypassSlowmode = 1UL << 52,

    /// <summary>Every bit that Discord's documents name today (0 to 52 without the unused 47).</summary>
    All = ((1UL << 53) - 1) & ~(1UL << 47),

    /// <summary>What a new guild's @everyone role may do, as far as it matters here.</summary>
    Everyone = CreateInstantInvite | CreatePublicThreads | ViewChannel | SendMessages | EmbedLinks | AttachFiles | ReadMessageHistory | AddReactions | UseExternalEmojis
        | UseApplicationCommands | SendMessagesInThreads | ChangeNickname | Connect | Speak,

    /// <summary>What the bot's role may do unless told otherwise: the invite link of docs, 274878024704.</summary>
    Bot = ViewChannel | SendMessages | EmbedLinks | AttachFiles | ReadMessageHistory | SendMessagesInThreads,

    /// <summary>What is left to a member who is timed out (docs: topics/permissions).</summary>
    TimedOut = ViewChannel | ReadMessageHistory,

    /// <summary>What a direct message's two people may do there.</summary>
    DirectMessage = ViewChannel | SendMessages | EmbedLinks | AttachFiles | ReadMessageHistory | AddReactions | UseExternalEmojis
        | UseApplicationCommands | MentionEveryone | PinMessages,
}

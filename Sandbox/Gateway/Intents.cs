namespace ChatVideoBot.Sandbox.Gateway;

/// <summary>Gateway intents (docs: events/gateway).</summary>
[Flags]
internal enum Intents
{
    None = 0,
    Guilds = 1 << 0,
    GuildMembers = 1 << 1,
    GuildModeration = 1 << 2,
    GuildPresences = 1 << 8,
    GuildMessages = 1 << 9,
    GuildMessageReactions = 1 << 10,
    GuildMessageTyping = 1 << 11,
    DirectMessages = 1 << 12,
    DirectMessageReactions = 1 << 13,
    DirectMessageTyping = 1 << 14,
    MessageContent = 1 << 15,
    AutoModerationConfiguration = 1 << 20,

    /// <summary>0 to 16, 20, 21, 24, 25: any other bit is an error (4013).</summary>
    Known = 0x1FFFF | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25,
}
